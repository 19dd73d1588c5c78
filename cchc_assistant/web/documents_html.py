"""The documents as HTML: what each is, how well it was read, and how an upload goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc_assistant.plans.model import Plan
from cchc_assistant.web.library import Added, Upload
from cchc_assistant.web.markup import attributes, button, escaped, shortened
from cchc_assistant.web.rendering import numbered
from cchc_assistant.web.words import Words

STAGES = ("read", "repair", "parse", "index")
MOST_WARNINGS = 30


def head(words: Words, limit_mb: int) -> str:
    """Return the heading of the tab, with what can be uploaded."""
    return (
        f'<section class="sheet-head"><h2>{words("tab_documents")}</h2>'
        f"<p>{words('documents_lead', limit=limit_mb)}</p></section>"
    )


def listing(
    plans: Sequence[Plan], uploads: Mapping[str, Upload], unreadable: Mapping[str, str], words: Words, *, edits: bool
) -> str:
    """Return the plans as cards, and the files of the corpus that could not be read.

    Args:
        plans: all plans.
        uploads: the files that users added, by document.
        unreadable: why a file could not be read, by its name.
        words: the page's words.
        edits: whether the user may read again and remove.
    """
    cards = "".join(_card(plan, uploads.get(plan.document), words, edits) for plan in plans)
    bad = "".join(f"<li><b>{escaped(name)}</b>: {escaped(reason)}</li>" for name, reason in unreadable.items())
    failed = f'<section class="unread"><h3>{words("unreadable")}</h3><ul>{bad}</ul></section>' if bad else ""
    return f'<ul class="documents">{cards}</ul>{failed}'


def _card(plan: Plan, upload: Upload | None, words: Words, edits: bool) -> str:
    meta, coverage = plan.metadata, plan.coverage
    title = shortened(meta.title.text if meta.title else plan.document)
    facts = (numbered(plan, words), meta.agency.text if meta.agency else "", str(meta.year or ""))
    badges = [words("tasks_count", count=len(plan.tasks))]
    if coverage.pages:
        badges.append(words("pages_count", count=coverage.pages))
    flags = "".join(f'<span class="badge">{badge}</span>' for badge in badges)
    if plan.repaired:
        flags += f'<span class="badge wrong">{words("repaired_badge")}</span>'
    if plan.warnings:
        flags += f'<span class="badge missing">{words("warnings_count", count=len(plan.warnings))}</span>'
    origin = escaped(plan.document)
    if upload:
        by = f", {escaped(upload.by)}" if upload.by else ""
        when = escaped(upload.at[:16].replace("T", " "))
        origin = f"{escaped(upload.name)} · {words('uploaded')} {when}{by} · {origin}"
    actions = button("quiet", words("see_text"), **_whole(plan)) if coverage.characters else ""
    if edits:
        actions += button("quiet", words("reread"), data_event="reread", data_doc=plan.document)
        if upload:
            actions += button("quiet danger", words("remove"), data_event="remove", data_doc=plan.document)
    return (
        f'<li class="document"><div class="document-head"><div><h3 lang="vi">{escaped(title)}</h3>'
        f'<p lang="vi">{escaped(shortened(" · ".join(filter(None, facts)), 240))}</p>'
        f'<p class="source-file">{origin}</p></div><div class="flags">{flags}</div></div>'
        f'<div class="actions">{actions}</div>{_report(plan, words)}</li>'
    )


def _whole(plan: Plan) -> dict[str, object]:
    """Return what opens a document at its beginning."""
    first = min((section.span.start for section in plan.sections), default=0)
    end = next((section.title.span.end for section in plan.sections if section.span.start == first), first + 1)
    return {"data_event": "open", "data_doc": plan.document, "data_start": first, "data_end": end}


def _report(plan: Plan, words: Words) -> str:
    """Return how the document was read: what there is in it, what was made of it, what to look at."""
    coverage = plan.coverage
    facts = [
        ("cover_pages", coverage.pages or "—"), ("cover_characters", f"{coverage.characters:,}".replace(",", ".")),
        ("cover_tables", coverage.tables), ("cover_sections", coverage.sections),
        ("cover_items", coverage.numbered_items), ("cover_rows", coverage.rows_like_tasks),
        ("cover_tasks", coverage.tasks),
    ]  # fmt: skip
    if coverage.ocr_pages:
        sure = sum(confidence for _, confidence in coverage.ocr_pages) / len(coverage.ocr_pages)
        facts.append(("cover_ocr", words("ocr_pages", count=len(coverage.ocr_pages), percent=round(100 * sure))))
    rows = "".join(f"<div><dt>{words(key)}</dt><dd>{value}</dd></div>" for key, value in facts)
    warned = "".join(f"<li>{escaped(shortened(text, 400))}</li>" for text in plan.warnings[:MOST_WARNINGS])
    warnings = f'<ul class="warnings" lang="vi">{warned}</ul>' if warned else f"<p>{words('no_warnings')}</p>"
    return f'<details class="coverage"><summary>{words("coverage")}</summary><dl>{rows}</dl>{warnings}</details>'


def progress(name: str, stage: str, done: int, total: int, words: Words) -> str:
    """Return how far an upload is: the stages one by one, the bar for the one it is in."""
    place = STAGES.index(stage)
    share = (place + (done / total if total else 0)) / len(STAGES)
    steps = ""
    for number, key in enumerate(STAGES):
        kind = "done" if number < place else "now" if number == place else None
        pages = f" {done}/{total}" if number == place and total > 1 else ""
        steps += f"<li{attributes(class_=kind)}>{words(f'stage_{key}')}{pages}</li>"
    label = escaped(shortened(name, 120)) or words("stage_all")
    return (
        f'<div class="progress" role="status"><p><b>{label}</b></p>'
        f'<progress max="100" value="{100 * share:.0f}" aria-label="{words("progress")}"></progress>'
        f"<ol>{steps}</ol></div>"
    )


def outcome(added: Sequence[Added], plans: Mapping[str, Plan], words: Words) -> str:
    """Return what became of an upload, file by file; what was added can be asked about at once."""
    items = []
    for one in added:
        if one.error is not None:
            items.append(f'<li class="bad"><b>{escaped(one.name)}</b>: {escaped(one.error)}</li>')
            continue
        plan = plans.get(one.document)
        count = words("tasks_count", count=len(plan.tasks)) if plan else ""
        title = shortened(plan.metadata.title.text) if plan and plan.metadata.title else one.document
        items.append(
            f'<li class="good"><b>{escaped(one.name)}</b>: {words("now_askable")} {escaped(title)} ({count})</li>'
        )
    return f'<ul class="outcome" role="status">{"".join(items)}</ul>'


def failure(text: str) -> str:
    """Return why an upload, a removal or another reading did not succeed."""
    return f'<ul class="outcome" role="alert"><li class="bad">{escaped(text)}</li></ul>'


def done(text: str) -> str:
    """Return that something was done."""
    return f'<ul class="outcome" role="status"><li class="good">{escaped(text)}</li></ul>'
