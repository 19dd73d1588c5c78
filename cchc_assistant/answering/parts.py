"""Parts of plans that questions name by their titles, and the items in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.citing import shown
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.model import Section, Span
from cchc_assistant.reading.marks import mark_of

APPENDIX = ("Phụ lục", "Danh mục", "Biểu mẫu")
# How much of what is asked a part's title must hold, the plan's own title helping.
_FLOOR, _PLAN_TITLE, _ABOVE = 0.72, 0.6, 0.5
_LONGEST_TITLE = 160
MOST_PLANS = 12
"""How many plans are looked through for a part that the question names."""
# "phụ lục", "phụ lục số 2", "phụ lục II"
_APPENDIX = re.compile(
    r"\b(?:phụ lục|phu luc|danh mục|danh muc|appendix|annex)\b"
    r"(?:\s+(?:(?:số|so|no\.?)\s+)?0?(?P<number>[ivx]+|\d{1,2})\b)?"
)
WHOLE_PARTS = ("phần", "mục", "chương")  # nouns of the parts that a plan as a whole has
# Nouns of what the rows of tables are, not the groups of rows.
_TARGETS = ("chỉ tiêu", "mục tiêu")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A part of a plan: a section, or the tasks that stand under one title of a table.

    ``span`` is that of its title, None where it is a title of a table.
    """

    plan: int
    path: str
    title: str
    span: Span | None
    section: Section | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a part: its words and where it stands."""

    text: str
    path: str
    span: Span


def names_appendix(frame: Frame) -> bool:
    """Say whether a question names the appendix of a plan."""
    return _APPENDIX.search(frame.understood.lower()) is not None


def appendix_rows(frame: Frame, rows: Sequence[Row]) -> list[Row]:
    """Keep the tasks of the appendix that a question names, by its number ("phụ lục II") or as such; all if none."""
    named = _APPENDIX.search(frame.understood.lower())
    inside = [row for row in rows if row.task.section.startswith(APPENDIX)] if named else []
    numbered = [row for row in inside if named and named["number"] and _number_of(row.task.section) == named["number"]]
    return numbered or inside or list(rows)


def has_appendix(corpus: Corpus, plan: int) -> bool:
    """Say whether a plan has an appendix."""
    return any(section.path.startswith(APPENDIX) for section in corpus.plans[plan].sections)


def _number_of(path: str) -> str:
    """Return the number of the appendix of a path, in lower case: "Phụ lục 02.1" → "2"."""
    return path.split(".")[0].split()[-1].lstrip("0").lower()


def beside_title(topic: Sequence[Part], corpus: Corpus, scope: Scope) -> tuple[Part, ...]:
    """Return what a topic holds beside words that every plan in question has in its title: these say which plan."""
    if len(scope.plans) > MOST_PLANS:
        return tuple(topic)
    profiles = [corpus.title_profile(plan) for plan in scope.plans]
    return tuple(
        part
        for part in topic
        if not all(match((part,), (), profile, corpus.weights).coverage >= _ABOVE for profile in profiles)
    )


def find_part(
    frame: Frame, corpus: Corpus, scope: Scope, topic: Sequence[Part], noun: str = "", *, of_tasks: bool = False
) -> PlanPart | None:
    """Return the part whose title a question names, None where none is named well enough.

    Words that the title of the plan holds too name a part only where they are all of its title.

    Args:
        frame: the question.
        corpus: the plans.
        scope: the plans in question.
        topic: what the question is about; where it is nothing, the noun alone names the part.
        noun: what it counts; the part must hold several items, and one with the noun in its titles comes first.
        of_tasks: whether the part must hold tasks.
    """
    best: tuple[tuple[bool, float, int], PlanPart] | None = None
    of_plan = bool(topic) and not beside_title(topic, corpus, scope)
    words = len(tokens(" ".join(part.text for part in topic)))
    for plan in scope.plans:
        appended = names_appendix(frame) and has_appendix(corpus, plan)
        for part, above in _parts(corpus, plan):
            if (appended and not part.path.startswith(APPENDIX)) or (of_tasks and not part.rows):
                continue
            said = _says(noun, f"{above} {part.title}" if topic else part.title)
            held = _held(frame, corpus, part, above, topic) if topic else float(said)
            if held < _FLOOR or len(part.title) >= _LONGEST_TITLE:
                continue
            if of_plan and not said and len(tokens(part.title)) > words + 1:
                continue
            if noun and len(items_of(corpus, part, noun)) < _FEWEST:
                continue
            rank = (said, round(held, 2), -len(part.title))
            if best is None or rank > best[0]:
                best = (rank, part)
    return best[1] if best else None


def _says(noun: str, title: str) -> bool:
    return bool(noun) and bool(re.search(rf"\b{re.escape(strip_marks(noun))}\b", strip_marks(title.lower())))


def _held(frame: Frame, corpus: Corpus, part: PlanPart, above: str, topic: Sequence[Part]) -> float:
    """Return how much of a topic a part's title holds, the plan's title helping; 0 where only that one holds it."""
    profile = Profile()
    profile.add(part.title, 1.0, corpus.book)
    profile.add(part.path, 1.0, corpus.book)
    profile.add(above, _ABOVE, corpus.book)
    if match(topic, frame.order, profile, corpus.weights).coverage < _ABOVE / 2:
        return 0.0
    profile.add(corpus.title(part.plan), _PLAN_TITLE, corpus.book)
    return match(topic, frame.order, profile, corpus.weights).coverage


def same_parts(corpus: Corpus, scope: Scope, part: PlanPart) -> list[PlanPart]:
    """Return a part with those of its title in the other plans in question, such as an agency's of other years."""
    title = fold(part.title)
    return [
        other if plan != part.plan else part
        for plan in scope.plans
        if (other := next((one for one, _ in _parts(corpus, plan) if fold(one.title) == title), None)) is not None
    ]


def division(corpus: Corpus, plan: int, noun: str) -> tuple[PlanPart, Sequence[Item]] | None:
    """Return what a plan is divided into: "mấy phần" its uppermost parts, "mấy nhóm việc" those that hold its tasks.

    None where the noun counts something else, or the plan is not divided so.
    """
    nouns: dict[str, list[str]] = load_toml("answering/question_words.toml")["divisions"]
    top = [section for section in corpus.plans[plan].sections if section.level <= 1]
    items: Sequence[Item] = ()
    part = PlanPart(plan, "", "", None, None, ())
    if noun in nouns["parts"]:
        items = [Item(section.title.text, section.path, section.title.span) for section in top if section.level == 1]
    elif noun in nouns["groups"] and top:
        part = max((_of_section(corpus, plan, section) for section in top), key=_tasks_in)
        items = items_of(corpus, part)
    return (part, items) if len(items) >= _FEWEST else None


def _tasks_in(part: PlanPart) -> tuple[int, int]:
    """Return how many tasks a part holds, those of tables and forms before those of running text."""
    return sum(row.task.kind != "prose" for row in part.rows), len(part.rows)


def whole_appendix(frame: Frame, corpus: Corpus, scope: Scope) -> PlanPart | None:
    """Return the one appendix of the one plan in question, where the question names the appendix."""
    if len(scope.plans) != 1 or not names_appendix(frame):
        return None
    plan = scope.plans[0]
    roots = [section for section in corpus.plans[plan].sections if section.level == 0]
    named = _APPENDIX.search(frame.understood.lower())
    if named and named["number"]:
        tables = (part for part, _ in _parts(corpus, plan) if part.path.startswith(APPENDIX) and "." not in part.path)
        return next((part for part in tables if _number_of(part.path) == named["number"]), None)
    return _of_section(corpus, plan, roots[0]) if len(roots) == 1 else None


def _parts(corpus: Corpus, plan: int) -> Iterator[tuple[PlanPart, str]]:
    """Yield the parts of a plan, each with the titles above it."""
    trail: list[Section] = []
    titles = {}
    for section in corpus.plans[plan].sections:
        while trail and not trail[-1].span.covers(section.span):
            trail.pop()
        titles[section.path] = fold(section.title.text)
        yield _of_section(corpus, plan, section), " ".join(one.title.text for one in trail)
        trail.append(section)
    groups: dict[str, list[Row]] = {}
    for number in corpus.rows_of(plan):
        row = corpus.rows[number]
        if row.task.heading and row.task.kind == "table":
            groups.setdefault(row.task.heading, []).append(row)
    for heading, rows in groups.items():
        path = _common([row.task.section for row in rows])
        *above, title = heading.split(" › ")
        if titles.get(path) != fold(title):
            yield PlanPart(plan, path, title, None, None, tuple(rows)), " ".join(above)


def _of_section(corpus: Corpus, plan: int, section: Section) -> PlanPart:
    rows = tuple(row for row in corpus.counted_rows(plan) if section.span.covers(row.task.source))
    return PlanPart(plan, section.path, section.title.text, section.title.span, section, rows)


def _common(paths: Sequence[str]) -> str:
    """Return the path that all paths stand under: "Phụ lục II" of "Phụ lục II.1", "Phụ lục II.2"."""
    split = [path.split(".") for path in paths]
    shared = []
    for pieces in zip(*(pieces[:-1] for pieces in split), strict=False):
        if len(set(pieces)) > 1:
            break
        shared.append(pieces[0])
    return ".".join(shared)


def items_of(corpus: Corpus, part: PlanPart, noun: str = "") -> Sequence[Item]:
    """Return the items of a part: those that begin with the noun asked for, else its parts, its tasks, its bullets."""
    if part.section is None:
        return [Item(row.task.task.text, row.task.section, row.task.task.span) for row in part.rows]
    section = part.section
    lines = [line for line in _lines(corpus, section.span) if not line.span.covers(section.title.span)]
    named = [item for item in lines if noun and _begins(item.text, noun)]
    numbered = [item for item in named if _begins(item.text, noun, numbered=True)]
    if len(numbered) >= _FEWEST:
        return numbered
    inside = (
        []
        if noun in _TARGETS and any(row.task.kind == "table" for row in part.rows)
        else [
            Item(other.title.text, other.path, other.title.span)
            for other in corpus.plans[part.plan].sections
            if other.level == section.level + 1
            and section.span.covers(other.span)
            and other.path.startswith(section.path)
        ]
    )
    if inside:
        return inside
    if len(named) >= _FEWEST:
        return named
    if noun not in _TARGETS and (groups := _groups(part.rows)):
        return [_group(corpus, title, row) for title, row in groups]
    rows = {row.task.task.span: row for row in part.rows if row.task.kind != "prose"}
    if rows:
        return [Item(row.task.task.text, row.task.section, row.task.task.span) for row in rows.values()]
    return _bullets(lines)


def _groups(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """Return the uppermost titles of a table that part its tasks, each with its first task; none where all have one."""
    titled = [(row.task.heading.split(" › "), row) for row in rows if row.task.kind == "table" and row.task.heading]
    for depth in range(max((len(titles) for titles, _ in titled), default=0)):
        first: dict[tuple[str, ...], Row] = {}
        for titles, row in titled:
            if len(titles) > depth:
                first.setdefault(tuple(titles[: depth + 1]), row)
        if len(first) >= _FEWEST:
            return [(titles[-1], row) for titles, row in first.items()]
    return []


def _group(corpus: Corpus, title: str, row: Row) -> Item:
    """Return the title of a group of tasks as an item, where it stands before or in its first task."""
    return Item(title, row.task.section, _title_before(corpus, title, row) or row.task.task.span)


def _title_before(corpus: Corpus, title: str, row: Row) -> Span | None:
    """Return where a title of a table stands last before the end of a task; None if nowhere."""
    span = row.task.task.span
    words = r"\s+".join(map(re.escape, title.split()))
    found = list(re.finditer(words, corpus.source(span.document)[: row.task.source.end]))
    return Span(span.document, *found[-1].span(), span.page) if found else None


def title_span(corpus: Corpus, part: PlanPart) -> Span | None:
    """Return where the title of a part stands; None where it has none that can be cited."""
    if part.span or not part.title or not part.rows:
        return part.span
    return _title_before(corpus, part.title, part.rows[0])


def siblings(corpus: Corpus, part: PlanPart, noun: str) -> Sequence[Item]:
    """Return the parts beside one that begin with a noun as it does: "1. Nhóm giải pháp về …", "2. Nhóm …"."""
    if part.section is None or not noun or not _begins(part.title, noun):
        return ()
    above = part.path.rpartition(".")[0]
    return [
        Item(section.title.text, section.path, section.title.span)
        for section in corpus.plans[part.plan].sections
        if section.path.rpartition(".")[0] == above and _begins(section.title.text, noun)
    ]


def called(corpus: Corpus, plan: int, noun: str) -> Sequence[Item]:
    """Return the lines of a whole plan that begin with a noun and a number: "Chỉ tiêu 1: …"."""
    document = corpus.plans[plan].document
    lines = _lines(corpus, Span(document, 0, len(corpus.source(document))))
    return [line for line in lines if _begins(line.text, noun, numbered=True)]


def numbered_in(corpus: Corpus, rows: Sequence[Row], noun: str) -> Sequence[Item]:
    """Return the lines of tasks that begin with a noun and a number: "- Dự án 1: …", "- Tiểu dự án 2 (Dự án 7): …"."""
    lines = (line for row in rows for line in _lines(corpus, row.task.source))
    return [line for line in lines if _numbered(noun).match(line.text)]


def naming(corpus: Corpus, rows: Sequence[Row], noun: str) -> list[Row]:
    """Return the tasks whose words name a noun and a number: "các nhiệm vụ tại Dự án 6"."""
    return [row for row in rows if _numbered(noun).search(row.task.task.text)]


@cache
def _numbered(noun: str) -> re.Pattern[str]:
    return re.compile(rf"(?:tiểu )?{re.escape(noun.removeprefix('tiểu '))}\s+(?:\d|[IVX]+\b)", re.IGNORECASE)


def main_parts(corpus: Corpus, plan: int) -> Sequence[Item]:
    """Return the parts of the highest level of a plan."""
    sections = corpus.plans[plan].sections
    return [Item(one.title.text, one.path, one.title.span) for one in sections if one.level == 1 and one.title.text]


def _begins(text: str, noun: str, *, numbered: bool = False) -> bool:
    after = r"\s+(?:\d|[IVX]+\b)" if numbered else r"\b"
    return bool(re.match(re.escape(noun) + after, text, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class _Line(Item):
    mark: str = ""


def _lines(corpus: Corpus, span: Span) -> list[_Line]:
    """Return the lines of a stretch of a plan without their marks, in order."""
    source = corpus.source(span.document)
    plan = corpus.plans[corpus.by_document[span.document]]
    found = []
    for line in re.finditer(r"[^\n]+", source[span.start : span.end]):
        text = line.group()
        start = span.start + line.start() + len(text) - len(text.lstrip(" \t*"))
        text = text.strip(" \t*")
        mark = mark_of(text)
        words = text[mark.length :] if mark else text
        if not words.strip():
            continue
        place = Span(span.document, start, start + len(text), span.page)
        said = shown(corpus, place) if plan.repaired else words
        inside = [section.path for section in plan.sections if section.span.start <= start < section.span.end]
        found.append(_Line(said.strip(), inside[-1] if inside else "", place, mark.kind if mark else ""))
    return found


def _bullets(lines: Sequence[_Line]) -> Sequence[Item]:
    """Return the items of the kind of mark that comes first."""
    inside = [line for line in lines if line.mark]
    return [line for line in inside if line.mark == inside[0].mark] if inside else []
