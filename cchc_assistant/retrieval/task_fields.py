"""Which fields of tasks a passage holds, and which of them a question asks for: a light hint for the ranking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from cchc_assistant.language.normalize import bare_key
from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.retrieval.model import Passage

WEIGHT = 0.15
"""What a passage gains that holds all the fields asked for."""


class TaskField(IntFlag):
    """Fields of a task as bits."""

    UNIT = 1
    TIME = 2
    PRODUCT = 4
    MONEY = 8
    FREQUENCY = 16


# How questions ask for a field; matched without case and diacritics: "đơn vị nào chủ trì", "quý mấy", "who leads".
_ASKED = (
    (
        TaskField.UNIT,
        re.compile(
            r"\bai\b|(?:don vi|co quan|phong|so|ban|noi|bo phan|trung tam|chi cuc) nao|chu tri|phoi hop|phu trach"
            r"|\bwho\b|\bwhich (?:unit|agency|department|division|office)|\blead"
        ),
    ),
    (
        TaskField.TIME,
        re.compile(
            r"khi nao|bao gio|luc nao|thang (?:may|nao)|quy (?:may|nao)|ngay nao|han chot|thoi han|thoi gian"
            r"|\bwhen\b|deadline|\bdue\b|(?:which|what) (?:month|quarter|date)"
        ),
    ),
    (TaskField.PRODUCT, re.compile(r"san pham|dau ra|\bproduct|deliverable|\boutput")),
    (TaskField.MONEY, re.compile(r"kinh phi|\btien\b|ngan sach|budget|\bfund|money")),
    (TaskField.FREQUENCY, re.compile(r"tan suat|bao lau|may (?:lan|so|ky)|how often")),
)


def asked(question: str) -> TaskField:
    """Return the fields that a question asks for."""
    key = bare_key(question)
    found = TaskField(0)
    for field, pattern in _ASKED:
        if pattern.search(key):
            found |= field
    return found


def held(plan: Plan, passages: Sequence[Passage]) -> list[int]:
    """Return, for each passage of a plan, the bits of the fields that its tasks state."""
    spans = [(task.source.start, task.source.end, _fields(task)) for task in plan.tasks]
    found = []
    for passage in passages:
        bits = TaskField(0)
        for start, end, fields in spans:
            if start < passage.span.end and passage.span.start < end:
                bits |= fields
        found.append(int(bits))
    return found


def _fields(task: Task) -> TaskField:
    stated = (
        (TaskField.UNIT, task.lead or task.coordinate),
        (TaskField.TIME, task.deadline),
        (TaskField.PRODUCT, task.product),
        (TaskField.MONEY, task.budget),
        (TaskField.FREQUENCY, task.frequency),
    )
    bits = TaskField(0)
    for field, value in stated:
        if value:
            bits |= field
    return bits


def gain(wanted: TaskField, fields: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Return what each passage gains: `WEIGHT` times the share of the wanted fields that it holds.

    Args:
        wanted: at least one field.
        fields: bits of the passages, shape (passages,).
    """
    shares = [WEIGHT * (wanted & bits).bit_count() / wanted.bit_count() for bits in range(32)]
    return np.array(shares, np.float32)[np.asarray(fields)]
