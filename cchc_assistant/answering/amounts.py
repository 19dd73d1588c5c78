"""Sums of money as texts write them, and what they come to."""

from __future__ import annotations

import re

# "1,5 tỷ đồng", "200 triệu"; a longer run of digits is no sum.
AMOUNT = re.compile(r"\d[\d.,]{0,30}\s*(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng|đ|vnđ|usd)(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_MAGNITUDES = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}


def value_of(amount: str) -> float:
    """Return an amount in đồng.

    >>> value_of("1,35 tỷ đồng") == value_of("1.350 triệu") == value_of("1.350.000.000")
    True
    """
    lower = amount.lower()
    number = _NUMBER.search(lower)
    digits = _THOUSANDS.sub("", number.group()).replace(",", ".") if number else "0"
    scale = next((factor for word, factor in _MAGNITUDES.items() if word in lower), 1.0)
    return float(digits if digits.count(".") <= 1 else digits.replace(".", "")) * scale
