"""The text of a table that has lost its rules: its physical lines, its blocks, and what each looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans import units
from cchc_assistant.plans.outline import Node
from cchc_assistant.plans.periods import periods, words
from cchc_assistant.plans.rhythms import rhythms
from cchc_assistant.reading.lines import ends_sentence
from cchc_assistant.reading.marks import mark_of, roman_value

Kind = Literal["units", "time", "condition", "text"]
State = Literal["whole", "open"]

_DASH = re.compile(r"^\s*[-–•+*]\s+")
# The number of a row or a group that stands alone: "1", "2.", "III", "(4)".
_NUMBER = re.compile(r"\(?(?P<number>\d{1,3}|[IVX]{1,6})\s*[.)/|]?")
# A group's number before its title, a rule or a mark between them: "III | Truyền thông …", "II. CẢI CÁCH …".
_GROUP = re.compile(r"(?P<number>[IVX]{1,6})\s*[|.)/:]\s*(?=[^\W\d_])")
_LINE_END = re.compile(r"[\n\f\v]")
_WORD = re.compile(r"[^\W_]+")
# Words after which a name is not at its end: "Trung tâm Ứng dụng và", "Các phòng,".
_UNFINISHED = re.compile(
    r"(?:[,&/(]|\s(?:và|của|thuộc|các|cùng|với)|[;,]\s*(?-i:Sở|Phòng|Bộ|Cục|Chi cục|Vụ|UBND|Kho bạc))\s*$",
    re.IGNORECASE,
)
# Words after which no text ends: "Quyết định công bố của", "giai đoạn".
_OPEN_TEXT = re.compile(
    r"\s(?:của|và|về|theo|cho|các|những|tại|với|do|giai đoạn|ngày|tháng|năm|quý|số)$", re.IGNORECASE
)
# "Theo dõi …" is work to do, "Theo kế hoạch" a condition.
_FOLLOWS_UP = re.compile(r"theo\s+dõi", re.IGNORECASE)
# What a title may say before its time; a year is that of the whole plan.
_WORK_OF = re.compile(
    r"(?:các |những )?(?:nhiệm vụ|công việc|việc|hoạt động)(?: trọng tâm| thực hiện| phải làm)*(?: trong)? ", re.I
)
_YEAR_ALONE = re.compile(r"(?:trong )?năm \d{4}", re.IGNORECASE)
_CONDITION_WORDS = 9
_TIME_WORDS = 16
_SPARE = 0.12
_REMEMBERED = 8192


@dataclass(frozen=True, slots=True)
class TextLine:
    """One physical line; ``apart`` says that a blank line or a page end stands before it."""

    content: Mapped
    apart: bool
    node: int

    @property
    def text(self) -> str:
        """The line's text."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Item:
    """A block of lines that reads as one cell, or as one entry of a cell's list.

    ``number`` stands before it (its row's or its group's); ``mixed`` says that its lines run across several cells.
    """

    lines: tuple[TextLine, ...]
    number: str = ""
    mixed: bool = False

    @property
    def content(self) -> Mapped:
        """The text of the lines, rejoined."""
        return join(line.content for line in self.lines).collapse()

    @property
    def text(self) -> str:
        """The item's text."""
        return self.content.text

    @property
    def dashed(self) -> bool:
        """Whether a list dash begins it."""
        return bool(_DASH.match(self.text))

    @property
    def roman(self) -> bool:
        """Whether its number is that of a group."""
        return bool(self.number) and not self.number.isdigit()


def lines_of(nodes: Sequence[Node], text: str) -> list[TextLine]:
    """Return the physical lines of the nodes, as the source text ends them.

    Args:
        nodes: items of an outline in document order; ``TextLine.node`` is the index of the line's node.
        text: the source text that the nodes' offsets count in.
    """
    found: list[TextLine] = []
    last: int | None = None
    for index, node in enumerate(nodes):
        for piece in _physical(node.whole, text):
            start, end = piece.source_range()
            apart = last is None or len(_LINE_END.findall(text, last, start)) > 1 or "\f" in text[last:start]
            found.append(TextLine(piece, apart, index))
            last = end
    return found


def _physical(whole: Mapped, text: str) -> Iterable[Mapped]:
    start = 0
    for at, (before, after) in enumerate(pairwise(whole.offsets), 1):
        if _LINE_END.search(text, before, after):
            if piece := whole[start:at].strip():
                yield piece
            start = at
    if piece := whole[start:].strip():
        yield piece


def undashed(text: str) -> str:
    """Return an entry without its list dash and the marks at its end."""
    return _DASH.sub("", text).strip(" .;,")


@lru_cache(maxsize=_REMEMBERED)
def unit_state(text: str) -> State | None:
    """Say whether a text is units and nothing else: all of them, or cut off in the last ("open"); None if it is not.

    >>> unit_state("- Văn phòng Sở"), unit_state("Các phòng, đơn vị có liên"), unit_state("Xây dựng kế hoạch")
    ('whole', 'open', None)
    """
    body = undashed(text)
    if not body:
        return None
    if completions(text):
        return "open"
    if not _is_units(body):
        return None
    return "open" if _UNFINISHED.search(text.strip()) or text.count("(") > text.count(")") else "whole"


def _is_units(body: str) -> bool:
    found = units.find(body)
    if not found or found[0][0] > 0:
        return False
    covered = sum(end - start for start, end in found)
    spare = "".join(char for at, char in enumerate(body) if not any(start <= at < end for start, end in found))
    spare = re.sub(r"[\s,;.:/&()\-–+•]|\b(?:và|cùng|với|của|thuộc|các)\b", "", spare)
    return len(spare) <= _SPARE * covered


@lru_cache(maxsize=_REMEMBERED)
def completions(text: str) -> tuple[str, ...]:
    """Return what can follow a unit that is cut off inside a phrase: "quan" after "Các phòng, đơn vị có liên"."""
    body = undashed(text)
    said = fold(body).split()
    found: list[str] = []
    for count in range(1, min(_longest_phrase(), len(said))):
        for rest in _begun_phrases().get(" ".join(said[-count:]), ()):
            before = body.rsplit(maxsplit=count)[0]
            if _is_units(before) and not _is_units(body) and _is_units(f"{body} {rest}"):
                found.append(rest)
    return tuple(dict.fromkeys(found))


@cache
def _begun_phrases() -> dict[str, tuple[str, ...]]:
    """Return what is left of the phrases after a unit's name, by their folded beginnings: "có liên" → "quan"."""
    found: dict[str, tuple[str, ...]] = {}
    for phrase in load_toml("units/words.toml")["after"]:
        parts = phrase.split()
        for count in range(1, len(parts)):
            begun = fold(" ".join(parts[:count]))
            found[begun] = (*found.get(begun, ()), " ".join(parts[count:]))
    return found


@cache
def _longest_phrase() -> int:
    return 1 + max(len(begun.split()) for begun in _begun_phrases())


@cache
def _connectors() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('fields', 'connectors')})(?!\w)", re.IGNORECASE)


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(rf"(?:{words('fields', 'conditions')})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=_REMEMBERED)
def time_kind(text: str) -> Literal["time", "condition"] | None:
    """Say whether a text is a deadline and nothing else, or may be the condition of one ("Theo kế hoạch")."""
    body = undashed(text)
    count = len(body.split())
    if not body or count > _TIME_WORDS:
        return None
    spans = [(period.start, period.end) for period in periods(body)] + rhythms(body)
    if spans:
        rest = "".join(" " if any(start <= at < end for start, end in spans) else char for at, char in enumerate(body))
        if not _WORD.search(_connectors().sub(" ", re.sub(r"\([^()]*\)", " ", rest))):
            return "time"
    if count <= _CONDITION_WORDS and _condition().match(body) and not _FOLLOWS_UP.match(body) and body[0].isupper():
        return "condition"
    return None


def time_of_title(title: Mapped) -> Mapped | None:
    """Return the time that a title sets for what stands below it: "2. Quý II/2026", "Công việc tháng 9"."""
    content = title.strip(" .:;-–")
    if time_kind(content.text) == "time":
        return content
    worded = _WORK_OF.match(content.text)
    rest = content[worded.end() :].strip() if worded else content[:0]
    return rest if rest and time_kind(rest.text) == "time" and not _YEAR_ALONE.fullmatch(rest.text) else None


@lru_cache(maxsize=_REMEMBERED)
def kind_of(text: str) -> Kind:
    """Say what a block looks like."""
    return time_kind(text) or ("units" if unit_state(text) else "text")


def goes_on_listing(text: str) -> bool:
    """Say whether a block of units is not at its end: cut off in a name, or in a list without dashes."""
    return unit_state(text) == "open" or (not _DASH.match(text) and text.rstrip().endswith((",", ";")))


def number_alone(text: str) -> str:
    """Return the number that is all of a text, empty if it is more."""
    match = _NUMBER.fullmatch(text.strip())
    return match["number"] if match and (match["number"].isdigit() or roman_value(match["number"])) else ""


def group_number(content: Mapped) -> tuple[str, Mapped]:
    """Part a group's roman number from its title; the number is empty where there is none."""
    match = _GROUP.match(content.text)
    if match is None or not roman_value(match["number"]):
        return "", content
    return match["number"], content[match.end() :].strip()


def items_of(lines: Sequence[TextLine]) -> list[Item]:
    """Put lines together to cells, or to entries of a cell's list; a number alone goes to what follows it."""
    found: list[Item] = []
    number = ""
    for block in _blocks(lines):
        if len(block) == 1 and (alone := number_alone(block[0].text)):
            number = alone
            continue
        first = block[0]
        own, content = group_number(first.content)
        if not own and (mark := mark_of(first.text)) and mark.kind in ("arabic", "decimal"):
            own, content = mark.number, first.content[mark.length :].strip()
        found.append(Item((replace(first, content=content), *block[1:]), own or number))
        number = ""
    return found


def _blocks(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    starts = [line for before, line in pairwise(lines) if line.node != before.node]
    spaced = sum(line.apart for line in starts) >= 0.5 * max(1, len(starts))
    blocks: list[list[TextLine]] = []
    for line in lines:
        if blocks and not (spaced and line.apart) and _goes_on(blocks[-1], line, spaced=spaced):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _goes_on(block: list[TextLine], line: TextLine, *, spaced: bool) -> bool:
    """Say whether a line goes on in the cell of the lines right above it."""
    if mark_of(line.text) is not None or number_alone(line.text) or number_alone(block[-1].text):
        return False
    if group_number(line.content)[0]:
        return False
    so_far = " ".join(part.text for part in block)
    whole = f"{so_far} {line.text}"
    kind = kind_of(so_far)
    if kind == "text" and _OPEN_TEXT.search(so_far):
        return True
    if line.text[0].isupper() and (kind == "time" or (kind == "units" and time_kind(line.text) == "time")):
        return False  # "UBND cấp huyện" over "Hằng quý"
    one_unit = kind_of(whole) == kind == "units" and len(units.split_run(whole)) == 1
    if ";" in so_far and not one_unit:
        # "Sở Nội vụ; Văn phòng | UBND tỉnh": the last of a list goes on, whatever stands before it.
        last = f"{so_far.rsplit(';', 1)[1].strip()} {line.text}"
        one_unit = kind_of(last) == "units" and len(units.split_run(last)) == 1
    if line.text[0].islower() or one_unit:
        return True
    if kind == "units":
        return goes_on_listing(so_far) or (spaced and kind_of(whole) == "units")
    if time_kind(line.text) == "time":
        return False
    if spaced:
        return kind == "text"
    return kind == "text" and not ends_sentence(so_far) and (line.node == block[-1].node or not unit_state(line.text))


def bare(text: str) -> str:
    """Return the text as OCR without Vietnamese marks may have read it: lower case, no diacritics, no end marks."""
    return strip_marks(undashed(text)).lower()
