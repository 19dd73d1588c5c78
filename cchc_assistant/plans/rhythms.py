"""Recurrences in Vietnamese text: hằng tháng, định kỳ hằng quý, 01 số/tháng, thường xuyên."""

from __future__ import annotations

import re
from functools import cache

from cchc_assistant.plans.periods import CLOCK, lenient

_UNIT = r"(?:ngày|tuần|tháng|quý|quí|năm)"
# hằng quý, mỗi tháng, theo quý; after "định kỳ" also the bare "6 tháng", "năm", "quý"
_EVERY = rf"(?:hằng|hàng|mỗi)\s+{_UNIT}(?!\s*\d)(?!\w)"
_BARE = r"(?:0?[369]\s+tháng(?!\s+(?:đầu|cuối))|tháng|quý|quí|năm|tuần)(?!\s*(?:\d|[IV]+\b))(?!\w)"
_STEP = rf"(?:{_EVERY}|theo\s+{_BARE}|{_BARE})"
_AND = r"(?:\s*[,;/]\s*|\s+(?:và|hoặc|hay)\s+)"
# how often at least: ít nhất 01 tin, bài/tháng
_LEAST = r"(?:(?:ít\s+nhất|tối\s+thiểu|trung\s+bình|khoảng|không\s+quá)\s+)?"
_TIMES = r"(?:lần|kỳ|kì|cuộc|đợt|số|tin|bài)"

_WEEKDAY = (
    r"(?:(?:(?:sáng|chiều)\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ\s+nhật)"
    r"(?:\s+tuần\s+(?:thứ\s+\w+|đầu(?:\s+tiên)?|cuối(?:\s+cùng)?))?\s+)"
)

# 02, hai: how many times
_NUMBER = r"(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"

_FORMS = "|".join(
    [
        # ít nhất 02 lần mỗi tháng, mỗi tháng hai lần, một tháng hai lần, 03 lần trong năm
        rf"{_LEAST}(?<![\d/]){_NUMBER}\s+{_TIMES}\s+(?:(?:trong\s+)?(?:mỗi|một|01|1)|trong)\s+{_UNIT}(?!\s*\d)(?!\w)",
        rf"(?:mỗi|một|01|1)\s+{_UNIT}\s+{_LEAST}(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+{_TIMES}(?!\w)",
        # Mỗi tháng 01 chương trình
        rf"mỗi\s+{_UNIT}\s+{_LEAST}\d+(?:\s+tin,\s+bài)?[^,;.()\n]*",
        # Ít nhất 01 tin, bài/tháng; 01 số/tháng; 1 số (chuyên mục)/tuần; 01 lần/6 tháng
        rf"{_LEAST}(?<![\d/])\d+(?:\s*-\s*\d+)?\s+[^\d/;.\n]{{1,40}}/\s*(?:\d+\s*)?{_UNIT}(?!\s*\d)(?!\w)",
        # 6 tháng/lần, tháng/lần, 06 tháng/01 lần, 6 tháng một lần, mỗi năm một lần
        rf"(?:mỗi\s+)?(?:(?<!\d)\d+\s*)?{_UNIT}(?:\s*/\s*(?:\d+\s*)?|\s+(?:một|01|1|hai|02|2)\s+){_TIMES}(?!\w)",
        # định kỳ hàng quý, 6 tháng; định kỳ 6 tháng, năm; định kỳ (hằng năm); định kỳ
        rf"định\s+k(?:ỳ|ì|Ƕ)(?:\s*(?P<open>\()?{_STEP}(?:{_AND}{_STEP})*(?(open)\)))?",
        # quý, 6 tháng, năm
        rf"(?:quý|tháng|0?[369]\s+tháng)(?:{_AND}(?:0?[369]\s+tháng|quý|năm)(?!\s*\d)(?!\w))+",
        # (ngày 15) của tháng cuối quý
        r"(?:của\s+)?tháng\s+(?:đầu|cuối)\s+(?:của\s+)?(?:mỗi\s+)?quý",
        # thường xuyên, liên tục
        r"thường\s+xuyên(?:,?\s+(?:và\s+)?liên\s+tục)?|liên\s+tục",
        # hằng tháng, quý, năm; trước 19h00 hằng ngày; sáng thứ Bảy tuần thứ hai hằng tháng
        rf"(?:(?:(?:trước|sau|vào|từ|chậm\s+nhất)\s+(?:là\s+)?)?{CLOCK}\s+|{_WEEKDAY})?{_EVERY}(?:\s*,\s*(?:quý|6\s+tháng|năm)(?!\s*\d)(?!\w))*(?:\s+và\s+(?:{_EVERY}|năm(?!\s*\d)(?!\w)))?",
    ]
)


@cache
def _rhythm(loose: bool) -> re.Pattern[str]:
    return re.compile(lenient(_FORMS) if loose else _FORMS, re.IGNORECASE)


# between two rhythms that are one statement: "Thường xuyên, hằng năm"
_JOINT = re.compile(r"\s*[,;]?\s*(?:và|hoặc)?\s*", re.IGNORECASE)


# What says that something recurs, not how often.
_VAGUE = re.compile(r"(?:thường\s+xuyên|liên\s+tục|định\s+k[ỳì]|[,;\s]|và)*", re.IGNORECASE)


def exact_rhythms(text: str) -> list[tuple[int, int]]:
    """List the ranges of a text that say how often, those left out that only say that something recurs."""
    found = []
    for first, last in rhythms(text):
        vague = _VAGUE.match(text, first, last)
        whole = first if text[first:last].lower().startswith("định") else vague.end() if vague else first
        if vague is None or vague.end() < last:
            found.append((whole, last))
    return found


def rhythms(text: str, start: int = 0, end: int | None = None, *, loose: bool = False) -> list[tuple[int, int]]:
    """List the ranges of ``text[start:end]`` that say how often, neighbours joined.

    ``loose`` reads text typed without diacritics ("hang thang").
    """
    found: list[tuple[int, int]] = []
    for match in _rhythm(loose).finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        while text[last - 1].isspace():
            last -= 1
        if match.start() and text[match.start() - 1].isalnum():
            continue
        if found and _JOINT.fullmatch(text, found[-1][1], first):
            first = found.pop()[0]
        found.append((first, last))
    return found
