"""The question frame: what is asked for, of what, when, by whom, in which plans."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from cchc_assistant.answering.answer import Language
from cchc_assistant.answering.asks import Asked, one_of, read_asks, says
from cchc_assistant.answering.document_names import NUMBER, NUMBERED, documents_named, documents_of_years, numbers_named
from cchc_assistant.answering.matching import Part, parts_of, parts_of_english
from cchc_assistant.answering.places import beside_provinces, named_localities, named_provinces
from cchc_assistant.answering.terms import Phrasebook, tokens
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to, unit_slots
from cchc_assistant.language.english import looks_english, to_vietnamese
from cchc_assistant.language.normalize import fold, has_marks, nfc, strip_marks
from cchc_assistant.plans.deadlines import find_periods

# A year that a question is about, not part of a period ("2021-2030"), a standard ("9001:2015"), a number ("61/2018/…").
_YEAR = re.compile(
    r"(?<![\d:/\-–])(?<!\d )(20\d\d|19\d\d)(?!\s*[-–]\s*(?:20)?\d\d)(?!:?\d|/)|(?<=\d/)(20\d\d)(?!/)(?![\d])"
)
# "tồn đọng từ năm 2023 trở về trước".
_UP_TO = re.compile(r"\s*(?:tro ve truoc|tro lai day|(?:and|or) (?:earlier|before))\b")
# A part that is named by its number: "mục III.5", "phần IV", "section III.10.b"; "muc 3" counts as well.
_SECTION = re.compile(
    r"\b(?:muc|phan|diem|khoan|section|part|item)\s+((?:[ivx]+|\d{1,2}|[a-z])(?:[.\s]?(?:\d{1,2}|[ivx]+))*(?:\.[a-z])?)\b(?!\s*(?:/|%))"
)


Days = tuple[dt.date, dt.date]  # first and last, inclusive


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
        of_others: whether the agencies that it names are units in plans of others.
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
    of_others: bool = False

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
    cited = [match.span() for match in documents_of_years().finditer(bare)]
    named = [
        match
        for match in _YEAR.finditer(bare)
        if not _is_target(bare, match, plan_years, goal_years)
        and not any(start <= match.start() < end for start, end in cited)
    ]
    # "kế hoạch 2023 ban hành ngày 12/01/2024": a year that stands alone says which plan is meant, not that of a date
    alone = [match for match in named if match[1]] or named
    years = tuple(dict.fromkeys(int(match[1] or match[2]) for match in alone))
    if len(years) == 1 and "compare" in asked.asks and says("year_before", understood):
        years = (*years, years[0] - 1)
    period = period_in(understood, years[0] if years else default_year)
    if period is not None and period[0].year < period[1].year and not whole_year(period):
        years = ()  # "từ ngày 01/10/2022 đến ngày 31/3/2023" names no year's plans
    provinces, province_ranges = named_provinces(understood)
    local, local_ranges = named_localities(understood, localities, province_ranges, typed=has_marks(text))
    read = unit_slots(understood, known_units, language, typed=has_marks(text))
    mentioned = tuple(slot for slot in read if not any(start <= slot.start < end for start, end in asked.words))
    asked = one_of(asked, [understood[one.end : other.start] for one, other in itertools.pairwise(mentioned)])
    blanked = [*asked.words, *province_ranges, *local_ranges, *(match.span() for match in named)]
    blanked += [
        (slot.start, slot.end) for slot in mentioned if any(answers_to(slot.canonical, agency) for agency in agencies)
    ]
    numbers = [match.group().lower() for match in NUMBER.finditer(understood)]
    blanked += [match.span() for match in NUMBERED.finditer(understood) if match["number"].lower() in plan_numbers]
    placeless = strip_marks(beside_provinces(nfc(understood)).lower())
    for start, end, number in numbers_named(placeless, plan_numbers):
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
    years = [match.span() for match in _YEAR.finditer(bare)]
    return sorted([*years, *documents_named(text), *provinces, *places])


def whole_year(period: Days) -> bool:
    """Say whether a period is one whole year or several, which names plans rather than days."""
    first, last = period
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _blank(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in ranges:
        chars[start:end] = " " * len(chars[start:end])
    return "".join(chars)
