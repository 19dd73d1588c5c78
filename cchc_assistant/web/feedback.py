"""What users say of answers: right, wrong or incomplete, with a note; kept beside the index, one JSON line each."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, get_args

from cchc_assistant.answering.answer import Answer

Verdict = Literal["right", "wrong", "missing"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FILE = "feedback.jsonl"
LONGEST_NOTE = 2000
_LONGEST_ANSWER = 4000


class Said(TypedDict):
    """One piece of feedback as kept; ``answer`` is the contract's form of the answer it is about."""

    at: str
    by: str
    verdict: Verdict
    note: str
    context_question: str | None
    answer: dict[str, Any]


class Feedback:
    """The feedback on one index. Safe to share between threads."""

    def __init__(self, index: Path) -> None:
        self.path = index / FILE
        self._writing = threading.Lock()

    def add(self, answer: Answer, verdict: Verdict, note: str, *, before: str | None = None, by: str = "") -> None:
        """Keep what a user says of an answer; ``before`` is the question asked before in the same conversation."""
        kept = answer.to_json()
        kept["answer"] = kept["answer"][:_LONGEST_ANSWER]
        said = Said(
            at=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
            by=by,
            verdict=verdict,
            note=" ".join(note.split())[:LONGEST_NOTE],
            context_question=before,
            answer=kept,
        )
        line = json.dumps(said, ensure_ascii=False) + "\n"
        with self._writing, self.path.open("a", encoding="utf-8") as file:
            file.write(line)

    def all(self, by: str | None = None) -> list[Said]:
        """Return the feedback, the newest first; of one user only where ``by`` is given."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        found: list[Said] = [json.loads(line) for line in lines if line.strip()]
        return [said for said in reversed(found) if by is None or said["by"] == by]


def to_questions(found: Iterable[Said]) -> bytes:
    """Return feedback as candidate questions for ``cchc eval``, one JSON line each.

    What was found right carries its answer as gold; the others carry the answer and the note for whoever fills in the
    gold.
    """
    lines = []
    for number, said in enumerate(found, 1):
        answer = said["answer"]
        record: dict[str, Any] = {
            "id": f"gop-y-{number:04}",
            "question": answer["question"],
            "context_question": said["context_question"],
        }
        if said["verdict"] == "right":
            record |= _gold(answer)
        record |= {"verdict": said["verdict"], "note": said["note"], "answer": answer["answer"]}
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def _gold(answer: dict[str, Any]) -> dict[str, Any]:
    cited: Sequence[dict[str, Any]] = () if answer["abstained"] else answer["citations"]
    return {
        "answerable": not answer["abstained"],
        "docs": list(dict.fromkeys(one["doc"] for one in cited)),
        "sections": list(dict.fromkeys(one["section"] for one in cited if one["section"])),
        "gold": {"units": answer["units"], "deadlines": answer["deadlines"]},
        "quotes": [
            {"doc": one["doc"], "start": one["start"], "end": one["end"], "text": one["quote"]} for one in cited
        ],
    }
