"""Which plans a question is about: by year, province, agency and document number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cchc_assistant.answering.asks import FIELD_ASKS, METADATA_ASKS, ranges_of, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.document_names import number_head
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.places import strange_locality
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import stop_words
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, nfc, strip_marks
from cchc_assistant.plans.citations import CITED
from cchc_assistant.plans.model import Task

# How many provinces are several.
_SEVERAL = 2
_TITLE_FLOOR, _TITLE_MARGIN = 0.55, 0.12
# How much of a question a title holds that names nothing but the plan, and how much where it holds some in other words.
_WHOLE, _REWORDED = 0.95, 0.8
# Among how many plans a title may say which is meant before the year does.
_FEW_PLANS = 60
# "năm 2023", "6 tháng đầu năm 2023", not a day ("15/3/2023"), a period ("2021-2025") or a standard ("9001:2015").
_YEAR = re.compile(r"(?<![\d/:.\-–])(?<!\d [\-–] )(?:19|20)\d\d(?!\d|\s*[-–/]\s*\d)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The plans that are searched.

    Attributes:
        plans: their numbers.
        missing: why there are none: "year", "province", "locality", "number" (no plan has that number, or only another
            province's), "" where there are some.
        agencies: unit slots that named an agency, not a unit with a task.
        named: whether the question confines the plans at all.
        other_years: where the year is missing, the plans that are meant but for their year.
        within: the years in which a task must run or which it must name to answer, where the plans are of others
            ("năm 2025" of a plan of 2023 that has tasks up to 2025; "chỉ số CCHC năm 2023" of a plan of 2024).
    """

    plans: tuple[int, ...]
    missing: str = ""
    agencies: tuple[UnitSlot, ...] = ()
    named: bool = False
    other_years: tuple[int, ...] = ()
    within: tuple[int, ...] = ()


def scope_of(frame: Frame, corpus: Corpus) -> Scope:
    """Find the plans that a question is about; all of them where it names none."""
    plans = tuple(range(len(corpus.plans)))
    numbered = tuple(
        plan
        for plan in (plans if frame.numbers else ())
        if (number := corpus.plans[plan].metadata.number) and _is_number(number.text, frame.numbers)
    )
    if numbered:
        held = _of_provinces(frame, numbered, corpus)
        if held and "compare" in frame.asked.asks:
            # "bắc ninh so với kh 617 đồng tháp": the other side is named by its province alone.
            others = {*frame.provinces} - {corpus.province(plan) for plan in held}
            held = tuple(plan for plan in plans if plan in held or corpus.province(plan) in others)
        return Scope(held, "" if held else "number", named=True)
    if frame.numbers and not any(corpus.mentions_number(number) for number in frame.numbers):
        return Scope((), "number", named=True)
    if spoken_of := _spoken_of(frame, corpus):
        return Scope(spoken_of, agencies=_agencies(frame, spoken_of, corpus), named=True)
    named = False
    if issued_by := _of_issuers(frame, corpus):
        plans, named = issued_by, True
    if frame.provinces:
        held = tuple(plan for plan in plans if corpus.province(plan) in frame.provinces)
        if held:
            plans, named = held, True
        elif not _mentioned(frame, corpus):
            return Scope((), "province", named=True)
    if frame.localities:
        held = tuple(plan for plan in plans if corpus.locality(plan) in frame.localities)
        if not held and named:
            # A place of another province stands beside the province: two sides of a comparison.
            local = (plan for plan in range(len(corpus.plans)) if corpus.locality(plan) in frame.localities)
            held = tuple(sorted({*plans, *local}))
        if held:
            plans, named = held, True
    elif _names_stranger(frame, corpus):
        return Scope((), "locality", named=True)
    slots: tuple[UnitSlot, ...] = ()
    issued: set[int] = set()
    for slot in frame.units:
        held = tuple(plan for plan in plans if answers_to(slot.canonical, corpus.agency(plan)))
        if held and _is_agency(frame, slot, held, corpus):
            issued.update(held)
            slots = (*slots, slot)
    if issued:
        # "ở phú thọ và ở sở khcn đồng tháp": an agency of one province says nothing of the plans of the other.
        reached = {corpus.province(plan) for plan in issued}
        apart = {*frame.provinces} - reached if reached & {*frame.provinces} else set()
        placed = {plan for plan in plans if corpus.locality(plan) in frame.localities}
        plans = tuple(plan for plan in plans if plan in issued or plan in placed or corpus.province(plan) in apart)
        named = True
    if frame.years:
        bound = _years_of_provinces(frame)
        held = tuple(plan for plan in plans if _covers(plan, frame.years, bound, corpus))
        if held and (running := _titled_and_running(frame, plans, held, corpus)):
            return Scope(running, agencies=slots, named=True, within=frame.years)
        if held:
            return Scope(held, agencies=slots, named=True)
        if "legal_basis" in frame.asked.asks:
            return Scope(plans, agencies=slots, named=named)  # the year is that of the document asked for
        due = tuple(plan for plan in plans if any(runs_in(task, frame.years) for task in corpus.plans[plan].tasks))
        if due and (len(due) < len(corpus.plans) or len(corpus.plans) == 1):
            return Scope(due, agencies=slots, named=True, within=frame.years)
        telling = tuple(
            plan for plan in plans if any(names_year(task, frame.years) for task in corpus.plans[plan].tasks)
        )
        if telling and frame.asked.asks & {*FIELD_ASKS} and not frame.asked.asks & {"list", "compare"}:
            return Scope(telling, agencies=slots, named=True, within=frame.years)
        return Scope((), "year", slots, named=True, other_years=plans)
    return Scope(plans, agencies=slots, named=named)


def _of_provinces(frame: Frame, numbered: tuple[int, ...], corpus: Corpus) -> tuple[int, ...]:
    """Return the plans of the numbers named that are of the provinces named, which say nothing of a further number.

    "kh 153 và kh 617 đồng tháp" names one plan of Đồng Tháp and one of wherever it is.
    """
    held = tuple(plan for plan in numbered if not frame.provinces or corpus.province(plan) in frame.provinces)
    apart = {number_head(meta.text) for plan in numbered if (meta := corpus.plans[plan].metadata.number)}
    apart -= {number_head(meta.text) for plan in held if (meta := corpus.plans[plan].metadata.number)}
    further = (
        plan for plan in numbered if (meta := corpus.plans[plan].metadata.number) and number_head(meta.text) in apart
    )
    return tuple(sorted({*held, *further})) if held else ()


def _titled_and_running(frame: Frame, plans: tuple[int, ...], held: tuple[int, ...], corpus: Corpus) -> tuple[int, ...]:
    """Return the plans that a question names by title, whose tasks run in a year that is that of other plans."""
    titled = narrowed_by_title(frame, Scope(plans), corpus).plans if len(plans) <= _FEW_PLANS else plans
    if len(titled) == len(plans) or set(titled) & set(held):
        return ()
    return tuple(plan for plan in titled if any(runs_in(task, frame.years) for task in corpus.plans[plan].tasks))


def _years_of_provinces(frame: Frame) -> dict[str, frozenset[int]]:
    """Return the years that stand beside one of several provinces: "ở phú thọ và ở đồng tháp 2021"."""
    if len(frame.provinces) < _SEVERAL:
        return {}
    bare = strip_marks(fold(frame.understood))
    found = {}
    for province in frame.provinces:
        beside = rf"\b{province}\s+(?:nam\s+|in\s+)?(20\d\d)\b|\b(20\d\d)\s+(?:o\s+|cua\s+|tai\s+|in\s+)?{province}\b"
        if match := re.search(beside, bare):
            found[province] = frozenset({int(match[1] or match[2])})
    return found


def _covers(plan: int, years: Sequence[int], bound: Mapping[str, frozenset[int]], corpus: Corpus) -> bool:
    """Say whether a plan is of a year asked for: of those bound to its province, or of those bound to none.

    Where each year is bound to another province, a province that has none is asked about in all its years.
    """
    wanted = bound.get(corpus.province(plan) or "") or frozenset(years).difference(*bound.values())
    return not wanted or any(corpus.covers(plan, year) for year in wanted)


def _spoken_of(frame: Frame, corpus: Corpus) -> tuple[int, ...]:
    """Return the plans that a follow-up stays with."""
    return tuple(sorted(corpus.by_document[name] for name in frame.documents if name in corpus.by_document))


def _agencies(frame: Frame, plans: tuple[int, ...], corpus: Corpus) -> tuple[UnitSlot, ...]:
    """Return the units that a question names which issued the plans."""
    named = (slot for slot in frame.units if any(answers_to(slot.canonical, corpus.agency(plan)) for plan in plans))
    return tuple(slot for slot in named if _is_agency(frame, slot, plans, corpus))


def _of_issuers(frame: Frame, corpus: Corpus) -> tuple[int, ...]:
    """Return the plans of all years by the agencies whose plans a follow-up that names another year goes on from."""
    spoken_of = [corpus.by_document[name] for name in frame.issued if name in corpus.by_document]
    issuers = {(corpus.agency(plan), corpus.province(plan)) for plan in spoken_of}
    return tuple(plan for plan in range(len(corpus.plans)) if (corpus.agency(plan), corpus.province(plan)) in issuers)


def runs_in(task: Task, years: tuple[int, ...]) -> bool:
    """Say whether a task's own deadline reaches one of the years; one without an end names no later year."""
    deadline = task.deadline
    return (
        deadline is not None
        and deadline.end is not None
        and any(deadline.overlaps(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years)
    )


def names_year(task: Task, years: Collection[int]) -> bool:
    """Say whether the words of a task name one of the years: "Công bố Chỉ số CCHC năm 2023"."""
    return bool(years_of(task) & set(years))


def years_of(task: Task) -> set[int]:
    """Return the years that the words of a task name, those of documents that it cites left out."""
    return {int(year) for year in _YEAR.findall(CITED.sub("", task.task.text))}


def _is_number(number: str, asked: tuple[str, ...]) -> bool:
    """Say whether a plan's number is asked for, whole ("0130/KH-UBND") or by its head ("130")."""
    whole, head = number.lower(), number_head(number)
    return any(whole == wanted or (wanted.isdigit() and wanted.lstrip("0") == head) for wanted in asked)


def _mentioned(frame: Frame, corpus: Corpus) -> bool:
    """Say whether the province is part of a name that the plans hold ("Báo Quảng Ngãi"), not one of whose plan it is.

    A name is told by the word before the province, which is none that leads to a place ("của Quảng Ngãi").
    """
    found = (match for name in frame.provinces for match in re.finditer(rf"\b(\w+)\s+{name}\b", _bare(frame)))
    names = [
        frame.understood[match.start() : match.end()]
        for match in found
        if fold(frame.understood[match.start(1) : match.end(1)]) not in _before_places()
    ]
    return any(re.search(re.escape(name), text, re.IGNORECASE) for name in names for text in corpus.sources.values())


def _names_stranger(frame: Frame, corpus: Corpus) -> bool:
    """Say whether a question names a locality that no plan is of, and asks of its plan or of what no plan mentions."""
    name = fold(strange_locality(frame.understood, corpus.localities))
    if not name or any(name.split(" ", 1)[1] in fold(corpus.plan_words(plan)) for plan in range(len(corpus.plans))):
        return False
    of_plan = bool(frame.asked.asks & {*METADATA_ASKS})
    return of_plan or not any(name in fold(text) for text in corpus.sources.values())


def _bare(frame: Frame) -> str:
    return strip_marks(nfc(frame.understood).lower())


@cache
def _before_places() -> frozenset[str]:
    """Return the words before the name of a province that are no part of another name: "của", "tỉnh"."""
    return stop_words() | {fold(word) for word in load_toml("plans/provinces.toml")["before"]}


def _is_agency(frame: Frame, slot: UnitSlot, plans: tuple[int, ...], corpus: Corpus) -> bool:
    """Tell a plan's agency from a unit with tasks of its own in plans of others."""
    if frame.of_others:
        return False
    has_tasks = any(
        slot.canonical == unit.canonical
        for plan in plans
        for task in corpus.plans[plan].tasks
        for unit in (*task.lead, *task.coordinate)
    )
    if "list" in frame.asked.asks:
        return not has_tasks
    # "do bộ công an tham mưu": one that does something that plans of others assign
    done_by = says("done_by", frame.understood[: slot.start])
    others = (row for row in corpus.rows if row.plan not in plans) if done_by else ()
    return not any(answers_to(slot.canonical, unit.canonical) for row in others for unit in row.task.lead)


def narrowed_by_title(frame: Frame, scope: Scope, corpus: Corpus, topic: Sequence[Part] | None = None) -> Scope:
    """Keep the plans whose titles hold what the question is about, where some do clearly better than others.

    For questions about plans as wholes: "danh mục truyền thông tthc 2021 có mấy việc". ``topic`` is what the question
    is about where not all of its content says it.
    """
    parts = frame.parts_beside(frame.units) if topic is None else tuple(topic)
    if not parts or len(scope.plans) < 2:
        return scope
    scores = {
        plan: match(parts, frame.order, corpus.title_profile(plan), corpus.weights).coverage for plan in scope.plans
    }
    best = max(scores.values())
    if best < _TITLE_FLOOR:
        return scope
    return replace(scope, plans=tuple(plan for plan in scope.plans if scores[plan] >= best - _TITLE_MARGIN))


def is_of_plan(frame: Frame, plan: int, corpus: Corpus) -> bool:
    """Say whether a question names nothing but a plan: all its content stands in the plan's title.

    What says that the plan was issued, and who issued what it rests on, is no content of that kind.
    """
    issuing = ranges_of("issuing", frame.understood)
    parts = tuple(
        part for part in frame.parts_beside(frame.units) if not any(start <= part.start < end for start, end in issuing)
    )
    held = match(parts, frame.order, corpus.title_profile(plan), corpus.weights)
    return not parts or held.coverage >= (_WHOLE if held.missing else _REWORDED)
