"""The units that a question names, and which units of plans answer to a name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_assistant.answering.answer import Language
from cchc_assistant.answering.asks import says, unit_nouns
from cchc_assistant.answering.places import named_provinces
from cchc_assistant.answering.terms import stop_words
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.english import bridge
from cchc_assistant.language.normalize import fold, has_marks, strip_marks
from cchc_assistant.plans import units

# How many syllables name a unit beyond doubt.
_WHOLE_NAME = 3
# How many syllables a name has at least without its level, and the level that may be left out.
_NAME, _PROVINCIAL = 2, "tỉnh"
# The word right after a name.
_WORD_AFTER = re.compile(r" +([^\W\d_]+)")
# Several departments under one noun: "các bộ: tài chính, xây dựng".
_UNDER_ONE_HEAD = re.compile(r"(?:các )?(bộ|sở|ban|phòng): ?(.+)")


@dataclass(frozen=True, slots=True)
class UnitSlot:
    """A unit that the question names, by its canonical name and its half-open range in the question."""

    canonical: str
    start: int
    end: int


def unit_slots(text: str, known: Sequence[str], language: Language, *, typed: bool) -> tuple[UnitSlot, ...]:
    """Find the units that a question names, in order.

    Args:
        text: the question, its diacritics restored.
        known: canonical names of the units of the plans at hand.
        language: of the question.
        typed: whether its diacritics were typed.
    """
    read = _slots(text, known)
    if has_marks(text) and not typed:
        read = tuple(sorted((*read, *_bare_slots(text, known, read)), key=lambda slot: slot.start))
    read = tuple(sorted((*read, *_without_level(text, known, read)), key=lambda slot: slot.start))
    if language == "en":
        read += tuple(slot for slot in _bridged_slots(text, known) if not _overlaps(slot, read))
    return read


def _slots(text: str, known: Sequence[str]) -> tuple[UnitSlot, ...]:
    slots = [UnitSlot(name, start, end) for start, end, name in units.mentions(text, known)]
    names = set(known)
    for slot in list(slots):
        # "văn phòng sở khcn đồng tháp": the office of the department that is named right after it.
        before = text[: slot.start].split()
        for count in (2, 3, 1):
            head = " ".join(before[-count:]).lower()
            name = f"{head} {slot.canonical.split()[0]}"
            if len(before) >= count and name in names:
                start = text.rfind(before[-count], 0, slot.start)
                slots.append(UnitSlot(name, start, slot.start))
                break
    return tuple(sorted((slot for slot in slots if not _only_begins(text, slot)), key=lambda slot: slot.start))


def _without_level(text: str, known: Sequence[str], found: Sequence[UnitSlot]) -> list[UnitSlot]:
    """Return further units that a question names without their level: "công an | đắk lắk", "thanh tra | làm gì".

    The name must stand before a province or what a unit does; of units of several levels all answer to it.
    """
    folded = fold(text)
    places = {start for start, _ in named_provinces(text)[1]}
    heads: dict[str, list[str]] = {}
    for name in known:
        head, _, level = name.rpartition(" ")
        if level == _PROVINCIAL and f"{head} " in folded and len(head.split()) >= _NAME:
            heads.setdefault(head, []).append(name)
    slots = []
    for head, names in heads.items():
        for match in re.finditer(rf"\b{re.escape(head)} (?!{_PROVINCIAL}\b)", folded):
            if match.end() in places or says("acting", text[match.end() - 1 :]):
                slot = UnitSlot(names[0] if len(names) == 1 else head, match.start(), match.end() - 1)
                slots += [slot] if not _overlaps(slot, found) else []
    return slots


def _only_begins(text: str, slot: UnitSlot) -> bool:
    """Say whether a noun that any unit answers to goes on in a longer name: "đơn vị" of "đơn vị sự nghiệp công lập"."""
    noun = slot.canonical.removeprefix("các ")
    if noun not in unit_nouns() or fold(text[slot.start : slot.end]) != noun:
        return False
    following = _WORD_AFTER.match(text, slot.end)
    return following is not None and fold(following[1]) not in stop_words() and not says("acting", text[slot.end :])


def _bare_slots(text: str, known: Sequence[str], found: Sequence[UnitSlot]) -> list[UnitSlot]:
    """Return further units that a question typed without diacritics names: "van phong ban", read "văn phòng bán"."""
    slots = [UnitSlot(name, start, end) for start, end, name in units.mentions(strip_marks(text), known)]
    whole = (slot for slot in slots if slot.canonical in known and len(slot.canonical.split()) >= _WHOLE_NAME)
    return [slot for slot in whole if not _overlaps(slot, found)]


def _bridged_slots(text: str, known: Sequence[str]) -> Iterator[UnitSlot]:
    """Yield the units that an English question names in words of its own ("the education department")."""
    pieces = bridge(text)
    taken: list[UnitSlot] = []
    for part, following in itertools.pairwise(pieces):
        # "the justice office", "the division of home affairs": a field beside the noun of its unit
        between = text[part.end : following.start].lower().split()
        field, noun = (following, part) if "of" in between else (part, following)
        if between and not {*between} <= {"of", "the"}:
            continue
        names = [units.canonical(f"{head} {name}") for head in _heads(noun.english) for name in field.vietnamese]
        held = (name for name in names if any(answers_to(name, unit) for unit in known))
        if (name := next(held, None)) is not None:
            taken.append(UnitSlot(name, part.start, following.end))
    yield from taken
    for part in pieces:
        if any(slot.start <= part.start < slot.end for slot in taken):
            continue
        wordings = (wording for wording in part.vietnamese if " " in wording and wording not in unit_nouns())
        names = [units.canonical(wording) for wording in wordings]
        for name in names:
            if any(answers_to(name, unit) for unit in known):
                yield UnitSlot(name, part.start, part.end)
                break


def _heads(noun: str) -> Sequence[str]:
    """Return the nouns by which plans name the units that English calls an "office", a "division"."""
    table: dict[str, list[str]] = load_toml("answering/question_words.toml")["english_heads"]
    return table.get(noun.lower(), ())


def _overlaps(slot: UnitSlot, others: Sequence[UnitSlot]) -> bool:
    return any(other.start < slot.end and slot.start < other.end for other in others)


def answers_to(asked: str, unit: str) -> bool:
    """Say whether a unit answers to the name asked for: the same, or one that begins with it.

    "chi cục" of any chi cục, "ubnd huyện" of "UBND các huyện, thị xã", "bộ xây dựng" of "các bộ: tài chính, xây dựng".
    """
    if listed := _UNDER_ONE_HEAD.match(unit):
        return any(answers_to(asked, f"{listed[1]} {field.strip()}") for field in listed[2].split(","))
    plain, wanted = unit.replace(" các ", " "), asked.replace(" các ", " ")
    return plain == wanted or unit.startswith(asked + " ") or plain.startswith((wanted + " ", wanted + ","))
