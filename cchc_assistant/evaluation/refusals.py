"""The report's part on refusing: how wrong the answers would be if only the surest were given, and when it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cchc_assistant.evaluation.cases import Case
from cchc_assistant.evaluation.charts import Line, plane, round_up
from cchc_assistant.evaluation.markup import Markup, element
from cchc_assistant.evaluation.metrics import risk_coverage
from cchc_assistant.evaluation.words import decimal, percent

_FEW = 10
_FEW_IN_BIN = 5
_BINS = 10


def refusals(cases: Sequence[Case], overall: Mapping[str, Any]) -> Markup:
    """Return the section on refusals, nothing where there are too few answers to draw it."""
    scored = [case for case in cases if case.score.correct is not None]
    if sum(case.answered for case in scored) < _FEW:
        return Markup()
    told = ""
    if (precision := overall.get("refusal_precision")) and (recall := overall.get("refusal_recall")):
        told = (
            f"Trong các lần từ chối, {percent(precision['value'])} là đáng từ chối; "
            f"trong các câu đáng từ chối, {percent(recall['value'])} đã được từ chối."
        )
    area = decimal(overall.get("area_under_risk", 0.0), 3)
    risk_note = f"Nếu chỉ trả lời những câu chắc nhất thì sai bao nhiêu. Diện tích dưới đường: {area} (0 là tốt nhất)."
    trust_note = "Từ chối chuẩn khi hai đường trùng nhau ở mọi mức khớp."
    return element(
        "section",
        element("h2", "Từ chối khi không biết"),
        element("p", told) if told else Markup(),
        element(
            "div",
            element("div", _risk(scored), element("p", risk_note, class_="note")),
            element("div", _trust(scored), element("p", trust_note, class_="note")),
            class_="pair",
        ),
    )


def _risk(scored: Sequence[Case]) -> Markup:
    answered = [case for case in scored if case.answered]
    confidence = [case.record.trace.confidence for case in answered]
    share = len(answered) / len(scored)
    points = risk_coverage(confidence, [bool(case.score.correct) for case in answered])
    curve = [(coverage * share, risk) for coverage, risk in points]
    settled = [risk for coverage, risk in curve if coverage > share / 20]
    reach = min(1.0, round_up(max(0.1, 1.1 * max(settled, default=0.1)), 4))
    axes = ("phần câu hỏi được trả lời, chắc nhất trước", "phần trả lời sai")
    return plane([Line(curve)], "Rủi ro theo độ bao phủ", *axes, reach)


def _trust(scored: Sequence[Case]) -> Markup:
    bins: dict[int, list[Case]] = {}
    for case in scored:
        bins.setdefault(min(int(case.record.trace.confidence * _BINS), _BINS - 1), []).append(case)
    kept = [(index, members) for index, members in sorted(bins.items()) if len(members) >= _FEW_IN_BIN]

    def curve(holds: list[list[bool]]) -> list[tuple[float, float]]:
        return [((index + 0.5) / _BINS, sum(flags) / len(flags)) for (index, _), flags in zip(kept, holds, strict=True)]

    given = curve([[case.answered for case in members] for _, members in kept])
    held = curve([[case.question.answerable is not False for case in members] for _, members in kept])
    lines = [Line(given, "đã trả lời"), Line(held, "có lời giải", "other")]
    axes = ("phần nội dung câu hỏi mà chỗ khớp nhất có", "phần câu hỏi")
    return plane(lines, "Trả lời và từ chối theo mức khớp", *axes)
