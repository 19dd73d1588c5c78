"""What ``cchc eval`` prints: aggregated figures only, never a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cchc_assistant.evaluation.words import decimal, label

FAINT = "bright_black"
COLUMNS = (
    ("answer_correct", "Đúng"),
    ("unit_exact", "Đơn vị"),
    ("deadline_exact", "Hạn"),
    ("doc_right", "V.bản"),
    ("section_right", "Mục"),
    ("refusal_precision", "T.chối"),
    ("refusal_recall", "đủ"),
)
_NAME = 22
COMPARED = "facts_found"
_SURE = 0.05


def percent(value: float) -> str:
    """Return a share as per cent with one decimal, without the sign."""
    return decimal(100 * value)


def results_view(systems: Mapping[str, Mapping[str, Any]], bad_lines: int = 0) -> RenderableType:
    """Return the table of the first system by slice, and of all systems overall and by split."""
    name, first = next(iter(systems.items()))
    parts: list[RenderableType] = [_table(name, _rows(first))]
    if len(systems) > 1:
        parts.append(_systems(systems))
    parts.append(_latency(first["overall"]))
    if stages := first["overall"].get("stages"):
        total = sum(stages.values())
        told = ", ".join(f"{label('stages', stage)} {count}" for stage, count in stages.items())
        parts.append(Text(f"{total} câu sai: {told}"))
    if bad_lines:
        parts.append(Text(f"{bad_lines} dòng không dùng được, đã bỏ qua", style="yellow"))
    return Group(*parts)


def _rows(summary: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    yield "tất cả", summary["overall"]
    names = list(summary["slices"])
    for kind in ("split:", "lang:", "type:", "doc:"):
        chosen = [name for name in names if name.startswith(kind) and ("+" not in name or "+lang:" in name)]
        yield from ((name, summary["slices"][name]) for name in chosen)


def _table(title: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Table:
    table = _frame(f"{title}: phần trăm đúng, ± nửa khoảng tin cậy 95 %")
    for heading in ("Câu", *(heading for _, heading in COLUMNS)):
        table.add_column(heading, justify="right", no_wrap=True, min_width=max(len(heading), 5))
    for name, found in _sectioned(table, rows):
        cells = (_cell(found, metric, interval=metric == "answer_correct") for metric, _ in COLUMNS)
        table.add_row(_brief(name), str(found["questions"]), *cells)
    return table


def _frame(title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, header_style="bold cyan", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True, overflow="ellipsis", max_width=_NAME)
    return table


def _sectioned(table: Table, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the rows, with a line drawn where another kind of slice begins."""
    kind = ""
    for name, found in rows:
        if name.partition(":")[0] != kind:
            kind = name.partition(":")[0]
            table.add_section()
        yield name, found


def _brief(name: str) -> str:
    return name.replace("split:", "").replace("lang:", "").replace("type:", "").replace("doc:", "")


def _cell(found: Mapping[str, Any], metric: str, *, interval: bool) -> Text:
    if metric not in found:
        return Text("–", style=FAINT)
    number = found[metric]
    text = Text(percent(number["value"]))
    if interval:
        text.append(f" ±{percent((number['high'] - number['low']) / 2)}", style=FAINT)
    return text


def _systems(systems: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _frame("Phần trăm câu có đủ thông tin trong lời đáp, các hệ")
    for system in systems:
        table.add_column(system, justify="right", overflow="fold")
    first = next(iter(systems.values()))
    for name, _ in _sectioned(table, _rows(first)):
        found = [summary["slices"].get(name, {}) if ":" in name else summary["overall"] for summary in systems.values()]
        table.add_row(_brief(name), *(_cell(numbers, COMPARED, interval=True) for numbers in found))
    return table


def _latency(overall: Mapping[str, Any]) -> Text:
    latency: Mapping[str, float] = overall.get("latency_ms", {})
    told = ", ".join(f"{name} {decimal(value)} ms" for name, value in latency.items())
    if verbatim := overall.get("verbatim"):
        told += f"; trích nguyên văn {percent(verbatim['value'])} %"
    if words := overall.get("words_who_when"):
        told += f"; câu ai, khi nào: {words['p50']:.0f} từ (trung vị)"
    return Text(f"Thời gian trả lời: {told}", style=FAINT)


def comparison_view(changes: Mapping[str, Any]) -> RenderableType:
    """Return what a comparison with another run found."""
    gained, lost = changes["gained"], changes["lost"]
    verdict = "khác biệt có ý nghĩa" if changes["p_value"] < _SURE else "chưa đủ để nói là khác"
    counted = f"{len(gained)} câu thành đúng, {len(lost)} câu thành sai, {changes['shared']} câu chung"
    return Text(f"So với {changes['old']}: {counted}; McNemar p = {changes['p_value']:.4f}: {verdict}")


def failures_view(failed: Sequence[str]) -> RenderableType:
    """Return the gates that were not met."""
    return Text("\n".join(f"✗ {line}" for line in failed), style="red")
