"""The question frame: what is asked for, of what, when, by whom, in which plans."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.answer import Language
from cchc_assistant.answering.asks import Asked, one_of, read_asks, says, unit_nouns
from cchc_assistant.answering.matching import Part, parts_of, parts_of_english
from cchc_assistant.answering.places import named_localities, named_provinces
from cchc_assistant.answering.terms import Phrasebook, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.english import bridge, looks_english, to_vietnamese
from cchc_assistant.language.normalize import fold, has_marks, nfc, strip_marks
from cchc_assistant.plans import units
from cchc_assistant.plans.deadlines import find_periods

# A year that a question is about, not part of a period ("2021-2030"), a standard ("9001:2015"), a number ("61/2018/…").
_YEAR = re.compile(
    r"(?<![\d:/\-–])(?<!\d )(20\d\d|19\d\d)(?!\s*[-–]\s*(?:20)?\d\d)(?!:?\d|/)|(?<=\d/)(20\d\d)(?!/)(?![\d])"
)
# "tồn đọng từ năm 2023 trở về trước".
_UP_TO = re.compile(r"\s*(?:tro ve truoc|tro lai day|(?:and|or) (?:earlier|before))\b")
# The number of a document: "61/2018/NĐ-CP", "599/QĐ-UBND", "45/2016".
_NUMBER = re.compile(r"\b\d+[a-zđ]?/(?:\d{4}/)?[a-zđ]{2,}[a-zđ0-9&\-/]*|\b\d+-[a-zđ]{2}/[a-zđ]+", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?:\bsố\s+|\bso\s+|\bno\.?\s*)?(?P<number>{_NUMBER.pattern})", re.IGNORECASE)
# A number that stands alone, and a word that says that documents are spoken of.
_ALONE = re.compile(
    r"(?<![\w/.,:\-–])(?<!\bngay )(?<!\bthang )(?<!\bnam )(\d{2,5})"
    r"(?![\w/%:\-–]|[.,]\d| *%| (?:phan tram|dong|trieu|ty|ngay|thang|nam|nguoi|lop|bai|tin|so|don vi|viec|nhiem vu)\b)"
)
_DOCUMENT = re.compile(r"\b(?:kh|ke hoach|plans?)\b")
# How many syllables name a unit beyond doubt.
_WHOLE_NAME = 3
# Several departments under one noun: "các bộ: tài chính, xây dựng".
_UNDER_ONE_HEAD = re.compile(r"(?:các )?(bộ|sở|ban|phòng): ?(.+)")
# A number that stands by itself: before a preposition, a mark or the end, it counts nothing.
_BARE_NUMBER = re.compile(
    r"(?<![\w/:.,\-–])(\d{3,5})(?=\s*(?:$|[?,;:)])|\s+(?:thi|la|co|khong|ko|giao|do|cua|dung|tap trung|is|does|the)\b)"
)
# A part that is named by its number: "mục III.5", "phần IV", "section III.10.b"; "muc 3" counts as well.
_SECTION = re.compile(
    r"\b(?:muc|phan|diem|khoan|section|part|item)\s+((?:[ivx]+|\d{1,2}|[a-z])(?:[.\s]?(?:\d{1,2}|[ivx]+))*(?:\.[a-z])?)\b(?!\s*(?:/|%))"
)


Days = tuple[dt.date, dt.date]  # first and last, inclusive


@dataclass(frozen=True, slots=True)
class UnitSlot:
    """A unit that the question names, by its canonical name and its half-open range in the question."""

    canonical: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A question as understood.

    Attributes:
        text: as typed.
        understood: its diacritics restored; what all ranges count in.
        language: in which it is answered.
        asked: what it asks for.
        parts: its content, what plans are searched for.
        order: neighbouring words of it, bare.
        years: years that it names.
        period: days that it asks about, inclusive.
        units: units that it names.
        provinces: provinces that it names, by their bare names.
        localities: districts, wards and communes with plans of their own that it names.
        page: which page of a long list it asks for, from 0.
        numbers: numbers of documents that it names, in lower case.
        section: path of a part that it names, in lower case ("iii.5").
        context: of a follow-up that names what it is about itself, what the question before was about.
        documents: of a follow-up that stays with the plans spoken of before, their documents.
        issued: of a follow-up that names another year, documents whose agencies issued the plans that are meant.
        years_kept: whether the years are those of the question before, while another place is named.
        focus: of a follow-up, the places that the answer before cited: document, first and last offset.
        wording: what says what is asked; of a follow-up that leaves it open, the words of the question before as well.
        by_year: where it names no year, the days that it means in plans of each year in question.
    """

    text: str
    understood: str
    language: Language
    asked: Asked
    parts: tuple[Part, ...]
    order: tuple[tuple[str, str], ...]
    years: tuple[int, ...] = ()
    period: Days | None = None
    units: tuple[UnitSlot, ...] = ()
    provinces: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    section: str = ""
    localities: tuple[str, ...] = ()
    page: int = 0
    context: tuple[Part, ...] = ()
    focus: tuple[tuple[str, int, int], ...] = ()
    wording: str = ""
    documents: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    years_kept: bool = False
    by_year: tuple[tuple[int, Days], ...] = ()

    @property
    def timed(self) -> bool:
        """Whether it asks about days, not about whole years."""
        return bool(self.by_year) or (self.period is not None and not whole_year(self.period))

    def parts_beside(self, slots: Sequence[UnitSlot]) -> tuple[Part, ...]:
        """Return the parts of the content that are not words of the given units."""
        return tuple(part for part in self.parts if not any(s.start <= part.start < s.end for s in slots))


def language_of(text: str) -> Language:
    """Tell in which language a question is typed."""
    return "en" if looks_english(text) else "vi"


def read_question(
    text: str,
    understood: str,
    language: Language,
    book: Phrasebook,
    known_units: Sequence[str],
    agencies: Set[str],
    plan_years: Sequence[int],
    default_year: int | None,
    localities: Sequence[str] = (),
    plan_numbers: Sequence[str] = (),
    years_in_plans: Set[int] = frozenset(),
) -> Frame:
    """Read a question.

    Args:
        text: as typed.
        understood: with its diacritics restored; of an English question, as typed.
        language: of the question.
        book: phrases and concepts.
        known_units: canonical names of the units of the plans at hand.
        agencies: those among them that issued plans; their names say which plans are meant, not what is searched for.
        plan_years: years of the plans at hand.
        default_year: the year that a period without one means.
        localities: names of the districts, wards and communes that issued plans, in lower case: "thanh bình".
        plan_numbers: numbers of the plans at hand, in lower case: "105/nq-cp".
        years_in_plans: years that stand anywhere in the plans.
    """
    bare = strip_marks(nfc(understood).lower())
    asked = read_asks(understood, language)
    goal_years = years_in_plans if says("goal", understood) else frozenset()
    cited = [match.span() for match in _documents_of_years().finditer(bare)]
    named = [
        match
        for match in _YEAR.finditer(bare)
        if not _is_target(bare, match, plan_years, goal_years)
        and not any(start <= match.start() < end for start, end in cited)
    ]
    years = tuple(dict.fromkeys(int(match[1] or match[2]) for match in named))
    if len(years) == 1 and "compare" in asked.asks and says("year_before", understood):
        years = (*years, years[0] - 1)
    period = period_in(understood, years[0] if years else default_year)
    if period is not None and period[0].year < period[1].year and not whole_year(period):
        years = ()  # "từ ngày 01/10/2022 đến ngày 31/3/2023" names no year's plans
    provinces, province_ranges = named_provinces(understood)
    local, local_ranges = named_localities(understood, localities, province_ranges)
    read = _unit_slots(understood, known_units)
    if has_marks(understood) and not has_marks(text):
        read = tuple(sorted((*read, *_bare_slots(understood, known_units, read)), key=lambda slot: slot.start))
    if language == "en":
        read += tuple(slot for slot in _bridged_slots(understood, known_units) if not _overlaps(slot, read))
    mentioned = tuple(slot for slot in read if not any(start <= slot.start < end for start, end in asked.words))
    asked = one_of(asked, [understood[one.end : other.start] for one, other in itertools.pairwise(mentioned)])
    blanked = [*asked.words, *province_ranges, *local_ranges, *(match.span() for match in named)]
    blanked += [
        (slot.start, slot.end) for slot in mentioned if any(answers_to(slot.canonical, agency) for agency in agencies)
    ]
    numbers = [match.group().lower() for match in _NUMBER.finditer(understood)]
    blanked += [match.span() for match in _NUMBERED.finditer(understood) if match["number"].lower() in plan_numbers]
    for start, end, number in (*_named_documents(bare, plan_numbers), *_bare_numbers(bare, plan_numbers)):
        if int(number) not in years:
            numbers.append(number)
            blanked.append((start, end))
    part = next((one for one in _SECTION.finditer(bare) if _names_part(understood[one.start() :])), None)
    section = part[1].replace(" ", ".") if part and re.search(r"[ivx]|\d", part[1]) else ""
    if part and section:
        blanked.append(part.span())
    content = _blank(understood, blanked)
    if language == "en":
        parts = parts_of_english(content, book)
        kept = [token.bare for token in tokens(to_vietnamese(content))]
    else:
        parts = parts_of(content, book, accented=has_marks(understood))
        kept = [token.bare for token in tokens(content)]
    return Frame(
        text=text,
        understood=understood,
        language=language,
        asked=asked,
        parts=tuple(parts),
        order=tuple(itertools.pairwise(kept)),
        years=years,
        period=period,
        units=mentioned,
        provinces=provinces,
        numbers=tuple(dict.fromkeys(numbers)),
        section=section,
        localities=local,
    )


def _names_part(text: str) -> bool:
    """Say whether a text that begins like "mục", "điểm" does so with its diacritics too: not "mức 2"."""
    word = fold(text.split()[0])
    return word == strip_marks(word) or word in ("mục", "phần", "điểm", "khoản")


@cache
def _documents_of_years() -> re.Pattern[str]:
    """Return the pattern of a cited document whose number holds a year: "thông tư 34/2014", "nđ 58/2022"."""
    names = (strip_marks(name) for name in load_toml("plans/document_kinds.toml")["named"])
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\s+(?:so\s+|no\.?\s*)?\d{{1,4}}/(?:19|20)\d\d\b")


@cache
def _document_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of a document named by the head of its number, and the letters that each name calls for."""
    letters = {strip_marks(name): code for name, code in load_toml("plans/document_kinds.toml")["named"].items()}
    names = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))
    return re.compile(rf"\b({names})\s+(?:so\s+|no\.?\s*)?(\d{{1,5}})\b(?![/\d.,]\d|\s*%|/\w)"), letters


def _named_documents(bare: str, plan_numbers: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where a question names a document by the head of its number, and that head.

    "nghị quyết 57" is a plan at hand only if one has that number and the letters of a resolution; else it is a document
    that plans cite. "kế hoạch 57" is a plan of another number, which is not at hand.
    """
    pattern, letters = _document_names()
    plans = {strip_marks(name) for name in load_toml("plans/document_kinds.toml")["plans"]}
    heads = {number_head(number) for number in plan_numbers}
    named = [match.span() for match in pattern.finditer(bare)]
    for match in _ALONE.finditer(bare) if named or _DOCUMENT.search(bare) else ():
        # "kh 552 và 617": a further number of a plan at hand.
        if match[1].lstrip("0") in heads and not any(start <= match.start() < end for start, end in named):
            yield *match.span(), match[1]
    for match in pattern.finditer(bare):
        code, head = letters[match[1]], match[2].lstrip("0")
        held = any(
            re.match(r"0*(\d+)", number) and number_head(number) == head and re.search(rf"[/-]{code}", number)
            for number in plan_numbers
        )
        if held or (match[1] in plans and len(head) > 1):
            yield *match.span(), match[2]


def _bare_numbers(bare: str, plan_numbers: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield numbers of three digits and more that are those of plans at hand, and count nothing: "theo 892"."""
    heads = {number_head(number) for number in plan_numbers}
    for match in _BARE_NUMBER.finditer(bare):
        if match[1] in heads:
            yield *match.span(), match[1]


def documents_named(understood: str) -> list[tuple[int, int]]:
    """Return the ranges in which a question names documents by the heads of their numbers, at hand or only cited."""
    pattern, _ = _document_names()
    return [match.span() for match in pattern.finditer(strip_marks(nfc(understood).lower()))]


def number_head(number: str) -> str:
    """Return the head of a document's number without leading zeros: "0130/KH-UBND" → "130"."""
    return re.split(r"[/\-–]", number, maxsplit=1)[0].strip().lstrip("0")


def _unit_slots(text: str, known: Sequence[str]) -> tuple[UnitSlot, ...]:
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
    return tuple(sorted(slots, key=lambda slot: slot.start))


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


def _is_target(bare: str, year: re.Match[str], plan_years: Sequence[int], goal_years: Set[int]) -> bool:
    """Tell a year that is aimed at ("đến năm 2030", "mục tiêu 2030") or bounds what is meant from a plan's year."""
    value = int(year[1] or year[2])
    if _UP_TO.match(bare, year.end()):
        return True
    if value in plan_years:
        return False
    aimed = re.search(
        r"\b(?:den|toi|het|cuoi|until|by|through)\s+(?:nam\s+|cuoi\s+|the end of\s+)*$", bare[: year.start()]
    )
    return bool(aimed) or (bool(plan_years) and value > max(plan_years) + 1 and value in goal_years)


def answers_to(asked: str, unit: str) -> bool:
    """Say whether a unit answers to the name asked for: the same, or one that begins with it.

    "chi cục" of any chi cục, "ubnd huyện" of "UBND các huyện, thị xã", "bộ xây dựng" of "các bộ: tài chính, xây dựng".
    """
    if listed := _UNDER_ONE_HEAD.match(unit):
        return any(answers_to(asked, f"{listed[1]} {field.strip()}") for field in listed[2].split(","))
    plain, wanted = unit.replace(" các ", " "), asked.replace(" các ", " ")
    return plain == wanted or unit.startswith(asked + " ") or plain.startswith((wanted + " ", wanted + ","))


def period_in(text: str, year: int | None) -> Days | None:
    """Return the days that a question asks about; quarters and months count before the year that they stand in."""
    found = find_periods(text, year)
    narrow = [period for period in found if not whole_year(period)] or found
    # "cuối năm, trong quý IV": of two periods, one inside the other, the shorter is meant.
    narrow = [one for one in narrow if not any(one != other and _inside(other, one) for other in narrow)]
    return (min(first for first, _ in narrow), max(last for _, last in narrow)) if narrow else None


def _inside(one: Days, other: Days) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def plan_ranges(text: str, localities: Sequence[str]) -> list[tuple[int, int]]:
    """Return where a question names plans, by their years, provinces, places or numbers, in order."""
    bare = strip_marks(nfc(text).lower())
    _, provinces = named_provinces(text)
    _, places = named_localities(text, localities, provinces)
    pattern, _ = _document_names()
    found = [match.span() for finder in (_YEAR, pattern) for match in finder.finditer(bare)]
    return sorted([*found, *provinces, *places])


def whole_year(period: Days) -> bool:
    """Say whether a period is one whole year or several, which names plans rather than days."""
    first, last = period
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _blank(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in ranges:
        chars[start:end] = " " * len(chars[start:end])
    return "".join(chars)
