"""Texts as no plan has them, such as a line of 100,000 digits, are read without looking back over and over."""

from __future__ import annotations

import pytest

from cchc_assistant.answering.amounts import AMOUNT, value_of
from cchc_assistant.answering.measures import measures
from cchc_assistant.plans import units

LENGTH = 100_000


@pytest.mark.parametrize("piece", ["1", "1.", "1.000", "1,"])
def test_sums_are_found_after_a_long_run_of_digits(piece: str) -> None:
    text = piece * (LENGTH // len(piece)) + " việc, 15 triệu đồng"
    assert [value_of(found.group()) for found in AMOUNT.finditer(text)] == [15e6]


def test_numbers_are_found_after_a_long_word() -> None:
    assert [number.noun for number in measures("a" * LENGTH + ", 45 hồ sơ")] == ["ho"]


def test_units_are_found_after_a_noun_said_over_and_over() -> None:
    text = "Sở " * 3000 + "; Văn phòng Sở"
    assert "Văn phòng Sở" in [text[start:end] for start, end in units.find(text)]
