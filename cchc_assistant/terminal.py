"""What the command line shows people: an answer, a plan, the register and the coverage of an index, drawn with rich."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.presentation import WORDS, Run, clipped, place, quote_runs, understood_differently

if TYPE_CHECKING:
    from cchc_assistant.export import Row
    from cchc_assistant.ingest import IndexReport
    from cchc_assistant.plans.model import Plan

MARK = "bold green"
FAINT = "bright_black"
# Lines longer than this are hard to follow with the eye.
READABLE_WIDTH = 108


def answer_view(answer: Answer) -> RenderableType:
    """Return an answer, or a refusal, with its citations below it."""
    words = WORDS[answer.language]
    parts: list[RenderableType] = []
    if understood_differently(answer):
        parts.append(Text.assemble((f"{words['understood']}: ", FAINT), (answer.understood, "italic")))
    parts.append(_refusal(answer) if answer.abstained else _answered(answer))
    if answer.notice:
        parts.append(Text(answer.notice, style=FAINT))
    if answer.citations:
        parts.append(Text(words["nearest" if answer.abstained else "sources"], style="bold cyan"))
        parts.extend(_citation(number, citation, answer) for number, citation in enumerate(answer.citations, start=1))
    return Constrain(Group(*parts), READABLE_WIDTH)


def show_answer(states: Iterable[Answer], console: Console) -> None:
    """Show an answer as it grows, each state in place of the one before; where nobody watches, only the last."""
    if not console.is_terminal:
        *_, last = states
        console.print(answer_view(last))
        return
    from rich.live import Live

    with Live(console=console, auto_refresh=False, vertical_overflow="visible") as live:
        for state in states:
            live.update(answer_view(state), refresh=True)


def _answered(answer: Answer) -> RenderableType:
    text = Text(answer.answer)
    text.highlight_words([word for word in (*answer.units, *answer.deadlines) if word], MARK)
    text.highlight_regex(r"\[\d+\]", "cyan")
    return Panel(text, border_style="green", box=box.ROUNDED, padding=(0, 1))


def _refusal(answer: Answer) -> RenderableType:
    words = WORDS[answer.language]
    body: list[RenderableType] = [Text(answer.answer or answer.reason or "")]
    if answer.suggestions:
        body.append(Text(f"\n{words['suggestions']}:", style=FAINT))
        body.extend(Text.assemble(("  → ", "yellow"), question) for question in answer.suggestions)
    title = Text(words["asked_back" if answer.reason == "ambiguous" else "refused"], style="bold yellow")
    return Panel(Group(*body), title=title, title_align="left", border_style="yellow", box=box.HEAVY, padding=(0, 1))


def _citation(number: int, citation: Citation, answer: Answer) -> RenderableType:
    words = WORDS[answer.language]
    head = Text.assemble((f"[{number}] ", "bold cyan"), (citation.title or citation.doc, "bold"))
    where = Text.assemble((place(citation, answer.language), "cyan"), (f"  {citation.doc}", FAINT))
    quote = _quoted(clipped(quote_runs(citation, answer)))
    lines: list[RenderableType] = [where, Padding(quote, (0, 0, 0, 2))]
    if citation.repaired is not None:
        original = " ".join(citation.quote.split())
        lines.append(Padding(Text(f"{words['original']}: {original}", style=FAINT), (0, 0, 0, 2)))
    return Group(head, Padding(Group(*lines), (0, 0, 1, 4)))


def _quoted(runs: Sequence[Run]) -> Text:
    return Text.assemble("“", *((run.text, MARK if run.marked else "") for run in runs), "”")


def tasks_view(register: Sequence[Row]) -> RenderableType:
    """Return the register, a table for each plan."""
    parts: list[RenderableType] = []
    for document, rows in groupby(register, key=lambda row: row.plan.document):
        of_plan = list(rows)
        parts.append(Text.assemble((of_plan[0].title, "bold"), (f"  {document}", FAINT)))
        parts.append(_tasks_table(of_plan))
    return Group(*parts, Text(f"{len(register)} nhiệm vụ", style=FAINT))


def _tasks_table(register: Sequence[Row]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold cyan", pad_edge=False, show_lines=True, expand=True)
    table.add_column("Mục", no_wrap=True)
    table.add_column("Nhiệm vụ", ratio=5)
    table.add_column("Chủ trì", ratio=3)
    table.add_column("Phối hợp", ratio=3, style=FAINT)
    table.add_column("Thời gian", ratio=2, style="yellow")
    for row in register:
        task = row.task
        table.add_row(
            task.section,
            Text(task.task.text),
            Text("\n".join(unit.text for unit in task.lead)),
            Text("\n".join(unit.text for unit in task.coordinate)),
            Text(task.deadline.text if task.deadline else ""),
        )
    return table


def plan_view(plan: Plan) -> RenderableType:
    """Return what was read of one plan: its metadata, its sections, its register, and the warnings."""
    metadata = plan.metadata
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style=FAINT, no_wrap=True)
    facts.add_column()
    signer = " ".join(field.text for field in (metadata.signer_title, metadata.signer) if field)
    lines = (
        ("Tên", metadata.title.text if metadata.title else ""),
        ("Loại", metadata.kind.text if metadata.kind else ""),
        ("Cơ quan", metadata.agency.text if metadata.agency else ""),
        ("Tỉnh", metadata.province.text if metadata.province else ""),
        ("Số", metadata.number.text if metadata.number else "(không ghi)"),
        ("Ngày", metadata.date.text if metadata.date else "(không ghi)"),
        ("Người ký", signer or "(không ghi)"),
        ("Căn cứ", "\n".join(basis.text for basis in metadata.legal_basis)),
        ("Nơi nhận", "\n".join(field.text for field in metadata.recipients)),
    )
    for label, value in lines:
        if value:
            facts.add_row(label, Text(value))
    sections = Table.grid(padding=(0, 2), expand=True)
    sections.add_column(style="cyan", no_wrap=True)
    sections.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for section in plan.sections:
        indent = "  " * max(0, section.level - 1)
        sections.add_row(f"{indent}{section.path}", Text(section.title.text))
    from cchc_assistant.export import Row

    register = [Row(plan, task, "") for task in plan.tasks]
    warnings = [Text.assemble(("⚠ ", "yellow"), warning) for warning in plan.warnings]
    return Group(facts, Text(), sections, Text(), _tasks_table(register), *warnings)


def coverage_view(report: IndexReport) -> RenderableType:
    """Return what an indexing run read and made of each file, its warnings, and a line that sums it up."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="bold cyan", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("Văn bản", overflow="fold")
    for heading in ("Trang", "Ký tự", "Mục", "Bảng", "Việc", "⚠"):
        table.add_column(heading, justify="right", no_wrap=True)
    notes: list[RenderableType] = []
    for file in report.files:
        if file.plan is None:
            table.add_row(Text("✗", style="red"), Text(file.name, style="red"))
            continue
        coverage, warnings = file.plan.coverage, file.plan.warnings
        counts = (coverage.characters, coverage.sections, coverage.tables, coverage.tasks, len(warnings))
        state = Text("=", style=FAINT) if file.reused else Text("✓", style="green")
        table.add_row(state, Text(file.name), str(coverage.pages or "–"), *map(_grouped, counts))
        for warning in warnings:
            text = warning.removeprefix(f"{file.name}: ")
            notes.append(Text.assemble(("⚠ ", "yellow"), (f"{file.name}: ", FAINT), text))
    notes.extend(Text.assemble(("− ", FAINT), f"{name}: không còn, đã bỏ khỏi chỉ mục") for name in report.removed)
    return Group(table, *notes, _summary(report))


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _summary(report: IndexReport) -> Text:
    if not report.files:
        return Text("Không có tệp nào để đọc.", style="yellow")
    plans = [file.plan for file in report.files if file.plan is not None]
    reused = sum(file.reused for file in report.files)
    parts = [
        (len(plans) - reused, "đã đọc", "green"),
        (reused, "không đổi", ""),
        (len(report.files) - len(plans), "không đọc được", "red"),
    ]
    text = Text(f"{len(report.files)} văn bản: ")
    text.append_text(Text(", ").join(Text(f"{count} {word}", style) for count, word, style in parts if count))
    text.append(f"; {_grouped(sum(len(plan.tasks) for plan in plans))} nhiệm vụ.")
    return text


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far a long piece of work is; gives the function that reports (what, done, of how many)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        line = bar.add_task("Đang đọc", total=None)
        yield lambda what, done, total: bar.update(line, description=what, completed=done, total=total)
