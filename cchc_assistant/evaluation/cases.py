"""A case: a question, what came of it, how it scored, and where it was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_assistant.evaluation.asking import Record
from cchc_assistant.evaluation.metrics import ndcg, recall_at, reciprocal_rank
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.evaluation.scoring import Score, score
from cchc_assistant.evaluation.stages import ranked, stage_of


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well the places that answer were ranked."""

    ndcg_10: float
    recall_1: float
    recall_5: float
    recall_10: float
    reciprocal_rank: float


@dataclass(frozen=True, slots=True)
class Case:
    """One question, asked and scored; ``ranking`` is None where the set gives no quotes."""

    question: Question
    record: Record
    score: Score
    stage: str | None
    ranking: Ranking | None

    @property
    def answered(self) -> bool:
        """Whether it was answered, not refused."""
        return not self.score.abstained


def judge(
    questions: Sequence[Question], records: Sequence[Record], source_of: Callable[[str], str | None]
) -> list[Case]:
    """Score records against their questions; a question without a record is left out."""
    by_id: Mapping[str, Record] = {record.id: record for record in records}
    cases = []
    for question in questions:
        if (record := by_id.get(question.id)) is None:
            continue
        scored = score(question, record.prediction, source_of)
        stage = stage_of(question, record, scored, _accented_right(question, record, source_of))
        cases.append(Case(question, record, scored, stage, _ranking(question, record)))
    return cases


def _accented_right(question: Question, record: Record, source_of: Callable[[str], str | None]) -> bool | None:
    if record.accented is None:
        return None
    return score(replace(question, id=question.base), record.accented, source_of).correct


def _ranking(question: Question, record: Record) -> Ranking | None:
    if not question.quotes or question.answerable is False or not record.trace.candidates:
        return None
    relevant, total = ranked(question, record)
    return Ranking(
        ndcg(relevant, total),
        recall_at(relevant, total, 1),
        recall_at(relevant, total, 5),
        recall_at(relevant, total, 10),
        reciprocal_rank(relevant),
    )
