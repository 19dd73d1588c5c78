"""The report's tables: systems by slice, all measures by slice, and what the measures mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cchc_assistant.evaluation.markup import Markup, element
from cchc_assistant.evaluation.summary import MEASURES
from cchc_assistant.evaluation.words import decimal, grouped, label, meaning, slice_label

_KINDS = {"split": "Phần", "lang": "Cách gõ", "type": "Loại câu hỏi", "doc": "Văn bản"}


def systems_table(systems: Mapping[str, Any], metric: str) -> Markup:
    """Return one measure of every system, overall, by split and by form; the best of a column stands out."""
    first = next(iter(systems.values()))
    names = ["", *(name for name in first["slices"] if name.startswith(("split:", "lang:")) and "+" not in name)]
    head = element(
        "tr", element("th", "Hệ"), *(element("th", slice_label(name) if name else "tất cả") for name in names)
    )
    figures = {
        system: [(summary["slices"].get(name, {}) if name else summary["overall"]).get(metric) for name in names]
        for system, summary in systems.items()
    }
    best = [max((row[at]["value"] for row in figures.values() if row[at]), default=0.0) for at in range(len(names))]
    rows = (
        element("tr", element("td", system), *(_cell(found, best[at]) for at, found in enumerate(row)))
        for system, row in figures.items()
    )
    return element(
        "div",
        element("h3", label("measures", metric)),
        element("p", f"{meaning(metric)}.", class_="note"),
        element("div", element("table", head, *rows), class_="scroll"),
    )


def all_measures(name: str, summary: Mapping[str, Any]) -> Markup:
    """Return every measure of a system over every slice, folded away."""
    columns = (element("th", label("measures", measure), title=meaning(measure)) for measure in MEASURES)
    rows = [element("tr", element("th"), element("th", "Câu"), *columns), _row("tất cả", summary["overall"])]
    kinds = list(_KINDS)
    kind = ""
    for key in sorted(summary["slices"], key=lambda key: (kinds.index(key.partition(":")[0]), key)):
        if "+type:" in key:
            continue
        if (now := key.partition(":")[0]) != kind:
            kind = now
            rows.append(element("tr", element("td", _KINDS[kind], colspan=len(MEASURES) + 2), class_="group"))
        rows.append(_row(slice_label(key), summary["slices"][key]))
    table = element("div", element("table", *rows), class_="scroll")
    title = f"Bảng đầy đủ của {name}, phần trăm, kèm khoảng tin cậy 95 %"
    return element("section", element("h2", "Mọi số đo"), element("details", element("summary", title), table))


def _row(name: str, found: Mapping[str, Any]) -> Markup:
    cells = (_cell(found.get(measure)) for measure in MEASURES)
    return element("tr", element("td", name), element("td", grouped(found["questions"])), *cells)


def _cell(found: Mapping[str, Any] | None, best: float = 2.0) -> Markup:
    if not found:
        return element("td", "–")
    interval = f"{decimal(100 * found['low'])}–{decimal(100 * found['high'])}"
    kind = "best" if found["value"] >= best else None
    return element("td", decimal(100 * found["value"]), element("span", interval, class_="range"), class_=kind)


def glossary() -> Markup:
    """Return what each measure means."""
    words = (
        part
        for measure in MEASURES
        for part in (element("dt", label("measures", measure)), element("dd", meaning(measure)))
    )
    return element("section", element("h2", "Các số đo nghĩa là gì"), element("dl", *words, class_="words"))
