"""The cells of a table row that a copy has run together: told by the units and times that stand between them.

"Rà soát văn bản. | Sở Tư pháp | Các sở, ngành; UBND xã | Quý IV/2026 | Báo cáo": where a unit's name ends and another
begins without a mark between, a cell ends; so it does before a time, and before a capital after units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import units
from cchc_assistant.plans.assignees import phrases
from cchc_assistant.plans.labels import FieldName
from cchc_assistant.plans.periods import periods
from cchc_assistant.plans.rhythms import rhythms

Range = tuple[int, int]
Column = FieldName | None
"""What a column holds, None where that is no field of a task ("Tình trạng")."""

_ROLES = ("lead", "coordinate", "direct")
_JOINT = re.compile(r"[\s,;/]*(?:và|hoặc|[-–])?[\s,;/]*", re.IGNORECASE)
# What may end a cell.
_ENDS = " .;,"
_MARK = re.compile(r"\s*(?:[,;/+&]|[-–](?=\s)|(?:và|cùng)(?=\s))?\s*")
_WORD = re.compile(r"\([^()]*\)|[^\s,;./+&]+")
# "Cơ quan, địa phương liên quan": units by no name.
_RELATED = re.compile(
    r"(?:Các\s+)?(?:[Cc]ơ quan|[Đđ]ơn vị|[Tt]ổ chức|[Đđ]ịa phương|[Nn]gành|[Dd]oanh nghiệp)"
    r"(?:(?:,|\s+và)\s+(?:cơ quan|đơn vị|địa phương|tổ chức|ngành|doanh nghiệp))*\s+(?:khác\s+)?(?:có\s+)?liên quan"
)
# Units by no name are told apart by what they do: "các doanh nghiệp | cung cấp dịch vụ".
_ANY = re.compile(r"(?:các\s+)?(?:cơ quan|đơn vị|tổ chức|cá nhân|doanh nghiệp|hội|hiệp hội|nhà)\b", re.IGNORECASE)
_UNCLEAR = "không rõ đơn vị nào chủ trì, đơn vị nào phối hợp"
# In how many of the last words of a sentence a capital is looked for, and what ends a sentence.
_LAST_WORDS = 9
_SENTENCE_END = re.compile(r"[.;:)”\"]")
_LONGEST_RESULT = 12
# How many words in small letters may go on a unit's name: "Các doanh nghiệp | đầu tư hạ tầng".
_LONGEST_TAIL = 8


@dataclass(frozen=True, slots=True)
class Cells:
    """The ranges of the cells of a row by column, and what is not clear about it, "" if all is."""

    ranges: dict[int, Range] = field(default_factory=dict)
    unclear: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """Cells of units that follow each other, and whether a time, other words or nothing comes after them."""

    cells: tuple[Range, ...]
    then: str

    @property
    def start(self) -> int:
        """Where the first begins."""
        return self.cells[0][0]

    @property
    def end(self) -> int:
        """Where the last ends."""
        return self.cells[-1][1]


def cut_row(text: str, columns: Sequence[Column]) -> Cells:
    """Cut a row, without its number, into the cells of its columns.

    Columns of units must stand side by side. What cannot be told stays in the cell of the task.
    """
    found: dict[int, Range] = {}
    stop = len(text.rstrip(_ENDS))
    last = len(columns)
    unclear = ""
    if columns[-1:] == ("time",):
        last -= 1
        if time := next(((start, end) for start, end in times(text[:stop]) if end == stop), None):
            found[last] = time
            stop = len(text[: time[0]].rstrip())
        else:
            unclear = "không thấy thời gian ở cuối hàng"
    task = list(columns).index("task")
    roles = [at for at, column in enumerate(columns) if column in _ROLES]
    if not roles:
        start = _timed_end(text[:stop], columns, task, found)
        return Cells({**found, task: (0, start)}, unclear)
    run = _run_of_units(text[:stop], columns[:last], roles)
    if run is None:
        return Cells({**found, task: (0, stop)}, unclear or "không tách được đơn vị ra khỏi nội dung")
    if len(run.cells) < len(roles) and _may_hold_a_name(text[: run.start]):
        return Cells({**found, task: (0, stop)}, unclear or _UNCLEAR)
    begins = [start for start, _ in run.cells]
    while len(begins) > len(roles) and "(" in text[begins[0] : begins[1]]:
        begins.pop(0)  # the task's own object: "Kiện toàn | Ban Chỉ huy các cấp (Điều 7) | Bộ Chỉ huy quân sự"
    for place, at in enumerate(roles[: len(begins)]):
        lasts = place == len(roles) - 1 or place == len(begins) - 1
        found[at] = (begins[place], run.end if lasts else begins[place + 1])
    if len(begins) > len(roles):
        unclear = unclear or _UNCLEAR
    before = _timed_end(text[: begins[0]], columns[: roles[0]], task, found)
    found[task] = (0, before)
    _cut_rest(text, run.end, stop, columns[:last], roles[-1] + 1, found)
    return Cells(found, unclear)


def _may_hold_a_name(text: str) -> bool:
    """Say whether a text may end in the name of a unit that is not known: a capital stands in its last words."""
    words = _SENTENCE_END.split(text)[-1].split()
    return any(word[0].isupper() for word in words[1:][-_LAST_WORDS:])


def _timed_end(text: str, columns: Sequence[Column], task: int, found: dict[int, Range]) -> int:
    """Take the time that ends a text where that is a column after the task; return where the task's own words end."""
    stop = len(text.rstrip())
    if "time" in columns[task:]:
        at = list(columns).index("time")
        bare = text[:stop].rstrip(_ENDS)
        if at not in found and (time := next((one for one in times(bare) if one[1] == len(bare)), None)):
            found[at] = time
            return len(text[: time[0]].rstrip())
    return stop


def _cut_rest(text: str, start: int, stop: int, columns: Sequence[Column], first: int, found: dict[int, Range]) -> None:
    """Cut what follows the units: a time first or between, words of results, and money after these."""
    rest = list(range(first, len(columns)))
    time_at = next((at for at in rest if columns[at] == "time"), None)
    texts = [at for at in rest if at != time_at]
    if time_at is not None:
        begun = len(text[start:stop]) - len(text[start:stop].lstrip())
        later = [one for one in times(text[start:stop]) if time_at != rest[0] or one[0] == begun]
        if not later:
            if text[start:stop].strip(_ENDS):
                found[texts[0] if texts else time_at] = (start, stop)
            return
        time = (start + later[0][0], start + later[0][1])
        found[time_at] = time
        if time_at != rest[0] and texts:
            found[texts.pop(0)] = (start, time[0])
        start = time[1]
    if texts and text[start:stop].strip(_ENDS):
        money = next((at for at in texts[1:] if columns[at] == "budget"), None)
        cut = _money().search(text, start + 1, stop) if money is not None else None
        if money is not None and cut is not None:
            found[money] = (cut.start(), stop)
        found[texts[0]] = (start, cut.start() if cut else stop)


def _run_of_units(text: str, columns: Sequence[Column], roles: Sequence[int]) -> _Run | None:
    """Return the cells of units of a row: those after which comes what the next column holds, as many as there are."""
    after = columns[roles[-1] + 1 : roles[-1] + 2]
    then = "time" if after == ("time",) else "words" if after else "end"
    runs = [run for run in _runs(text) if run.start > 0]
    fitting = [run for run in runs if run.then == then]
    whole = [run for run in fitting if len(run.cells) == len(roles)] or fitting
    if not whole and then == "time":
        # a time in words of its own: "| Sau khi có Quy chế của Trung ương"
        return next((run for run in runs if run.then == "words" and len(run.cells) == len(roles)), None)
    if then != "words":
        return whole[-1] if whole and then == "end" else whole[0] if whole else None
    return max(whole, key=lambda run: (min(len(run.cells), len(roles)), run.end - run.start), default=None)


def _runs(text: str) -> Iterator[_Run]:
    """Yield the cells of units that follow each other in a text, from each where one can begin; in order."""
    named = [(start, _without_result(text, start, end)) for start, end in units.find(text)]
    found = dict(sorted([*named, *(match.span() for match in _RELATED.finditer(text))]))
    starting = {start for start, _ in times(text)}
    past = 0
    for start in found:
        if start < past or not text[start].isupper() or _governed().search(text[:start]):
            continue
        cells: list[Range] = []
        at, then = start, "words"
        while True:
            end, then = _cell_end(text, at, found, starting)
            if then == "none":
                break
            cells.append((at, end))
            if then != "unit":
                break
            at = end + len(text[end:]) - len(text[end:].lstrip())
        if cells and then != "none":
            yield _Run(tuple(cells), then)
            past = cells[-1][1]


def _without_result(text: str, start: int, end: int) -> int:
    """Return where a unit's name ends that was read on into a result: "Văn phòng Chính phủ | Báo cáo"."""
    begun = _result().search(text, start, end + _LONGEST_RESULT)
    name = text[start : begun.start()] if begun and begun.start() < end else ""
    return start + len(name) if len(name.split()) > 1 and units.begins(name) else end


def _cell_end(text: str, start: int, found: dict[int, int], starting: set[int]) -> tuple[int, str]:
    """Return where a cell of units ends and what comes then: "unit", "time", "words" or "end"; "none" if it is none."""
    named, at, tail = start, found[start], 0
    while True:
        mark = _MARK.match(text, at)
        assert mark is not None
        listed, place = bool(mark.group().strip()), mark.end()
        if place >= len(text) or text[place] == ".":
            return at, "words" if text[place:].strip(_ENDS) else "end"
        if place in starting:
            return at, "time"
        if place in found:
            if not listed and text[place].isupper():
                return at, "unit"
            named, at = place, found[place]
            continue
        word = _WORD.match(text, place)
        if word is None:
            return at, "none"
        if not listed and not (word.group()[0].islower() or word.group()[0] == "("):
            return at, "words"
        if tail == 0 and not _ANY.match(text, named) and _acts(text[place:]):
            return at, "none"
        tail += 1
        if tail > _LONGEST_TAIL:
            return at, "none"
        at = word.end()


def _acts(text: str) -> bool:
    bare = fold(text)
    return phrases("acts").match(bare) is not None and not bare.startswith("có liên quan")


@cache
def _governed() -> re.Pattern[str]:
    """Return the pattern of what stands before a unit that begins no cell: a joint of a list, a word that governs."""
    words = "|".join(load_toml("plans/flattened.toml")["governing"])
    return re.compile(rf"(?:[,;/+&(]|\s[-–]|\b(?:{words}))\s*$", re.IGNORECASE)


@cache
def _result() -> re.Pattern[str]:
    """Return the pattern of the words that results are named by, and the space before them."""
    return re.compile(r"\s(?:" + "|".join(load_toml("plans/flattened.toml")["results"]) + r")\b")


@cache
def _money() -> re.Pattern[str]:
    """Return the pattern of where a cell about money begins after one about results."""
    return re.compile(r"(?<=\s)(?:" + "|".join(load_toml("plans/flattened.toml")["money"]) + r")\b")


def times(text: str) -> list[Range]:
    """Return the ranges of text that say when, neighbours joined ("Thường xuyên, hằng năm")."""
    found: list[Range] = []
    ranges = [(period.start, period.end) for period in periods(text)] + rhythms(text)
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif found and _JOINT.fullmatch(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
