"""What running text states of a task without a label: when, for how much, with what result."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from cchc_assistant.plans import deadlines
from cchc_assistant.plans.cell_text import time_kind
from cchc_assistant.plans.units import Range

_LAST_BRACKET = re.compile(r"\((?P<inner>[^()]{3,60})\)[\s.;,]*$")
# "chia 02 đợt (tháng 4 và tháng 10/2024), do Phòng Tổ chức chủ trì": a bracket that names days, months or quarters.
_ANY_BRACKET = re.compile(r"\((?P<inner>(?=[^()]*(?:ngày|tháng|quý|\d/\d))[^()]{3,60})\)", re.IGNORECASE)
# "trình UBND tỉnh | tháng 8/2024 |; …": what a segment that says that something is finished ends with.
_FINISHED = re.compile(
    r"(?:^|[;,(]\s*)(?:và\s+)?(?:trình|ban hành|công bố|đăng tải|vận hành|khai trương|nghiệm thu|bàn giao|phê duyệt|"
    r"áp dụng|khởi công|thực hiện|triển khai|tổ chức)\b"
    r"(?:(?!báo cáo|kết quả|kế hoạch|số liệu|chỉ tiêu|nhiệm vụ|dự toán|công tác)[^;,()]){0,60}?\s"
    r"(?P<inner>(?:tháng\s+\d{1,2}|quý\s+[IV]{1,3})(?:\s*/\s*\d{4}|\s+năm\s+\d{4}))(?=\s*(?:[;,.)]|$))",
    re.IGNORECASE,
)
_SEGMENT = re.compile(
    r"(?:;|,(?=[^;,]*$)|,(?=[^;,]*(?:19|20)\d\d\s*[;,]))\s+(?P<inner>[^;,]{3,40}?)(?=\s*(?:[;.,)]|$))"
)
_DIGIT = re.compile(r"\d")
# "trước ngày 20/11", "ngày 15 tháng 12"
_DAY = re.compile(r"ngày\s+\d{1,2}(?:\s*[/.-]|\s+tháng)\s*\d")

# A sum after words of money, with where it comes from; not that of the plan as a whole.
_SUM = re.compile(
    r"(?<!tổng )(?:kinh phí|số tiền|trị giá|mức chi)(?!(?:\s+\w+){0,3}\s+kế hoạch)(?:\s+[^\W\d_]+){0,4}?\s*:?\s+"
    r"(?P<sum>(?:khoảng|tối đa|không quá|dự kiến)?\s*\d[\d.,]*\s*(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)(?:\s+đồng)?|đồng)\b"
    r"(?:\s*/\s*\w+)?(?:,?\s+(?:từ|lấy từ|trích từ|bằng|do)\s+[^;.,()\n]{4,80})?)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:sản phẩm|kết quả)(?:\s+(?:đầu ra|dự kiến|cần đạt))?\s+(?:là|gồm|gồm có)\s+(?P<result>[^;.()\n]{4,200})",
    re.IGNORECASE,
)


def deadline_in(text: str, year: int | None) -> list[deadlines.When]:
    """Return the deadline of a clause, the first of several; a day comes before a bare rhythm.

    "xây dựng kế hoạch hằng năm và định kỳ báo cáo trước ngày 20/11" is due on that day; "…; hạn 30/9/2025" and
    "… về đất đai (Quý III/2023)" state theirs in a segment or a bracket of its own.
    """
    places = (_SEGMENT, _LAST_BRACKET, _FINISHED, _ANY_BRACKET)
    found = deadlines.find(text, year) or next(filter(None, (_alone(text, year, place) for place in places)), [])
    if found and not _DIGIT.search(text, found[0].start, found[0].end):
        found = [when for when in found if _DAY.search(text, when.start, when.end)] or found
    return found[:1]


def _alone(text: str, year: int | None, place: re.Pattern[str]) -> list[deadlines.When]:
    """Return the deadline that is all that a place of a text holds."""
    for match in place.finditer(text):
        start = match.start("inner")
        found = deadlines.parse_field(match["inner"], year)
        whole = len(found) == 1 and (found[0].first or found[0].last or found[0].recurrence)
        if whole and time_kind(match["inner"]) == "time":
            return [replace(found[0], start=found[0].start + start, end=found[0].end + start)]
    return []


def stated_in(text: str) -> dict[Literal["budget", "product"], Range]:
    """Return the ranges of the sum of money and the result that a sentence states for what it is about.

    >>> text = "Lắp đặt 12 kiốt, kinh phí 1,44 tỷ đồng từ Quỹ phát triển; sản phẩm là biên bản bàn giao; hạn: quý II"
    >>> {name: text[slice(*place)] for name, place in stated_in(text).items()}
    {'budget': '1,44 tỷ đồng từ Quỹ phát triển', 'product': 'biên bản bàn giao'}
    """
    money, result = _SUM.search(text), _RESULT.search(text)
    found: dict[Literal["budget", "product"], Range] = {}
    if money:
        found["budget"] = money.span("sum")
    if result:
        found["product"] = result.span("result")
    return found
