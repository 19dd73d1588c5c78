"""The source panel: a passage in its section, marked; beside its repair where the source is damaged."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cchc_assistant.language.restored import Restored
from cchc_assistant.plans.model import Plan, Section
from cchc_assistant.reading.picture import Area, Picture, passage_areas
from cchc_assistant.web.markup import attributes, escaped, shortened
from cchc_assistant.web.rendering import numbered, place
from cchc_assistant.web.words import Words

if TYPE_CHECKING:
    from cchc_assistant.assistant import Assistant

# How much of a long section is shown on either side of the passage, characters, and of the passage itself.
_AROUND, _LONGEST = 2500, 6000
_LEVELS = 6
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document, with the stretches in it that an answer rests on (offsets in the source)."""

    document: str
    start: int
    end: int
    marks: tuple[Range, ...] = ()

    @classmethod
    def of_event(cls, data: dict[str, object]) -> Passage:
        """Read what the page sends when something is opened.

        Raises:
            ValueError: it is malformed.
        """
        start, end = int(str(data.get("start"))), int(str(data.get("end")))
        marks = []
        for text in str(data.get("marks") or "").split()[:50]:
            first, _, last = text.partition("-")
            marks.append((max(start, int(first)), min(end, int(last))))
        if not 0 <= start < end:
            raise ValueError(f"empty passage {start}:{end}")
        return cls(str(data.get("doc")), start, end, tuple((a, b) for a, b in marks if a < b))


@dataclass(frozen=True, slots=True)
class View:
    """What the panel shows of a passage: its plan, the sections it stands in, and the window of text around it."""

    passage: Passage
    plan: Plan
    sections: tuple[Section, ...]
    text: str
    offset: int
    page: int | None
    cut: tuple[bool, bool]
    repair: Restored | None = None


def view(assistant: Assistant, passage: Passage) -> View | None:
    """Look a passage up; None if the index has no such document or place."""
    plan = next((plan for plan in assistant.plans if plan.document == passage.document), None)
    if plan is None:
        return None
    source = assistant.source(plan.document)
    if passage.end > len(source):
        return None
    sections = _sections(plan, passage)
    whole = (sections[-1].span.start, sections[-1].span.end) if sections else (0, len(source))
    start, end = _window(source, whole, passage)
    cut = (whole[0] < start, end < whole[1])
    return View(passage, plan, sections, source[start:end], start, _page(plan, passage), cut)


def repaired(shown: View, assistant: Assistant) -> View:
    """Return the view with the repair of what it shows; it takes about a second for a long section."""
    start = shown.offset
    return replace(shown, repair=assistant.repair(shown.plan.document, start, start + len(shown.text)))


def _sections(plan: Plan, passage: Passage) -> tuple[Section, ...]:
    """Return the sections that hold the whole passage, the outermost first."""
    held = [s for s in plan.sections if s.span.start <= passage.start and passage.end <= s.span.end]
    return tuple(sorted(held, key=lambda s: (s.span.start, -s.span.end))[-_LEVELS:])


def _window(source: str, whole: Range, passage: Passage) -> Range:
    """Return the stretch to show: the section, or where that is long what is around the passage, cut at lines."""
    start = max(min(whole[0], passage.start), passage.start - _AROUND)
    end = min(max(whole[1], passage.end), min(passage.end, passage.start + _LONGEST) + _AROUND)
    if start > whole[0]:
        line = source.find("\n", start, passage.start)
        start = line + 1 if line >= 0 else start
    if end < whole[1]:
        line = source.rfind("\n", min(passage.end, end), end)
        end = line if line > passage.start else end
    return start, end


def _page(plan: Plan, passage: Passage) -> int | None:
    """Return the page a passage stands on: that of the nearest task or section before it, where pages are known."""
    spans = [task.source for task in plan.tasks if task.source.start <= passage.start < task.source.end]
    spans += [section.title.span for section in plan.sections if section.span.start <= passage.start]
    known = [span for span in spans if span.page is not None]
    return max(known, key=lambda span: (span.start, -span.end)).page if known else None


def panel(shown: View, words: Words, picture: str = "") -> str:
    """Return the panel; ``picture`` is the part that shows the page, where there is one."""
    plan = shown.plan
    title = plan.metadata.title.text if plan.metadata.title else plan.document
    crumbs = "".join(
        f"<li><b>{escaped(section.path)}</b> {escaped(shortened(section.title.text, 90))}</li>"
        for section in shown.sections
    )
    body = _side_by_side(shown, shown.repair, words) if shown.repair else "".join(_lines(_runs_of_source(shown)))
    where = place(shown.sections[-1].path if shown.sections else "", shown.page, words)
    facts = " · ".join(filter(None, (numbered(plan, words), where)))
    before, after = (f'<p class="cut">… {words("cut")} …</p>' if cut else "" for cut in shown.cut)
    text = f'<div class="source-text" lang="vi">{before}{body}{after}</div>'
    if picture.startswith("<figure"):
        text = f'<details class="as-read" open><summary>{words("text_read")}</summary>{text}</details>'
    # The browser scrolls to the passage when this changes: another passage, or the same with its repair beside it.
    passage = f"{shown.passage.start}:{hash(shown.passage)}{' repaired' if shown.repair else ''}"
    return (
        f'<aside class="panel" role="dialog" aria-label="{words("source_panel")}"{attributes(data_passage=passage)}>'
        f'<header><div><p class="panel-kind">{words("source_panel")}</p>'
        f'<h2 lang="vi">{escaped(shortened(title))}</h2><p class="facts">{escaped(facts)}</p>'
        f'<p class="source-file">{escaped(plan.document)}</p></div>'
        f'<button type="button" class="quiet close" data-event="shut">{words("close")}</button></header>'
        f'<div class="panel-body" tabindex="0" role="group" aria-label="{words("text_read")}">'
        f"{f'<ol class=crumbs lang=vi>{crumbs}</ol>' if crumbs else ''}{text}{picture}</div></aside>"
    )


def nothing(words: Words) -> str:
    """Return the panel for a passage that is no longer there."""
    return (
        f'<aside class="panel" role="dialog" aria-label="{words("source_panel")}">'
        f"<header><p>{words('no_source')}</p>"
        f'<button type="button" class="quiet close" data-event="shut">{words("close")}</button></header></aside>'
    )


def loading(page: int, words: Words) -> str:
    """Return what stands where the picture of a page will."""
    return f'<p class="searching" role="status">{words("page_loading", number=page)}</p>'


def repairing(words: Words) -> str:
    """Return what stands below a damaged text until its repair is there."""
    return f'<p class="searching" role="status">{words("repairing")}</p>'


def unavailable(reason: str) -> str:
    """Return what stands where the picture of a page would, if it could be drawn."""
    return f'<p class="cut" role="status">{escaped(reason)}</p>'


def picture_part(shown: View, picture: Picture, source: str, words: Words) -> str:
    """Return the picture of the page with the passage framed."""
    passage = shown.passage
    quote = source[passage.start : min(passage.end, passage.start + _LONGEST)]
    frame, marks = passage_areas(picture.page, quote, (source[start:end] for start, end in passage.marks))
    drawn = (_box(frame, "frame") if frame else "") + "".join(_box(mark, "mark") for mark in marks)
    image = base64.b64encode(picture.image).decode()
    label = words("page_picture_of", number=shown.page)
    return (
        f'<figure class="page"><figcaption>{words("page_picture")} {shown.page}</figcaption>'
        f'<div class="sheet"><img alt="{label}" src="data:image/webp;base64,{image}">{drawn}</div></figure>'
    )


def _box(area: Area, kind: str) -> str:
    x0, y0, x1, y1 = (round(100 * value, 2) for value in (area.x0, area.y0, area.x1, area.y1))
    return f'<span class="{kind}" style="left:{x0}%;top:{y0}%;width:{x1 - x0:.2f}%;height:{y1 - y0:.2f}%"></span>'


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text shown alike; ``kind`` names how: "quote", "answer", "doubt"."""

    text: str
    kind: frozenset[str] = frozenset()
    title: str = ""


def _cut(text: str, offset: int, ranges: Iterable[tuple[int, int, str, str]]) -> list[_Run]:
    """Cut a text at ranges, which may overlap: (start, end, kind, title) counted from ``offset``."""
    inside = [
        (max(0, start - offset), min(len(text), end - offset), kind, title)
        for start, end, kind, title in ranges
        if start - offset < len(text) and end > offset
    ]
    bounds = sorted({0, len(text), *(one[0] for one in inside), *(one[1] for one in inside)})
    runs = []
    for start, end in pairwise(bounds):
        held = [one for one in inside if one[0] <= start and end <= one[1]]
        title = next((one[3] for one in held if one[3]), "")
        runs.append(_Run(text[start:end], frozenset(one[2] for one in held), title))
    return runs


def _runs_of_source(shown: View) -> list[_Run]:
    passage = shown.passage
    marks = [(start, end, "answer", "") for start, end in passage.marks]
    return _cut(shown.text, shown.offset, [(passage.start, passage.end, "quote", ""), *marks])


def _runs_of_repair(shown: View, repair: Restored, words: Words) -> list[_Run]:
    """Return the repaired text, marked where the original is, with the words in doubt."""
    offsets = repair.mapped().offsets

    def repaired(start: int, end: int) -> Range:
        inside = [at for at, offset in enumerate(offsets) if start <= offset + shown.offset < end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    passage = shown.passage
    ranges = [(*repaired(passage.start, passage.end), "quote", "")]
    ranges += [(*repaired(start, end), "answer", "") for start, end in passage.marks]
    ranges += [
        (token.rstart, token.rend, "doubt",
         words("doubt", original=token.original, percent=round(100 * token.confidence)))
        for token in repair.doubts()
    ]  # fmt: skip
    return _cut(repair.text, 0, [one for one in ranges if one[0] < one[1]])


def _side_by_side(shown: View, repair: Restored, words: Words) -> str:
    """Return the source and its repair line beside line; both have the same lines."""
    left = _lines(_runs_of_source(shown))
    right = _lines(_runs_of_repair(shown, repair, words), first="")
    pairs = "".join(f"{one}{other}" for one, other in zip(left, right, strict=True) if one or other)
    return (
        f'<p class="repair-note">{words("repaired_note")}</p><div class="sides">'
        f"<h3>{words('in_original')}</h3><h3>{words('repaired_text')}</h3>{pairs}</div>"
    )


def _lines(runs: Sequence[_Run], first: str = "cho-trich") -> list[str]:
    """Return runs as lines, an empty one as "". The first marked run gets the id ``first``."""
    lines: list[list[_Run]] = [[]]
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(_Run(part, run.kind, run.title))
    made = []
    for line in lines:
        whole = "".join(run.text for run in line)
        if not whole.strip():
            made.append("")
            continue
        shown = []
        for run in line:
            anchor = ""
            if first and "quote" in run.kind:
                anchor, first = f' id="{first}"', ""
            shown.append(_shown(run, anchor))
        row = "\t" in whole or whole.lstrip().startswith("|")
        made.append(f'<p class="{"row" if row else "line"}">{"".join(shown)}</p>')
    return made


def _shown(run: _Run, anchor: str) -> str:
    text = escaped(run.text).replace("\t", '<span class="gap" aria-hidden="true"></span>\t')
    if not run.kind:
        return text
    names = " ".join(sorted(run.kind))
    title = f' title="{escaped(run.title)}"' if run.title else ""
    tag = "mark" if {"quote", "answer"} & run.kind else "u"
    return f'<{tag} class="{names}"{anchor}{title}>{text}</{tag}>'
