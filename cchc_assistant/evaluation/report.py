"""The report: one self-contained page, the figures first, every wrong answer last; nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from cchc_assistant.evaluation.cases import Case
from cchc_assistant.evaluation.charts import Row, histogram, shares
from cchc_assistant.evaluation.markup import Content, Markup, element, joined
from cchc_assistant.evaluation.refusals import refusals
from cchc_assistant.evaluation.tables import all_measures, glossary, systems_table
from cchc_assistant.evaluation.words import decimal, grouped, label, percent, slice_label
from cchc_assistant.evaluation.wrong import wrong_answers

_TILES = ("answer_correct", "doc_right", "section_right", "verbatim", "refusal_f1")
_SLICES = (
    ("split:", "Theo phần của bộ câu hỏi", "Phần để riêng không ai xem khi chỉnh chương trình, nên đáng tin hơn."),
    ("lang:", "Theo cách gõ", "Cùng những câu tiếng Việt ấy, gõ theo nhiều cách; câu tiếng Anh là câu riêng."),
    ("type:", "Theo loại câu hỏi", ""),
    ("doc:", "Theo văn bản", ""),
)
_SORTED = ("type:", "doc:")
_CLIP = 600
_SURE = 0.05


def write_report(cases: Sequence[Case], document: Mapping[str, Any], blind: Sequence[str] = ()) -> str:
    """Return the report as a page.

    Args:
        cases: of this program.
        document: what ``metrics.json`` holds.
        blind: splits whose wrong answers are counted and not shown.
    """
    systems: Mapping[str, Any] = document["systems"]
    name, ours = next(iter(systems.items()))
    overall = ours["overall"]
    style = (files("cchc_assistant.evaluation") / "report.css").read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", "Kết quả đánh giá"),
        element("style", Markup(style)),
    )
    main = element(
        "main",
        *_head(document, overall),
        *_alerts(document),
        _verdict(overall),
        _tiles(overall),
        _systems(systems),
        _by_slice(ours),
        refusals(cases, overall),
        _latency(cases, overall),
        _changes(document.get("compare"), cases, blind),
        wrong_answers(cases, blind),
        all_measures(name, ours),
        glossary(),
        _foot(document["about"]),
    )
    return "<!DOCTYPE html>\n" + element("html", head, element("body", main), lang="vi") + "\n"


def _head(document: Mapping[str, Any], overall: Mapping[str, Any]) -> list[Markup]:
    about = document["about"]
    day = "/".join(reversed(about["date"][:10].split("-")))
    line = f"{about['questions']} · {grouped(overall['questions'])} lượt hỏi · ngày {day}"
    return [element("h1", "Trợ lý kế hoạch CCHC: kết quả đánh giá"), element("p", line, class_="sub")]


def _alerts(document: Mapping[str, Any]) -> list[Markup]:
    bad = [f"Dòng {line['line']}: {line['reason']}" for line in document["bad_lines"]]
    found = []
    for lines, title in (
        (bad, f"{len(bad)} dòng không dùng được, đã bỏ qua"),
        (document["failed_gates"], "Chưa đạt ngưỡng đặt ra"),
    ):
        if lines:
            items = (element("li", line) for line in lines)
            found.append(element("div", element("b", title), element("ul", *items, class_="plain"), class_="alert"))
    return found


def _verdict(overall: Mapping[str, Any]) -> Markup:
    found = overall.get("answer_correct")
    if found is None:
        words = "Bộ câu hỏi không kèm đáp án nên chỉ ghi lại câu trả lời, không chấm điểm."
        return element("p", words, class_="verdict")
    parts: list[Content] = [
        "Cứ 100 câu hỏi thì khoảng ",
        element("b", f"{found['value'] * 100:.0f}"),
        " câu được xử lý đúng: trả lời đủ và không sai điều gì, hoặc từ chối khi kế hoạch không có câu trả lời "
        f"(khoảng tin cậy 95 %: {percent(found['low'])} – {percent(found['high'])}).",
    ]
    if verbatim := overall.get("verbatim"):
        parts.append(f" {percent(verbatim['value'])} lời trích dẫn trùng từng ký tự với văn bản gốc.")
    return element("p", *parts, class_="verdict")


def _tiles(overall: Mapping[str, Any]) -> Markup:
    tiles = []
    for name in _TILES:
        if found := overall.get(name):
            small = f"{percent(found['low'])} – {percent(found['high'])}"
            tiles.append(_tile(label("measures", name), percent(found["value"]), small))
    if latency := overall.get("latency_ms"):
        small = f"95 % số câu dưới {decimal(latency['p95'])} ms"
        tiles.append(_tile("Thời gian trả lời", f"{decimal(latency['p50'])} ms", small))
    return element("div", *tiles, class_="tiles")


def _tile(name: str, big: str, small: str) -> Markup:
    kinds = ((name, "name"), (big, "big"), (small, "small"))
    return element("div", *(element("div", text, class_=kind) for text, kind in kinds), class_="tile")


def _systems(systems: Mapping[str, Any]) -> Markup:
    if len(systems) < 2:
        return Markup()
    first = next(iter(systems))
    rows = [
        Row(system, found["value"], found["low"], found["high"], found["n"], system == first)
        for system, summary in systems.items()
        if (found := summary["overall"].get("facts_found"))
    ]
    note = (
        "Cùng câu hỏi, cùng văn bản, cùng máy, cùng một lần chạy. Các hệ tìm đoạn văn chỉ trả về nguyên đoạn (×4: bốn "
        "đoạn), nên trước hết hãy so phần câu mà thông tin cần có nằm đâu đó trong lời đáp."
    )
    return element(
        "section",
        element("h2", "So với các cách làm khác"),
        element("p", note, class_="note"),
        shares(rows, "Phần câu có đủ thông tin, theo hệ", bars=True),
        *(systems_table(systems, metric) for metric in ("facts_found", "answer_correct")),
    )


def _by_slice(ours: Mapping[str, Any]) -> Markup:
    parts = []
    for prefix, title, note in _SLICES:
        rows = []
        for name, summary in ours["slices"].items():
            if name.startswith(prefix) and "+" not in name and (found := summary.get("answer_correct")):
                rows.append(Row(slice_label(name), found["value"], found["low"], found["high"], found["n"]))
        if len(rows) < 2:
            continue
        if prefix in _SORTED:
            rows.sort(key=lambda row: -row.value)
        parts.append(joined(element("h3", title), element("p", note, class_="note") if note else Markup()))
        parts.append(shares(rows, title))
    if not parts:
        return Markup()
    note = "Chấm là tỉ lệ trả lời đúng, vạch là khoảng tin cậy 95 %."
    return element("section", element("h2", "Phần câu trả lời đúng"), element("p", note, class_="note"), *parts)


def _latency(cases: Sequence[Case], overall: Mapping[str, Any]) -> Markup:
    if not (latency := overall.get("latency_ms")):
        return Markup()
    words = overall.get("words_who_when")
    told = f" Câu hỏi ai, khi nào được trả lời bằng {decimal(words['p50'], 0)} từ (trung vị)." if words else ""
    marks = [("trung vị", latency["p50"]), ("95 %", latency["p95"])]
    return element(
        "section",
        element("h2", "Thời gian trả lời"),
        element("p", f"Đo khi chương trình đã chạy sẵn.{told}", class_="note"),
        histogram([case.score.latency_ms for case in cases], marks, "Thời gian trả lời", "ms"),
    )


def _changes(changes: Mapping[str, Any] | None, cases: Sequence[Case], blind: Sequence[str]) -> Markup:
    if not changes:
        return Markup()
    by_id = {case.question.id: case for case in cases}
    parts = []
    for key, title, kind in (("lost", "Trước đúng, nay sai", "wrong"), ("gained", "Trước sai, nay đúng", "right")):
        parts.append(element("h3", f"{title}: {len(changes[key])} câu"))
        for item in changes[key]:
            case = by_id[item["id"]]
            if case.question.split in blind:
                continue
            now = str(case.record.prediction["answer"])[:_CLIP]
            rows = joined(
                element("dt", "Trước"),
                element("dd", item["old"]),
                element("dt", "Nay"),
                element("dd", now, class_=kind),
            )
            body = element("div", element("dl", rows), class_="case")
            parts.append(element("details", element("summary", case.question.question), body))
    sure = "khác biệt có ý nghĩa thống kê" if changes["p_value"] < _SURE else "chưa đủ để nói là khác"
    test = f"phép thử McNemar p = {decimal(changes['p_value'], 4)}: {sure}"
    note = f"{changes['old']} · {changes['shared']} câu chung · {test}."
    return element("section", element("h2", "So với lần chấm trước"), element("p", note, class_="note"), *parts)


def _foot(about: Mapping[str, Any]) -> Markup:
    machine, git = about["machine"], about["git"]
    memory = f", {decimal(machine['memory_gib'])} GiB bộ nhớ" if machine.get("memory_gib") else ""
    parts = [f"{machine['processor']}, {machine['cores']} lõi{memory}"]
    parts.append(", ".join(f"{name} {version}" for name, version in about["versions"].items()))
    if git:
        parts.append(f"commit {git['commit'][:12]}{' và sửa đổi chưa lưu' if git['changed'] else ''}")
    return element("footer", " · ".join([*parts, about["date"]]))
