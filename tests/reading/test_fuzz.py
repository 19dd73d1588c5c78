"""Bytes changed at random: every reader answers with a document or with one clear line."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_assistant.reading.many import Source, read_one
from tests.documents.build_docx import build_docx
from tests.documents.build_html import build_html
from tests.documents.content import plans


def damaged(data: bytes, seed: int) -> bytes:
    """Return data with some bytes changed, cut out, doubled or cut off."""
    chance = random.Random(seed)
    made = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(made))
        match chance.randrange(5):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                del made[at : at + chance.randrange(1, 200)]
            case 2:
                made[at:at] = made[at : at + chance.randrange(1, 200)]
            case 3:
                made[at] ^= 1 << chance.randrange(8)
            case _:
                made = made[: max(20, at)] if chance.random() < 0.1 else made
        if len(made) < 20:
            break
    return bytes(made)


@pytest.mark.parametrize("kind", ["docx", "html", "pdf", "xlsx", "zip"])
def test_damaged_files_end_clearly(kind: str, pdf_files: dict[str, Path]) -> None:
    plan = plans()[2]
    if kind == "pdf":
        data = pdf_files[plan.name].read_bytes()
    elif kind == "xlsx":
        import openpyxl

        out = io.BytesIO()
        book = openpyxl.Workbook()
        book.active.append(["STT", "Nhiệm vụ", "Chủ trì"])  # type: ignore[union-attr]
        book.save(out)
        data = out.getvalue()
    else:
        data = {"docx": build_docx, "html": build_html, "zip": build_docx}[kind](plan)
    for seed in range(25):
        outcome = read_one(Source(f"hong.{kind}", data=damaged(data, seed)))
        assert (outcome.document is None) != (outcome.error is None)
        assert outcome.error is None or "\n" not in outcome.error


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["txt", "md", "csv", "zip", "html", "rtf", "bin"]))
def test_any_bytes_of_any_name(data: bytes, suffix: str) -> None:
    outcome = read_one(Source(f"a.{suffix}", data=data))
    assert (outcome.document is None) != (outcome.error is None)
    assert outcome.error is None or "\n" not in outcome.error
