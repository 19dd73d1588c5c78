"""Physical lines to logical ones: hard wraps and page breaks rejoined, page numbers and running lines set apart."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.reading.marks import mark_of

# A line that holds a page number and nothing else: "2", "- 3 -", "Trang 4/12".
_PAGE_NUMBER = re.compile(r"(?:[-–]\s*)?(?:Trang\s+)?(\d{1,4})(?:\s*/\s*\d{1,4})?(?:\s*[-–])?", re.IGNORECASE)
# "III/2022": capitals that any line may have.
_QUARTER = re.compile(r"\b(?:I{1,3}|IV)\s*/\s*\d{4}")
# What ends a paragraph when a line ends with it: "…;", "…:", "….", "./.", "…”."
_TERMINAL = re.compile(r"[.;:!?…]['\"”’»)\]]*$")
_YEAR_AT_END = re.compile(r"\b(?:19|20)\d\d$")
_YEAR_AFTER_DASH = re.compile(r"[-–]\s*(?:19|20)\d\d\b")
# What no sentence ends with: "báo cáo trước ngày | 30/11/2023", "theo hướng dẫn của | Bộ Nội vụ".
_OPEN_END = re.compile(
    r"\s(?:ngày|tháng|năm|quý|trước|từ|đến|và|hoặc|của|cho|với|về|theo|tại|thuộc|các|những|bằng|do|để|là|gồm|trong|trên|"
    r"dưới|đạt|khoảng|tối thiểu|ít nhất|số)$"
)
# A line of running text is no shorter; titles are.
_LONG = 60
_SHORTEST_OPEN = 40
# "…; Chủ trì:" at the end of a line, the value on the next.
_LABEL_AT_END = re.compile(r"[;.,]\s+[^\W\d_][^:;.,]{2,40}:$")
# A label and its value ("Nơi nhận:", "Kính gửi: …") begin a line of their own.
_LABELLED = re.compile(r"[^\W\d_][^:;.,()]{1,60}:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line: its text without white space at the ends, and the blank lines before it."""

    content: Mapped
    blanks_before: int
    style: str = ""

    @property
    def text(self) -> str:
        """The line's text."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: ``wrapped`` at ``width`` characters or a line per paragraph; ``doubled`` with blank lines."""

    wrapped: bool
    width: int
    doubled: bool


def setting_of(lines: list[Line]) -> Setting:
    """Measure how a text is set.

    Hard-wrapped text has no line much longer than a page is wide, and many near that width. In doubled text, wrapped
    lines have a blank line between them, so blank lines say nothing.
    """
    lengths = sorted(len(line.text) for line in lines if line.text)
    if len(lengths) < 4:
        return Setting(wrapped=False, width=10**6, doubled=False)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.95))]
    full = sum(length >= 0.7 * width for length in lengths) / len(lengths)
    flowing = sum(_runs_on(before.text, after.text) for before, after in itertools.pairwise(lines)) / len(lengths)
    wrapped = lengths[-1] <= 1.6 * width <= 210 and full >= 0.25 and flowing >= 0.15
    apart = [line.blanks_before > 0 for line in lines[1:]]
    joined_apart = [
        after.blanks_before > 0 for before, after in itertools.pairwise(lines) if _runs_on(before.text, after.text)
    ]
    doubled = wrapped and sum(apart) >= 0.7 * len(apart) and sum(joined_apart) >= 0.7 * max(1, len(joined_apart))
    return Setting(wrapped, width, doubled)


def _runs_on(before: str, after: str) -> bool:
    """Say whether ``after`` begins in the middle of the sentence that ``before`` leaves open."""
    if not before or not after or _TERMINAL.search(before):
        return False
    opened = after[0].islower() or (len(before) >= _SHORTEST_OPEN and _OPEN_END.search(before) is not None)
    return opened and mark_of(after) is None


def ends_sentence(text: str) -> bool:
    """Say whether a line ends what it says: with a full stop, a semicolon, a colon."""
    return bool(_TERMINAL.search(text))


def in_capitals(text: str) -> bool:
    """Say whether a line is set in capitals; the numeral of a quarter ("III/2022.") is not."""
    letters = [char for char in _QUARTER.sub("", text) if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")")


def goes_over_dash(before: str, after: str) -> bool:
    """Say whether a copy broke a sentence at a dash: "giai đoạn 2021 | - 2025", "từ sản xuất | - tiêu thụ"."""
    if _YEAR_AT_END.search(before) and _YEAR_AFTER_DASH.match(after):
        return True
    mark = mark_of(before)
    listed = mark is not None and mark.kind == "dash" and before[mark.length : mark.length + 1].islower()
    inside = len(before) >= _LONG and not _TERMINAL.search(before) and not before.endswith(",")
    return inside and not listed and after.lstrip("-–• ")[:1].islower()


def continues(before: Line, after: Line, setting: Setting, *, lone: bool = False) -> bool:
    """Say whether ``after`` goes on in the paragraph that ``before`` (its last line) left open.

    ``lone`` says that no other line of a list stands beside ``after``: a dash there may be part of a name.
    """
    if before.style == "heading" or after.style == "heading" or not before.text or not after.text:
        return False
    mark = mark_of(after.text)
    open_bracket = _open_bracket(before.text) and not _TERMINAL.search(before.text)
    full = len(before.text) >= 0.7 * setting.width
    if mark is not None:
        # "(qua Phòng Hành chính / - Tổng hợp) trước ngày …": a dash inside an open bracket is no item.
        bracketed = setting.wrapped and full and open_bracket and ")" in after.text
        # "13. … ngay trong ngày; Phòng Kê khai / - Kế toán thuế chủ trì": nor is one that a full line was broken at.
        broken = setting.wrapped and full and lone and not (_TERMINAL.search(before.text) or after.blanks_before)
        return mark.kind == "dash" and (bracketed or broken or goes_over_dash(before.text, after.text))
    if not setting.wrapped:
        return _runs_on(before.text, after.text) and len(before.text) >= 40
    if after.blanks_before and not setting.doubled:
        # A blank line inside a sentence is a page break; between sentences it ends the paragraph.
        return full and _runs_on(before.text, after.text)
    if in_capitals(before.text) != in_capitals(after.text):
        return _runs_on(before.text, after.text) and not in_capitals(before.text)
    if _runs_on(before.text, after.text):
        return True
    valued = after.text[0].isdigit() or after.text[0].islower() or _LABEL_AT_END.search(before.text)
    if before.text.endswith(":") and valued:
        return full  # "… Xong: | 19/01."
    if _TERMINAL.search(before.text):
        # Two sentences of one paragraph: the first line is full, so nothing ended there but a sentence.
        return full and not setting.doubled and before.text[-1] in ".,;" and not _LABELLED.match(after.text)
    return full


def rejoin(lines: list[Line], setting: Setting | None = None) -> list[Line]:
    """Return the paragraphs of ``lines``: continued lines joined by a space, offsets kept."""
    setting = setting or setting_of(lines)
    paragraphs: list[list[Line]] = []
    lines = [line for line in lines if line.text]
    marks = [mark_of(line.text) for line in lines]
    dashes = [mark is not None and mark.kind in ("dash", "plus") for mark in marks]
    for index, line in enumerate(lines):
        following = next((at for at in range(index + 1, len(lines)) if marks[at]), None)
        begun = next((at for at in range(index - 1, -1, -1) if marks[at]), None)
        lone = dashes[index] and not any(at is not None and dashes[at] for at in (begun, following))
        if paragraphs and continues(paragraphs[-1][-1], line, setting, lone=lone and following is not None):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [
        Line(join(part.content for part in parts).collapse(), parts[0].blanks_before, parts[0].style)
        for parts in paragraphs
    ]


def page_numbers(lines: list[Line]) -> dict[int, int]:
    """Find lines that are page numbers: {index of the line: page}.

    Only numbers that stand alone and go up one by one from 1 or 2 count, so a lone "5" of a table is left alone.
    """
    found: dict[int, int] = {}
    expected: set[int] = {1, 2}
    for index, line in enumerate(lines):
        match = _PAGE_NUMBER.fullmatch(line.text)
        alone = line.blanks_before > 0 or index == 0
        after = index + 1 < len(lines) and lines[index + 1].blanks_before > 0
        if match and alone and after and int(match[1]) in expected:
            found[index] = int(match[1])
            expected = {int(match[1]) + 1}
    return found
