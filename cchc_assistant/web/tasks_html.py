"""The register of tasks as HTML: the form it is filtered with, what is due, the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from cchc_assistant.plans.model import Plan, Span, UnitMention
from cchc_assistant.web.markup import attributes, button, escaped, opening, shortened
from cchc_assistant.web.register import (  # fmt: skip
    PAGE,
    Entry,
    Filter,
    Listing,
    Register,
    due_in,
    month_of,
    ordered,
    quarter_name,
    quarter_of,
    quarters,
)
from cchc_assistant.web.rendering import place
from cchc_assistant.web.timeline import timeline
from cchc_assistant.web.words import Words

FORMATS = ("xlsx", "csv", "ics", "docx")
_LONGEST = 320
_COLUMNS = (
    ("plan", "column_basis"), ("task", "column_task"), ("lead", "column_lead"), ("coordinate", "column_coordinate"),
    ("start", "column_when_due"), ("product", "column_product"),
)  # fmt: skip


def form(register: Register, chosen: Filter, words: Words, today: dt.date) -> str:
    """Return the form that filters the register; it sends itself as it is changed."""
    plans = {plan.document: _named(plan) for plan in register.plans}
    years = {str(year): str(year) for year in register.years}
    roles = {role: words(f"role_{role}") for role in ("lead", "coordinate", "direct")}
    fields = (
        _select("document", words("filter_plan"), plans, chosen.document, words("all_plans")),
        _select("year", words("filter_year"), years, str(chosen.year or ""), words("all_years")),
        _select("agency", words("filter_agency"), register.agencies, chosen.agency, words("all_agencies")),
        _select("unit", words("filter_unit"), register.units, chosen.unit, words("all_units")),
        _select("role", words("filter_role"), roles, chosen.role, words("any_role")),
        _select("period", words("filter_period"), _periods(register, words), chosen.period, words("any_time")),
    )
    return (
        f'<form class="filters" data-form="filter" aria-label="{words("filters")}">{"".join(fields)}'
        f'<label class="text">{words("filter_text")}<input type="search" name="text"'
        f"{attributes(value=chosen.text, placeholder=words('filter_text_hint'))}></label>"
        f'<button type="button" class="quiet clear" data-event="clear">{words("clear")}</button></form>'
    )


def _named(plan: Plan) -> str:
    year = plan.metadata.year
    named = shortened(plan.metadata.title.text if plan.metadata.title else plan.document, 70)
    return named if not year or str(year) in named else f"{named} ({year})"


def _periods(register: Register, words: Words) -> dict[str, str]:
    found = {key: words(f"period_{key}") for key in ("month", "quarter", "dated", "undated", "recurring")}
    for first, last in quarters(register.entries)[-24:]:
        found[f"{first}..{last}"] = quarter_name(first, words)
    return found


def _select(name: str, label: str, options: dict[str, str], chosen: str, all_of_them: str) -> str:
    made = "".join(
        f"<option{attributes(value=value, selected=value == chosen)}>{escaped(shortened(text, 180))}</option>"
        for value, text in (("", all_of_them), *options.items())
    )
    return f'<label>{label}<select name="{name}">{made}</select></label>'


def results(found: Sequence[Entry], listing: Listing, words: Words, today: dt.date) -> str:
    """Return what a filter finds: counts and what is due, downloads, the timeline, one page of the table."""
    return (
        f"{_counts(found, listing.filter, words, today)}{_downloads(found, listing.filter, words)}"
        f"{_timeline(found, words, today)}{_table(found, listing, words)}"
    )


def _counts(found: Sequence[Entry], chosen: Filter, words: Words, today: dt.date) -> str:
    """Return how many there are, due this month, this quarter, regularly, and without a day; each filters."""
    month, quarter = month_of(today), quarter_of(today)
    cards = (
        ("", "count_all", len(found), ""),
        ("month", "count_month", sum(due_in(e, *month) for e in found), f"{today:%m/%Y}"),
        ("quarter", "count_quarter", sum(due_in(e, *quarter) for e in found),
         quarter_name(today, words)),
        ("recurring", "count_recurring", sum(bool(e.task.deadline and e.task.deadline.recurrence) for e in found), ""),
        ("undated", "count_undated", sum(e.start is None for e in found), ""),
    )  # fmt: skip
    made = "".join(
        button(
            "count",
            f"<b>{count}</b><span>{words(key)}</span>{f'<small>{extra}</small>' if extra else ''}",
            data_event="period",
            data_period=period,
            aria_pressed="true" if period and chosen.period == period else "false",
        )
        for period, key, count, extra in cards
    )
    return f'<div class="counts" role="group" aria-label="{words("counts")}">{made}</div>'


def _downloads(found: Sequence[Entry], chosen: Filter, words: Words) -> str:
    buttons = "".join(
        button(
            "quiet",
            words("sheet" if form == "docx" else "as_file", form=form.upper()),
            data_event="download",
            data_format=form,
            disabled=not found,
        )
        for form in FORMATS
    )
    return f'<div class="toolbar"><span>{words("take_along", count=len(found))}</span>{buttons}</div>'


def _timeline(found: Sequence[Entry], words: Words, today: dt.date) -> str:
    return (
        f'<details class="drawing" open><summary>{words("timeline")}</summary>{timeline(found, words, today)}</details>'
    )


def _table(found: Sequence[Entry], listing: Listing, words: Words) -> str:
    if not found:
        return f'<p class="empty" role="status">{words("nothing_found")}</p>'
    heads = "".join(_head(key, words(label), listing) for key, label in _COLUMNS)
    first = listing.page * PAGE
    rows = "".join(_row(entry, words) for entry in ordered(found, listing)[first : first + PAGE])
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{words("tab_tasks")}"><table class="register">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{_pager(len(found), listing, words)}"
    )


def _head(key: str, label: str, listing: Listing) -> str:
    now = key == listing.sort
    order = ("descending" if listing.downwards else "ascending") if now else None
    arrow = {"ascending": " ↑", "descending": " ↓", None: ""}[order]
    sorting = button("plain", f"{label}{arrow}", data_event="sort", data_by=key)
    return f'<th scope="col"{attributes(aria_sort=order)}>{sorting}</th>'


def _row(entry: Entry, words: Words) -> str:
    task, meta = entry.task, entry.plan.metadata
    opens = opening(entry.plan.document, task.source.start, task.source.end, _marks(entry))
    named = meta.number.text if meta.number else str(meta.year or "")
    title = meta.title.text if meta.title else entry.plan.document
    doubt = f' <span class="doubtful" title="{words("doubtful")}">?</span>' if task.doubtful else ""
    when = escaped(shortened(task.deadline.text, 120)) if task.deadline else f"<i>{words('not_stated')}</i>"
    product = escaped(shortened(task.product.text, 200)) if task.product else ""
    where = escaped(place(task.section, task.source.page, words))
    name = f'<button type="button" class="plain"{opens}>{escaped(shortened(task.task.text, _LONGEST))}</button>'
    return (
        f"<tr{opens}><td{attributes(title=shortened(title))}><b>{where}</b>"
        f"<small>{escaped(shortened(named, 40))}</small></td>"
        f'<td lang="vi">{name}{doubt}</td>'
        f'<td lang="vi">{_units(task.lead)}</td><td lang="vi">{_units(task.coordinate)}</td>'
        f'<td lang="vi">{when}</td><td lang="vi">{product}</td></tr>'
    )


def _marks(entry: Entry) -> Iterable[Span]:
    task = entry.task
    return (task.task.span, *(unit.span for unit in task.lead), *((task.deadline.span,) if task.deadline else ()))


def _units(units: Sequence[UnitMention]) -> str:
    return "<br>".join(escaped(shortened(unit.text, 120)) for unit in units[:8]) + (" …" if len(units) > 8 else "")


def _pager(count: int, listing: Listing, words: Words) -> str:
    pages = -(-count // PAGE)
    if pages < 2:
        return ""
    at = listing.page
    buttons = "".join(
        button("quiet", words(label), data_event="leaf", data_page=target, disabled=not 0 <= target < pages)
        for target, label in ((at - 1, "page_before"), (at + 1, "page_after"))
    )
    now = words("page_of", page=at + 1, pages=pages)
    return f'<nav class="pager" aria-label="{words("pages")}">{buttons}<span>{now}</span></nav>'
