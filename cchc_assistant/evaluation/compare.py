"""Two runs side by side, question by question, with a significance test; and gates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cchc_assistant.errors import InputError, UsageError
from cchc_assistant.evaluation.asking import PREDICTIONS, read_lines
from cchc_assistant.evaluation.cases import Case
from cchc_assistant.evaluation.metrics import mcnemar
from cchc_assistant.evaluation.scoring import score
from cchc_assistant.evaluation.summary import value_at

_GATE = re.compile(r"(?P<path>[^=<>]+)=(?P<value>-?\d+(?:\.\d+)?)")


def compare(cases: Sequence[Case], old: Path, source_of: Callable[[str], str | None]) -> dict[str, Any]:
    """Return what has changed since another run: which answers became right or wrong, and how sure that is.

    The old predictions are scored anew, so both runs are held to the same gold.

    Args:
        cases: of this run.
        old: the folder of the other run, or its ``predictions.jsonl``.
        source_of: gives the source text of a document.

    Raises:
        InputError: there are no predictions.
    """
    path = old / PREDICTIONS if old.is_dir() else old
    before = {str(line["id"]): line for line in read_lines(path)}
    if not before:
        raise InputError(f"{old}: không có {PREDICTIONS} của lần chấm trước")
    gained, lost, shared = [], [], 0
    for case in cases:
        prediction = before.get(case.question.id)
        if prediction is None or case.score.correct is None:
            continue
        shared += 1
        was = score(case.question, prediction, source_of).correct
        if case.score.correct and not was:
            gained.append({"id": case.question.id, "old": _brief(prediction)})
        elif was and not case.score.correct:
            lost.append({"id": case.question.id, "old": _brief(prediction)})
    return {
        "old": str(old),
        "shared": shared,
        "gained": gained,
        "lost": lost,
        "p_value": mcnemar(len(lost), len(gained)),
    }


def _brief(prediction: Mapping[str, Any]) -> str:
    return str(prediction.get("answer") or "")[:600]


def gates(texts: Sequence[str], option: str) -> list[tuple[str, float]]:
    """Read gates such as ``answer_correct=0.9`` or ``split:report/unit_exact=0.96``.

    Raises:
        UsageError: one is not of this form.
    """
    found = []
    for text in texts:
        if not (match := _GATE.fullmatch(text.strip())):
            raise UsageError(
                f"{option} {text}: viết METRIC=SỐ, ví dụ answer_correct=0.9 hoặc split:report/unit_exact=0.96"
            )
        found.append((match["path"].strip(), float(match["value"])))
    return found


def failures(
    summary: Mapping[str, Any], least: Sequence[tuple[str, float]], most: Sequence[tuple[str, float]]
) -> list[str]:
    """Return a line for each gate that is not met; one that names no figure of the run is not met either."""
    found = []
    for bounds, word in ((least, "dưới"), (most, "trên")):
        for path, bound in bounds:
            value = value_at(summary, path)
            if value is None:
                found.append(f"{path}: lần chấm này không có số đo đó")
            elif (value < bound) if word == "dưới" else (value > bound):
                found.append(f"{path} = {value:.4f}, {word} ngưỡng {bound:g}")
    return found
