"""Fit the weights that say whether the best place found answers a question.

    python -m training.fit_confidence QUESTIONS.jsonl=INDEX … --out cchc_assistant/data/answering/confidence.toml

Each set of questions is asked of its index. A question without an answer is an example of a place that does not answer;
so is every question with one, asked once more with the places of its answer left out, at half the weight. Questions of
the split "report" are never read. Prints how well the likelihood tells the two apart, by five-fold cross-validation.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cchc_assistant.answering import confidence
from cchc_assistant.answering.compose import field_asks
from cchc_assistant.answering.conversation import Conversation, inherit
from cchc_assistant.answering.lookup import rank_passages, rank_tasks
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import scope_of
from cchc_assistant.answering.statements import rank_statements
from cchc_assistant.answering.wanted import wanted_of
from cchc_assistant.assistant import Assistant
from cchc_assistant.evaluation.questions import Question, from_json
from cchc_assistant.plans.model import Span

NAMES: dict[confidence.Kind, tuple[str, ...]] = {
    "statement": (
        "coverage",
        "gap",
        "pairs",
        "told",
        "parts",
        "fit",
        "titled",
        "named",
        "attached",
        "present",
        "person",
        "follows",
        "context",
    ),
    "task": ("coverage", "gap", "pairs", "told", "parts", "unit", "present", "person", "follows", "context"),
}
FLOORS: dict[confidence.Kind, float] = {"statement": 0.3, "task": 0.15}
# Questions that no single place answers.
_MANY_PLACES = {"list_unit", "list_period", "count", "compare", "metadata"}
_LEFT_OUT, _RIDGE, _STEPS, _FOLDS = 0.5, 0.02, 60, 5
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a question and the best place for it, whether that answers, and how much it counts."""

    base: str
    kind: confidence.Kind
    features: dict[str, float]
    answers: bool
    weight: float


def examples(assistant: Assistant, questions: list[Question]) -> Iterator[Example]:
    """Yield the examples that questions make."""
    for question in questions:
        if question.answerable is None or question.type in _MANY_PLACES | {"yes_no"}:
            continue
        conversation = Conversation()
        if question.context_question:
            assistant.ask(question.context_question, conversation)
        frame = inherit(assistant.understand(question.question), conversation, assistant.corpus.aliases)
        found = _best(assistant, frame, None)
        if found is not None:
            yield Example(question.id, *found, question.answerable, 1.0)
        if question.answerable and question.quotes:
            found = _best(assistant, frame, question)
            if found is not None:
                yield Example(question.id, *found, answers=False, weight=_LEFT_OUT)


def _best(
    assistant: Assistant, frame: Frame, left_out: Question | None
) -> tuple[confidence.Kind, dict[str, float]] | None:
    """Return the features of the best place, those of a question's answer left out; None where there is none."""
    corpus = assistant.corpus
    scope = scope_of(frame, corpus)
    wanted = wanted_of(frame)
    if not scope.plans or not frame.parts:
        return None
    if field_asks(frame):
        tasks = [item for item in rank_tasks(frame, corpus, scope) if not _answers(item.row.task.source, left_out)]
        return ("task", confidence.of_task(frame, corpus, wanted, tasks[0])) if tasks else None
    passages = [item for item in rank_passages(frame, corpus, scope) if not _answers(item.passage.span, left_out)]
    found = rank_statements(frame, corpus, passages, wanted)
    return ("statement", confidence.of_statement(frame, corpus, wanted, found[0])) if found else None


def _answers(span: Span, question: Question | None) -> bool:
    return question is not None and any(
        quote.doc == span.document and quote.start < span.end and span.start < quote.end for quote in question.quotes
    )


def fit(features: Floats, answers: Floats, weights: Floats) -> Floats:
    """Return the weights of a ridge logistic regression by Newton's method, the intercept last.

    Args:
        features: shape (examples, features).
        answers: 0 or 1 an example.
        weights: how much each example counts.
    """
    scale = features.std(axis=0) + 1e-9
    table = np.hstack([features / scale, np.ones((len(features), 1))])
    ridge = _RIDGE * weights.sum() * np.eye(table.shape[1])
    ridge[-1, -1] = 0.0
    found = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (weights * (likely - answers)) + ridge @ found
        curve = (table * (weights * likely * (1 - likely))[:, None]).T @ table + ridge
        found -= np.linalg.solve(curve, slope)
    return np.append(found[:-1] / scale, found[-1])


def _table(chosen: list[Example], names: tuple[str, ...]) -> tuple[Floats, Floats, Floats]:
    features = np.array([[one.features.get(name, 0.0) for name in names] for one in chosen])
    return features, np.array([float(one.answers) for one in chosen]), np.array([one.weight for one in chosen])


def _report(kind: confidence.Kind, chosen: list[Example]) -> None:
    """Print how many refusals are right and how many found, each question judged by weights that others fitted."""
    names = NAMES[kind]
    features, answers, weights = _table(chosen, names)
    bases = sorted({one.base for one in chosen})
    fold = np.array([bases.index(one.base) % _FOLDS for one in chosen])
    likely = np.zeros(len(chosen))
    for number in range(_FOLDS):
        found = fit(features[fold != number], answers[fold != number], weights[fold != number])
        likely[fold == number] = 1 / (1 + np.exp(-features[fold == number] @ found[:-1] - found[-1]))
    refused = likely < FLOORS[kind]
    right = weights[refused & (answers == 0)].sum()
    print(
        f"{kind}: {len(chosen)} examples; refusals right {right / max(1e-9, weights[refused].sum()):.1%}, "
        f"found {right / max(1e-9, weights[answers == 0].sum()):.1%}"
    )


def main() -> None:
    """Fit both models and write their weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS=INDEX")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    found: list[Example] = []
    for pair in given.sets:
        path, _, index = pair.partition("=")
        records = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
        kept = [from_json(record) for record in records if record.get("split") != "report"]
        found.extend(examples(Assistant.open(Path(index)), kept))
    lines = [
        "# Whether the best place found answers a question: weights of a logistic model, fitted by",
        "# training/fit_confidence.py; below the floor the question is refused.",
    ]
    for kind, names in NAMES.items():
        chosen = [one for one in found if one.kind == kind]
        _report(kind, chosen)
        weights = fit(*_table(chosen, names))
        lines += ["", f"[{kind}]", f"floor = {FLOORS[kind]}", f"intercept = {weights[-1]:.2f}"]
        lines += [f"{name} = {weight:.2f}" for name, weight in zip(names, weights, strict=False)]
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
