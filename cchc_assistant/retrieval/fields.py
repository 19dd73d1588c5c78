"""What a passage holds and what a question asks for: who, when, the number of the plan, its signer; a hint for ranking.

A question is read by the same table of question words as in answering (``data/answering/question_words.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntFlag
from functools import cache, reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.english import looks_english
from cchc_assistant.language.normalize import bare_key, has_marks, nfc, strip_marks
from cchc_assistant.plans.labels import FieldName, classify, labelled_values
from cchc_assistant.plans.model import Metadata, Plan, Span, Task
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.passages import LETTERHEAD, RECIPIENTS, SIGNER

Bits = npt.NDArray[np.uint16]


class Field(IntFlag):
    """What a passage can hold, as bits."""

    UNIT = 1
    TIME = 2
    PRODUCT = 4
    MONEY = 8
    FREQUENCY = 16
    TASK = 32
    BASIS = 64
    APPENDIX = 128
    HEAD = 256
    SIGNER = 512
    RECIPIENTS = 1024


_COMBINATIONS = 2048
_PARTS = Field.HEAD | Field.SIGNER | Field.RECIPIENTS
"""Parts of a plan that a question about the plan itself asks for, and then nothing else."""
WEIGHT, PART_WEIGHT = 0.2, 0.8
"""What a passage gains that holds all that is asked for; where a part is asked for, its words say little."""

_ASKED_BY = {
    "lead": Field.UNIT,
    "coordinate": Field.UNIT,
    "when": Field.TIME,
    "product": Field.PRODUCT,
    "money": Field.MONEY,
    "frequency": Field.FREQUENCY,
    "legal_basis": Field.BASIS,
    "list": Field.TASK,
    "metadata_title": Field.HEAD,
    "metadata_number": Field.HEAD,
    "metadata_date": Field.HEAD,
    "metadata_agency": Field.HEAD,
    "metadata_signer": Field.SIGNER,
    "metadata_recipients": Field.RECIPIENTS,
}
_NAMED_BY: dict[FieldName, Field] = {
    "lead": Field.UNIT,
    "coordinate": Field.UNIT,
    "time": Field.TIME,
    "product": Field.PRODUCT,
    "budget": Field.MONEY,
    "frequency": Field.FREQUENCY,
}
_APPENDIX = re.compile(r"\bphu luc\b|\bdanh muc\b|\bappendix|\bannex")


@cache
def _patterns(strength: str) -> tuple[tuple[Field, bool, re.Pattern[str], re.Pattern[str]], ...]:
    """Read the question words: the field, whether they are Vietnamese, with diacritics, and without."""
    table = load_toml("answering/question_words.toml")
    nouns = "(?:" + "|".join(sorted(table["unit_nouns"], key=len, reverse=True)) + ")"
    found = []
    for name, field in _ASKED_BY.items():
        for pattern in table[name].get(strength, ()):
            whole = pattern.replace("{unit}", nouns)
            found.append((field, has_marks(pattern), re.compile(whole), re.compile(strip_marks(whole))))
    return tuple(found)


def asked(question: str) -> Field:
    """Return what a question asks for."""
    marked = nfc(question).lower()
    bare = strip_marks(marked)
    vietnamese = not looks_english(question)
    found = _match("patterns", marked, bare, vietnamese=vietnamese) or _match(
        "weak", marked, bare, vietnamese=vietnamese
    )
    found = found & _PARTS or found
    return found | Field.APPENDIX if _APPENDIX.search(bare) else found


def _match(strength: str, marked: str, bare: str, *, vietnamese: bool) -> Field:
    found = Field(0)
    for field, is_vietnamese, with_marks, without in _patterns(strength):
        if field not in found and (vietnamese or not is_vietnamese):
            match = without.search(bare)
            # Where the question has diacritics they must agree: "đầu ra" is not "đâu ra".
            if match and (marked[slice(*match.span())] == match[0] or with_marks.search(marked)):
                found |= field
    return found


def held(plan: Plan, passages: Sequence[Passage], tasks: Sequence[Sequence[Task]]) -> list[int]:
    """Return, for each passage of a plan, the bits of what it holds.

    Args:
        plan: what was read of the document.
        passages: all of its passages.
        tasks: the tasks that each tells of, as `tasks_in` finds them.
    """
    found = [
        reduce(or_, map(_stated, inside), _of_words(passage)) for passage, inside in zip(passages, tasks, strict=True)
    ]
    for field, spans in _parts(plan.metadata).items():
        for place, passage in enumerate(passages):
            if any(span.start < passage.span.end and passage.span.start < span.end for span in spans):
                found[place] |= field
    # A part that could not be read out of a damaged source still stands where such parts stand.
    for field, label in ((Field.HEAD, LETTERHEAD), (Field.SIGNER, SIGNER), (Field.RECIPIENTS, RECIPIENTS)):
        if not any(bits & field for bits in found):
            for place, passage in enumerate(passages):
                if passage.heading == (label,):
                    found[place] |= field
    return [int(bits) for bits in found]


def tasks_in(plan: Plan, passages: Sequence[Passage]) -> list[list[Task]]:
    """Return, for each passage of a plan, the tasks whose entries it meets."""
    starts, ends = (np.array([bound(task) for task in plan.tasks], np.int64) for bound in (_start, _end))
    meets = ((starts < passage.span.end) & (ends > passage.span.start) for passage in passages)
    return [[plan.tasks[number] for number in np.flatnonzero(here)] for here in meets]


def _start(task: Task) -> int:
    return task.source.start


def _end(task: Task) -> int:
    return task.source.end


def _of_words(passage: Passage) -> Field:
    """Return the fields that labels in the text or the title above it name, and whether it stands in an appendix."""
    names = {value.field for line in passage.text.split("\n") for value in labelled_values(line)}
    if passage.heading:
        names |= {name for name in [classify(passage.heading[-1])] if name}
    bits = Field(0)
    for name in names:
        bits |= _NAMED_BY.get(name, Field(0))
    return bits | Field.APPENDIX if _APPENDIX.match(bare_key(passage.section)) else bits


def _parts(meta: Metadata) -> dict[Field, list[Span]]:
    return {
        Field.HEAD: [part.span for part in (meta.number, meta.date) if part],
        Field.SIGNER: [part.span for part in (meta.signer, meta.signer_title) if part],
        Field.RECIPIENTS: [part.span for part in meta.recipients],
        Field.BASIS: [part.span for part in meta.legal_basis],
    }


def _stated(task: Task) -> Field:
    stated = (
        (Field.UNIT, task.lead or task.coordinate),
        (Field.TIME, task.deadline),
        (Field.PRODUCT, task.product),
        (Field.MONEY, task.budget),
        (Field.FREQUENCY, task.frequency),
    )
    bits = Field.TASK
    for field, value in stated:
        if value:
            bits |= field
    return bits


def gain(wanted: Field, fields: Bits) -> npt.NDArray[np.float32]:
    """Return what each passage gains: the weight times the share of the wanted fields that it holds.

    Args:
        wanted: at least one field.
        fields: bits of the passages, shape (passages,).
    """
    weight = PART_WEIGHT if wanted & _PARTS else WEIGHT
    shares = [weight * (wanted & bits).bit_count() / wanted.bit_count() for bits in range(_COMBINATIONS)]
    return np.array(shares, np.float32)[np.asarray(fields)]
