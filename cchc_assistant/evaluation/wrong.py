"""The report's last part: every wrong answer, by the stage that lost it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cchc_assistant.evaluation.cases import Case
from cchc_assistant.evaluation.charts import counts
from cchc_assistant.evaluation.markup import Content, Markup, element, joined
from cchc_assistant.evaluation.words import label

_LONGEST = 600
_LONGEST_QUOTE = 240
_MOST_CITATIONS = 6


def wrong_answers(cases: Sequence[Case], blind: Sequence[str]) -> Markup:
    """Return the section of wrong answers; those of blind splits are only counted."""
    wrong = [case for case in cases if case.stage]
    if not wrong:
        return Markup()
    ordered = Counter(case.stage or "" for case in wrong).most_common()
    told = sum(count for stage, count in ordered if stage != "unknown") / len(wrong)
    note = f"Mỗi câu sai được quy cho khâu đầu tiên làm hỏng nó; quy được {100 * told:.0f} % số câu sai."
    return element(
        "section",
        element("h2", f"{len(wrong)} câu trả lời sai, và sai ở đâu"),
        element("p", note, class_="note"),
        counts([(label("stages", stage), count) for stage, count in ordered], "Câu sai theo khâu"),
        *(_group(stage, [case for case in wrong if case.stage == stage], blind) for stage, _ in ordered),
    )


def _group(stage: str, cases: Sequence[Case], blind: Sequence[str]) -> Markup:
    shown = [case for case in cases if case.question.split not in blind]
    hidden = len(cases) - len(shown)
    note = f"{hidden} câu của phần để riêng không hiện ở đây, để phần ấy vẫn chưa ai xem."
    name = label("stages", stage)
    return element(
        "details",
        element("summary", name[:1].upper() + name[1:], element("span", f"  {len(cases)} câu", class_="count")),
        element("p", note, class_="note") if hidden else Markup(),
        *map(_case, shown),
    )


def _case(case: Case) -> Markup:
    question, prediction = case.question, case.record.prediction
    rows: list[tuple[str, Iterable[Content], str | None]] = []
    if question.context_question:
        rows.append(("Hỏi trước", [question.context_question], None))
    if question.accented:
        rows.append(("Câu gốc", [question.accented], None))
    if prediction["understood"] and prediction["understood"] != question.question:
        rows.append(("Đã hiểu là", [str(prediction["understood"])], None))
    rows.append(("Trả lời", [_clipped(str(prediction["answer"]), _LONGEST)], None))
    for name, key in (("Đơn vị", "units"), ("Thời hạn", "deadlines")):
        if prediction[key]:
            rows.append((name, prediction[key], None))
    rows.append(("Sai ở chỗ", [_fault(*fault) for fault in case.score.faults], "wrong"))
    rows.append(("Đáp án", _gold(case), "right"))
    if question.quotes:
        rows.append(("Nguyên văn", [_quoted(quote.text) for quote in question.quotes], None))
    if citations := prediction["citations"]:
        rows.append(("Đã dẫn", [_citation(item) for item in citations[:_MOST_CITATIONS]], None))
    body = (joined(element("dt", name), element("dd", *_lines(parts), class_=kind)) for name, parts, kind in rows)
    return element(
        "details",
        element("summary", question.question, element("span", question.id, class_="tag")),
        element("div", element("dl", *body), class_="case"),
    )


def _lines(parts: Iterable[Content]) -> list[Content]:
    found: list[Content] = []
    for part in parts:
        if found:
            found.append(element("br"))
        found.append(part)
    return found


def _fault(kind: str, words: str) -> str:
    return f"{label('faults', kind)}: {words}" if words else label("faults", kind)


def _gold(case: Case) -> list[Content]:
    question = case.question
    if question.answerable is False:
        return ["không có trong kế hoạch: phải từ chối"]
    gold = question.gold
    parts: list[Content] = []
    if gold.polarity:
        parts.append("có" if gold.polarity == "yes" else "không")
    parts.extend((*gold.units, *gold.deadlines, *(" hoặc ".join(group) for group in gold.must_contain)))
    if where := ", ".join((*question.docs, *question.sections)):
        parts.append(f"({where})")
    return parts


def _citation(item: Mapping[str, Any]) -> Markup:
    section = f" · {item['section']}" if item.get("section") else ""
    return joined(f"{item.get('doc')}{section}: ", _quoted(str(item.get("quote") or "")))


def _quoted(text: str) -> Markup:
    return element("q", _clipped(" ".join(text.split()), _LONGEST_QUOTE))


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + " …"
