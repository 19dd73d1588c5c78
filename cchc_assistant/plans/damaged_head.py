"""The head of a damaged plan: the number and the date that OCR left without a label or with letters among the digits.

Digits stay as they were read; only letters that stand where a digit must be are read as one ("ngayl2" is "ngày 12").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import CAPITALS
from cchc_assistant.plans.entries import rewritten
from cchc_assistant.reading.document import Paragraph

# "86:246/KH-SKHCN": up to three characters are left of "Số" before the colon.
_NUMBER = re.compile(r"\W{0,2}\S{1,3}\s*:\s*(?P<number>\d{1,5}\s?/\s?[A-ZĐ]{2,}[A-ZĐ0-9&.\-–]*)")
# "Quảng Ngãi, ngayl2 tháng 3 năm 2021": a one read as l, I or |, the word before it grown to it.
_DATE = re.compile(
    rf"(?P<place>[{CAPITALS}][a-zà-ỹđ]+(?:\s[{CAPITALS}][a-zà-ỹđ]+){{0,4}}),\s*"
    r"(?P<day_word>ng[aà]y)\s*(?P<day>[\dlI|]{1,2})\s*(?P<month_word>th[aá]ng)\s*"
    r"(?P<month>[\dlI|]{1,2})\s*(?P<year_word>n[aă]m)\s*(?P<year>\d{4})"
)
_ONE = str.maketrans("lI|", "111")
_LAST_DAY, _LAST_MONTH = 31, 12


def number_in(head: Sequence[Paragraph]) -> Mapped | None:
    """Return the plan's number where the label before it is damaged.

    >>> number_in([Paragraph(Mapped.of("86:246/KH-SKHCN Quảng Ngãi, ngayl2"))]).text
    '246/KH-SKHCN'
    """
    for paragraph in head:
        if match := _NUMBER.match(paragraph.text):
            return paragraph.content[match.start("number") : match.end("number")]
    return None


def date_in(text: Mapped) -> tuple[Mapped, Mapped] | None:
    """Return the place and the date of a line, the date as it is to be read; None if it has none that can be."""
    match = _DATE.search(text.text)
    if match is None:
        return None
    day, month = (match[name].translate(_ONE) for name in ("day", "month"))
    if not (1 <= int(day) <= _LAST_DAY and 1 <= int(month) <= _LAST_MONTH):
        return None
    spelt = {"day_word": "ngày", "day": day, "month_word": "tháng", "month": month, "year_word": "năm"}
    parts = [rewritten(text[match.start(name) : match.end(name)], word) for name, word in spelt.items()]
    date = join([*parts, text[match.start("year") : match.end("year")]])
    return text[match.start("place") : match.end("place")], date
