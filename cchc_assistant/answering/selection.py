"""Which tasks a list holds: those of units in their roles, due in some days or done in some rhythm, about a topic."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus, Row
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.premises import acts
from cchc_assistant.answering.question import Days, Frame, whole_year
from cchc_assistant.answering.scope import Scope
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.answering.unit_slots import UnitSlot, answers_to
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import has_marks, strip_marks
from cchc_assistant.plans import deadlines
from cchc_assistant.plans.model import Task
from cchc_assistant.plans.question_periods import asked_periods
from cchc_assistant.plans.units import canonical

Role = str
"""``lead`` or ``coordinate``."""

# How much of a topic a task must hold to be about it, and the weight of the titles above it.
_ABOUT, _TITLES = 0.7, 0.9
# The last day of a year, up to which all of it counts: "trước ngày 31/12/2023".
_YEAR_END = re.compile(r"\b31\s*(?:[/.-]|tháng|thang)\s*12\b")
_LACKING = ("without_time", "without_lead", "without_help", "without_money")
# "Không phát sinh", "0", "-": what says of a task's money that there is none.
_NOTHING = re.compile(r"không\b|0+$|[-–]$")
# "20/11", "quý IV": what may be a further time.
_NUMBERED = re.compile(r"\d|\bquý\b")
# What is said in brackets only explains: "(các điểm a, b, c …)".
_ASIDE = re.compile(r"\([^()]*\)")
# Between units that a question lists.
_LISTED = re.compile(r"\s*(?:,|;|/|,?\s*(?:và|với|hay|hoặc|and|or)(?:\s+của)?\b)?\s*(?:the\s+)?")
# The longest short name of a unit, in syllables.
_SHORT = 2


def topic_of(frame: Frame, slots: Sequence[UnitSlot]) -> tuple[Part, ...]:
    """Return what a list is to be about: the content beside units, days and the words that only ask for a list."""
    folded = frame.understood.lower()
    bare = strip_marks(folded)
    marked, plain = _noise()
    # Where the diacritics were typed they must agree ("đặt" is not "đất").
    typed = has_marks(frame.text)
    spans = [match.span() for match in plain.finditer(bare) if not typed or marked.fullmatch(folded, *match.span())]
    spans += [(found.start, found.end) for found in asked_periods(frame.understood)]
    spans += [span for kind in _LACKING for span in ranges_of(kind, frame.understood)]
    topic = tuple(
        part
        for part in frame.parts_beside(slots)
        if not any(start <= part.start and part.start + len(part.text) <= end for start, end in spans)
        and any(not _silent(token.bare, frame) for token in tokens(part.text))
    )
    asides = [match.span() for match in _ASIDE.finditer(frame.understood)]
    return tuple(part for part in topic if not any(start < part.start < end for start, end in asides)) or topic


def _silent(word: str, frame: Frame) -> bool:
    """Say whether a word is a number, or one of an English question that only asks for a list."""
    return word.replace("/", "").isdigit() or (frame.language == "en" and bool(_noise()[1].fullmatch(word)))


@cache
def _noise() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of the words of list questions that say nothing of a topic, and the same bare."""
    words = sorted(load_toml("answering/question_words.toml")["list_words"], key=len, reverse=True)
    whole = "|".join(map(re.escape, words))
    return re.compile(rf"\b(?:{whole})\b"), re.compile(rf"\b(?:{strip_marks(whole)})\b")


def about(rows: Sequence[Row], topic: Sequence[Part], frame: Frame, corpus: Corpus) -> list[Row]:
    """Return the tasks that are about a topic by their own words or the titles that they stand under."""
    found = []
    for row in rows:
        profile = Profile()
        profile.add(row.task.task.text, 1.0, corpus.book)
        profile.add(row.task.heading, _TITLES, corpus.book)
        for piece in (row.task.product, row.task.note, row.task.deadline):
            if piece:
                profile.add(piece.text, _TITLES, corpus.book)
        if match(topic, frame.order, profile, corpus.weights).coverage >= _ABOUT:
            found.append(row)
    return found


def roles_of(frame: Frame) -> frozenset[Role]:
    """Return the roles in which the tasks of a unit are asked for; empty where the question names none."""
    if says("only_helping", frame.understood):
        return frozenset({"coordinate"})
    if says("taking_part", frame.understood):
        return frozenset({"lead", "coordinate"})
    # Beside "mấy việc" the verb does not count as what is asked for: "mấy việc văn phòng sở phối hợp".
    said = {role for role, verb in (("lead", "leading"), ("coordinate", "helping")) if says(verb, frame.understood)}
    return frozenset({"lead", "coordinate"} & frame.asked.asks) or frozenset(said)


def by_roles(frame: Frame, rows: Sequence[Row], slots: Sequence[UnitSlot]) -> list[Row]:
    """Keep the tasks of the named units in the roles that the question gives each.

    "việc nào do các phòng chủ trì còn văn phòng sở phối hợp" gives a role to each of two units.
    """
    text = frame.understood.lower()
    roles = roles_of(frame)
    if len(slots) >= 2 and says("leading", text) and says("helping", text):
        chosen = list(rows)
        for slot, following in zip(slots, [*[later.start for later in slots[1:]], len(text)], strict=True):
            role = "coordinate" if says("helping", text[slot.end : following]) else "lead"
            chosen = in_role(chosen, [slot], frozenset({role}))
        return chosen
    held = in_role(rows, slots, roles or frozenset({"lead"}))
    if held or len(slots) < 2:
        return held
    if all(_LISTED.fullmatch(text[one.end : other.start]) for one, other in itertools.pairwise(slots)):
        # "các việc sở nội vụ, sở tài chính và công an tỉnh chủ trì": those of each
        each = [row for slot in slots for row in in_role(rows, [slot], roles or frozenset({"lead"}))]
        return [row for row in rows if row in each]
    # Of several names one may only be what the tasks are about: "liên minh … làm gì để doanh nghiệp chuyển đổi số".
    acting = [slot for slot in slots if acts(frame, slot)] or slots[:1]
    return in_role(rows, acting, roles or frozenset({"lead"})) if len(acting) < len(slots) else []


def in_role(rows: Sequence[Row], slots: Sequence[UnitSlot], roles: frozenset[Role]) -> list[Row]:
    """Return the tasks in which all named units have one of the roles.

    A bare "Chi cục" is the one chi cục that its plan names in full.
    """
    chosen = []
    full = _full_names(rows)
    answers = lru_cache(maxsize=None)(answers_to)  # the same few units lead most tasks
    for row in rows:
        task = row.task
        lead = (
            {*(unit.canonical for unit in (*task.lead, *task.direct)), _headed_by(task)} if "lead" in roles else set()
        )
        helping = {unit.canonical for unit in task.coordinate} if "coordinate" in roles else set()
        held = {full.get((row.plan, unit), unit) for unit in lead | helping}
        if all(any(answers(slot.canonical, unit) for unit in held) for slot in slots):
            chosen.append(row)
    return chosen


def _full_names(rows: Sequence[Row]) -> dict[tuple[int, str], str]:
    """Return the full name for each short one that can mean only one unit of its plan: "chi cục", "trung tâm"."""
    names: dict[int, set[str]] = {}
    for row in rows:
        names.setdefault(row.plan, set()).update(unit.canonical for unit in (*row.task.lead, *row.task.coordinate))
    found = {}
    for plan, held in names.items():
        for short in (name for name in held if len(name.split()) <= _SHORT):
            longer = [name for name in held if name.startswith(short + " ")]
            if len(longer) == 1:
                found[plan, short] = longer[0]
    return found


def _headed_by(task: Task) -> str:
    """Return the unit under whose name a task of the text stands: its chairman's duties are its own."""
    return canonical(task.heading.rsplit(" › ", 1)[-1]) if task.kind == "prose" and task.heading else ""


def days_asked(frame: Frame, scope: Scope, corpus: Corpus) -> Mapping[int, Days] | None:
    """Return the days that the tasks of each plan must fall in, None where none are asked for.

    A quarter or a day without a year is one of each plan's own year.
    """
    if frame.by_year:
        days = dict(frame.by_year)
        return {plan: days[year] for plan in scope.plans if (year := corpus.plans[plan].metadata.year) in days}
    period = _period_asked(frame, scope, corpus)
    return dict.fromkeys(scope.plans, period) if period else None


def _period_asked(frame: Frame, scope: Scope, corpus: Corpus) -> Days | None:
    """Return the days that a question states itself: not those of a year that names the plans themselves.

    Where a plan is named by its number, a year beside it is when tasks are due.
    """
    if frame.period is None or not whole_year(frame.period) or _YEAR_END.search(frame.understood):
        return frame.period
    if frame.period[0].year < frame.period[1].year:
        return frame.period
    if frame.numbers and frame.years:
        return frame.period
    years = {corpus.plans[plan].metadata.year for plan in scope.plans}
    if not frame.years or not years & set(frame.years):
        return frame.period if frame.years else None
    # The plan's own year is when tasks are due only where it is said so, of a plan whose tasks go on for years.
    due = says("falling_due", frame.understood) and any(_ends_later(corpus, plan, frame.years) for plan in scope.plans)
    return frame.period if due else None


def _ends_later(corpus: Corpus, plan: int, years: Sequence[int]) -> bool:
    """Say whether a plan has tasks that end in a later year than those named."""
    ends = (task.deadline.end for task in corpus.plans[plan].tasks if task.deadline and task.deadline.end)
    return any(end.year > max(years) for end in ends)


def in_days(rows: Sequence[Row], days: Mapping[int, Days], *, due: bool, only: bool = False) -> list[Row]:
    """Keep the tasks whose time meets the days; of years ("2025-2030"), those of just these years where there are any.

    Args:
        rows: the tasks.
        days: first and last day for the tasks of each plan.
        due: whether tasks must end then: one that goes on without end does not, nor one that ends in a later year.
        only: whether tasks must lie wholly within the days.
    """
    found = [
        row
        for period in dict.fromkeys(days.values())
        for row in _in_period([row for row in rows if days.get(row.plan) == period], period, due=due, only=only)
    ]
    return sorted(found, key=lambda row: row.plan)


def _in_period(rows: Sequence[Row], days: Days, *, due: bool, only: bool) -> list[Row]:
    if only:
        return [row for row in rows if _within(row.task, days)]
    if whole_year(days) and due and (ending := [row for row in rows if _within(row.task, days)]):
        return ending
    if due and not whole_year(days) and (ending := [row for row in rows if _ends_in(row.task, days)]):
        return ending
    if whole_year(days) and days[0].year < days[1].year:
        same = [row for row in rows if row.task.deadline and (row.task.deadline.start, row.task.deadline.end) == days]
        if same:
            return same
    return [row for row in rows if _meets(row.task, days) and not (due and _endless(row.task))]


def named_in_days(rows: Sequence[Row], days: Mapping[int, Days], corpus: Corpus) -> list[Row]:
    """Return the tasks in whose words a further time than their first ends in the days: "…, tổng kết trước 20/11"."""
    found = []
    for row in rows:
        task, period = row.task, days.get(row.plan)
        if period is None or whole_year(period) or task.kind != "prose" or task.deadline is None:
            continue
        text = corpus.source(task.source.document)[task.deadline.span.end : task.source.end]
        year = corpus.plans[row.plan].metadata.year
        if any(last is not None and period[0] <= last <= period[1] for last in _ends(text, year)):
            found.append(row)
    return found


@lru_cache(maxsize=4096)
def _ends(text: str, year: int | None) -> tuple[dt.date | None, ...]:
    return tuple(when.last for when in deadlines.find(text, year)) if _NUMBERED.search(text) else ()


def starting_in(rows: Sequence[Row], days: Mapping[int, Days]) -> list[Row]:
    """Keep the tasks that begin in the days; of those "từ tháng 3" just the ones of its first day, if there are any."""
    begun = [
        (start, row)
        for row in rows
        if row.plan in days and (deadline := row.task.deadline) and (start := deadline.start)
    ]
    first = [row for start, row in begun if start == days[row.plan][0]]
    return first or [row for start, row in begun if days[row.plan][0] <= start <= days[row.plan][1]]


def _ends_in(task: Task, days: Days) -> bool:
    return task.deadline is not None and task.deadline.end is not None and days[0] <= task.deadline.end <= days[1]


def _within(task: Task, days: Days) -> bool:
    deadline = task.deadline
    return (
        deadline is not None
        and deadline.end is not None
        and days[0] <= (deadline.start or deadline.end)
        and (deadline.end <= days[1])
    )


def _meets(task: Task, days: Days) -> bool:
    """Say whether a task falls in the days: one that takes whole years does not fall in a part of one."""
    deadline = task.deadline
    if deadline is None:
        return False
    if _takes_years(task) and not whole_year(days):
        return False
    return deadline.overlaps(*days)


def going_on(frame: Frame, rows: Sequence[Row]) -> list[Row] | None:
    """Return the tasks that go on without end from the year named ("từ năm 2025 trở đi"), None if not asked."""
    if not frame.years or not says("going_on", frame.understood):
        return None
    first = [dt.date(year, 1, 1) for year in frame.years]
    return [row for row in rows if row.task.deadline and row.task.deadline.start in first and _endless(row.task)]


def _endless(task: Task) -> bool:
    return task.deadline is not None and task.deadline.end is None


def rhythm_asked(frame: Frame) -> str | None:
    """Return how often the tasks asked for are done ("thường xuyên", "quý"), "" for any rhythm, None if not asked."""
    words = frame.understood.lower()
    bare = strip_marks(words)
    table: dict[str, list[str]] = load_toml("answering/question_words.toml")["rhythms"]
    for name, patterns in table.items():
        if any(
            re.search(rf"\b(?:{pattern})\b", words) or re.search(rf"\b(?:{strip_marks(pattern)})\b", bare)
            for pattern in patterns
        ):
            return "" if name == "any" else name
    return None


def in_rhythm(rows: Sequence[Row], rhythm: str) -> list[Row]:
    """Keep the tasks that recur, in the rhythm named if any is."""
    found = []
    for row in rows:
        deadline, frequency = row.task.deadline, row.task.frequency
        recurrence = (deadline.recurrence if deadline else None) or (frequency.text if frequency else None)
        if recurrence and (not rhythm or strip_marks(rhythm) in strip_marks(recurrence.lower())):
            found.append(row)
    return found


def in_their_time(frame: Frame, rows: Sequence[Row]) -> list[Row] | None:
    """Return the tasks that take the whole year, or fall due first or last, where that is asked; None if not."""
    if says("all_year", frame.understood):
        return [row for row in rows if row.task.deadline and _takes_years(row.task)]
    dated = [(row.task.deadline.end, row) for row in rows if row.task.deadline and row.task.deadline.end]
    if not dated or not (says("falls_first", frame.understood) or says("falls_last", frame.understood)):
        return None
    pick = min if says("falls_first", frame.understood) else max
    day = pick(end for end, _ in dated)
    return [row for end, row in dated if end == day]


def _takes_years(task: Task) -> bool:
    deadline = task.deadline
    if deadline is None or deadline.start is None or deadline.end is None:
        return False
    return whole_year((deadline.start, deadline.end))


def lacking(frame: Frame, rows: Sequence[Row]) -> list[Row] | None:
    """Return the tasks without the field that is asked to be missing ("nhiệm vụ nào không có thời hạn"), or None."""
    if says("without_time", frame.understood):
        return [row for row in rows if row.task.deadline is None]
    if says("without_lead", frame.understood):
        return [row for row in rows if not row.task.lead]
    if says("without_help", frame.understood):
        return [row for row in rows if row.task.kind != "prose" and not row.task.coordinate]
    if says("without_money", frame.understood):
        denied = [row for row in rows if row.task.budget and _NOTHING.match(row.task.budget.text.lower())]
        paid = {row.plan for row in rows if row.task.budget}
        return denied or [row for row in rows if row.plan in paid and not row.task.budget and row.task.kind != "prose"]
    return None


def merged(rows: Sequence[Row]) -> list[list[Row]]:
    """Put the results of one task together."""
    groups: dict[tuple[int, int, int], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.plan, row.task.task.span.start, row.task.task.span.end), []).append(row)
    return list(groups.values())
