"""From a question frame to an answer: which kind of answer it wants, and whether the plans hold one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cchc_assistant.answering.about_plans import answer_metadata
from cchc_assistant.answering.ambiguity import ask_which_task
from cchc_assistant.answering.asks import METADATA_ASKS, Ask, says
from cchc_assistant.answering.by_section import answer_section, answer_titled
from cchc_assistant.answering.cited import answer_cited, is_cited, may_be_planned
from cchc_assistant.answering.claimed_sums import refuse_claimed_sum
from cchc_assistant.answering.compare import answer_comparison, without_comparison
from cchc_assistant.answering.compose import answer_fields, field_asks
from cchc_assistant.answering.compound import answer_halves
from cchc_assistant.answering.confidence import answers, is_about
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.counting import counted
from cchc_assistant.answering.dated import answer_dated, answer_plan_period
from cchc_assistant.answering.denials import unsaid, wonders
from cchc_assistant.answering.draft import Draft, facts
from cchc_assistant.answering.funding import answer_money, of_whole_plan
from cchc_assistant.answering.instead import quoted_instead
from cchc_assistant.answering.labels import absent_label
from cchc_assistant.answering.legal_basis import answer_legal_basis, answer_own_basis
from cchc_assistant.answering.lists import answer_list, asks_for_all, lists
from cchc_assistant.answering.lookup import FoundPassage, FoundTask, in_focus, rank_passages, rank_tasks, select
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.orientation import orient
from cchc_assistant.answering.oversight import answer_oversight
from cchc_assistant.answering.premises import (
    absent_date,
    absent_number,
    absent_rhythm,
    absent_unit,
    contradiction,
    named_in,
    rank_meant,
)
from cchc_assistant.answering.question import Frame, period_in, whole_year
from cchc_assistant.answering.quoting import answer_content, stretch
from cchc_assistant.answering.refuse import (
    refuse_agency,
    refuse_no_match,
    refuse_not_as_asked,
    refuse_not_as_said,
    refuse_scope,
    refuse_vague,
    refuse_why,
    unit_of_another_plan,
    year_left,
)
from cchc_assistant.answering.scope import Scope, is_of_plan, names_year, narrowed_by_title, runs_in, scope_of, years_of
from cchc_assistant.answering.selection import topic_of
from cchc_assistant.answering.sides import has_sides
from cchc_assistant.answering.statements import Statement, rank_statements, told_by
from cchc_assistant.answering.supposed import absent_name
from cchc_assistant.answering.wanted import CONTACTS, wanted_of
from cchc_assistant.answering.which_plans import answer_which_plans
from cchc_assistant.answering.yes_no import answer_yes_no, claims_years, decide
from cchc_assistant.plans.model import Deadline, Field
from cchc_assistant.retrieval.passages import FRAME_PARTS

# What stands in the text rather than in the fields of tasks.
_IN_TEXT = {"percent", "amount", *CONTACTS}
# What is asked of one plan, and never of the agencies that it goes to.
_OF_ONE_PLAN = {"metadata_number", "metadata_date", "metadata_signer"}
# How much of a question's weight a task or passage must hold to be looked at; whether it answers is weighed then.
TASK_FLOOR = 0.4
# How much of a question why a task must hold for what it supposes to be held against it.
_SUPPOSED = 0.6
# How much of what is issued a plan's title must hold for the plan to be meant.
_TITLED = 0.5
PASSAGE_FLOOR = 0.55
# How many tasks of the answer before a follow-up may be about.
_SPOKEN_OF = 3


def respond(frame: Frame, corpus: Corpus) -> Draft:
    """Answer a question from the plans, or refuse it with the reason.

    Where the plans of an agency that it names hold nothing, the agency may be a unit in plans of others.
    """
    if (both := answer_halves(frame, corpus, _respond)) is not None:
        return both
    told = _respond(frame, corpus)
    agencies = scope_of(frame, corpus).agencies if told.reason == "no_match" else ()
    if not agencies or says("has_plan", frame.understood):
        return told
    wider = _respond(replace(frame, of_others=True), corpus)
    text = " ".join(citation.quote for citation in wider.citer.citations)
    named = all(named_in(text, slot.canonical, corpus) for slot in agencies)
    return wider if named and not wider.abstained else told


def _respond(frame: Frame, corpus: Corpus) -> Draft:
    draft = Draft(corpus, frame.language)
    scope = scope_of(frame, corpus)
    if scope.missing == "year" and frame.years_kept:
        # "còn Đồng Tháp?" after a question of a year that this place has no plan of
        draft.lines.append(year_left(draft, frame, scope, answered=True))
        frame = replace(frame, years=(), period=None if frame.period and whole_year(frame.period) else frame.period)
        scope = scope_of(frame, corpus)
    if claims_years(frame) and not any(corpus.plans[plan].metadata.year in frame.years for plan in scope.plans):
        frame = replace(frame, years=(), period=None if frame.period and whole_year(frame.period) else frame.period)
        scope = scope_of(frame, corpus)
    if not scope.plans:
        return refuse_scope(draft, frame, scope)
    frame = _dated(frame, scope, corpus)
    if (oriented := orient(draft, frame, scope)) is not None:
        return oriented
    if (holding := answer_which_plans(draft, frame, scope)) is not None:
        return holding
    asks = frame.asked.asks
    cited = is_cited(frame, corpus, scope)
    if cited and (said := answer_cited(draft, frame, scope)) is not None:
        return said
    if cited and not may_be_planned(frame):
        return refuse_no_match(draft, scope, ())
    if asks & _OF_ONE_PLAN and not cited and (unplanned := refuse_agency(draft, frame, scope)) is not None:
        return unplanned
    if asks & set(METADATA_ASKS) and not cited and not _about_a_task(frame, scope, corpus):
        told = answer_metadata(draft, frame, scope)
        dated = "metadata_date" in asks and len(told.lines) > 1  # which was issued first is said
        return decide(told, frame) if "yes_no" in asks and not told.abstained and not dated else told
    fields = field_asks(frame)
    if asks <= {"content", "count"} and (unplanned := refuse_agency(draft, frame, scope)) is not None:
        return unplanned
    if frame.section:
        if frame.units and lists(frame) and (listed := answer_list(draft, frame, scope)) is not None:
            return listed
        return answer_section(draft, frame, narrowed_by_title(frame, scope, corpus), fields)
    if fields == ("money",) and "compare" not in asks and of_whole_plan(frame, corpus, scope):
        return answer_money(draft, frame, scope, (), ())
    whole = narrowed_by_title(frame, scope, corpus).plans if fields == ("when",) else ()
    of_plan = len(whole) == 1 and is_of_plan(frame, whole[0], corpus)
    if of_plan and (period := answer_plan_period(draft, whole[0])) is not None:
        return period
    if (overseen := answer_oversight(draft, frame, scope)) is not None:
        return overseen
    sided = (bool(fields) or not asks or _of_text(frame)) and not ("list" in asks and lists(frame))
    beside = "compare" in asks or (sided and has_sides(frame, scope, corpus))
    if beside and (compared := answer_comparison(draft, frame, scope, fields)) is not None:
        return compared
    if "compare" in asks:
        frame = without_comparison(frame, corpus)
        asks = frame.asked.asks
    if not fields and not asks - {"content"} and (titled := answer_titled(draft, frame, scope)) is not None:
        return titled
    in_text = set() if says("listing_tasks", frame.understood) else wanted_of(frame).kinds & _IN_TEXT
    if not in_text and "yes_no" not in asks and (lists(frame) or asks_for_all(frame, scope, corpus)):
        about = narrowed_by_title(frame, scope, corpus, topic_of(frame, frame.units))
        if (listed := answer_list(draft, frame, about)) is not None:
            return listed
    if not fields and not asks - {"content", "list"} and (titled := answer_titled(draft, frame, scope)) is not None:
        return titled
    if "why" in asks:
        fields = ()
    if (claimed := refuse_claimed_sum(Draft(corpus, draft.language), frame, scope)) is not None:
        return claimed
    passages = rank_passages(frame, corpus, scope)
    inside = [item for item in passages if not set(item.passage.heading) & FRAME_PARTS]
    if "legal_basis" in asks and len(scope.plans) == 1 and is_of_plan(frame, scope.plans[0], corpus):
        return answer_own_basis(draft, frame, scope.plans[0])
    if "legal_basis" in asks and not set(fields) - {"when"}:
        basis = answer_legal_basis(draft, frame, [item for item in passages if item.match.coverage >= 0.3])
        if basis is not None and basis.lines:
            return basis
    tasks = rank_tasks(frame, corpus, scope)
    if not fields:
        return _answer_open(draft, frame, scope, tasks, inside)
    if in_text - {"amount"}:
        told = _answer_open(Draft(corpus, draft.language), frame, scope, tasks, inside)
        if not told.abstained:
            return told
    spoken_of = [item for item in in_focus(frame, tasks) if facts(Draft(corpus, draft.language), item.row, fields)[0]]
    if 0 < len(spoken_of) <= _SPOKEN_OF:
        return answer_fields(draft, frame, spoken_of, fields)
    return _answer_fields(draft, frame, scope, tasks, inside, fields)


def _dated(frame: Frame, scope: Scope, corpus: Corpus) -> Frame:
    """Read "quý 3" as that of the year that the plans in question are of, or of each of their years."""
    if frame.period is not None:
        return frame
    years = sorted({year for plan in scope.plans if (year := corpus.plans[plan].metadata.year)})
    days = [(year, period) for year in years if (period := period_in(frame.understood, year))]
    if len(years) == 1:
        return replace(frame, period=days[0][1] if days else None)
    return replace(frame, by_year=tuple((year, period) for year, period in days if not whole_year(period)))


def _of_text(frame: Frame) -> bool:
    """Say whether contents, or a number that they state, are asked for: no tasks or items that can be counted."""
    asks = frame.asked.asks - {*METADATA_ASKS}
    return bool(asks) and asks <= {"content", "count"} and ("count" not in asks or counted(frame) is None)


def _about_a_task(frame: Frame, scope: Scope, corpus: Corpus) -> bool:
    """Say whether words such as "gửi cho ai", "ai ban hành" are asked of a task rather than of a plan."""
    asks = frame.asked.asks
    if asks & set(METADATA_ASKS) == {"metadata_recipients"}:
        return bool(asks & {"when", "frequency"}) or says("reporting", frame.understood)
    if "metadata_signer" in asks and asks <= {"metadata_signer", "content"} and not says("signing", frame.understood):
        # "giám đốc sở nội vụ là ai" in plans of others: who signed these is no answer.
        return any(slot not in scope.agencies and slot.canonical not in corpus.agencies for slot in frame.units)
    of_object = "metadata_signer" in asks and says("signing_something", frame.understood)  # "ai ký thư xin lỗi"
    if not frame.parts or not (of_object or {"metadata_agency", "lead"} <= asks):
        return False
    titles = (corpus.title_profile(plan) for plan in scope.plans)
    return all(match(frame.parts, (), title, corpus.weights).coverage < _TITLED for title in titles)


def _answer_open(
    draft: Draft, frame: Frame, scope: Scope, tasks: Sequence[FoundTask], passages: Sequence[FoundPassage]
) -> Draft:
    """Answer a question about contents: the passage that holds most of it."""
    wanted = wanted_of(frame)
    claimed = "yes_no" in frame.asked.asks
    if claimed:
        return answer_yes_no(draft, frame, scope, tasks, passages) or refuse_no_match(draft, scope, tasks)
    about = [item for item in tasks[:1] if "why" in frame.asked.asks and item.match.coverage >= _SUPPOSED]
    premise = contradiction(frame, scope, draft.corpus, [item.row for item in about])
    if premise is not None and premise.field is not None:
        return refuse_not_as_asked(draft, premise.words, about, premise.field)
    found = rank_statements(frame, draft.corpus, passages, wanted)
    if not found or not frame.parts or not answers(frame, draft.corpus, wanted, found[0]):
        return refuse_no_match(draft, scope, tasks)
    if wanted.kinds & {"quantity", "office", *CONTACTS} and found[0].fit < 1:
        return refuse_no_match(draft, scope, tasks)
    if "amount" in wanted.kinds and found[0].fit < 1:
        return draft.refuse("field_not_stated", draft.say("no_amount"))
    told = [told_by(draft.corpus, item) for item in found[:3]]
    wrong = (
        absent_number(frame, " ".join(told))
        or absent_unit(frame, draft.corpus, told[0])
        or absent_label(frame.understood, " ".join(told))
        or absent_date(frame, found[0].passage.text)
        or absent_rhythm(frame, found[0].passage.text)
        or absent_name(frame, draft.corpus, found[0].passage.text)
    )
    if wrong is not None:
        return refuse_not_as_said(draft, wrong, stretch(found[0], found, wanted))
    if "why" in frame.asked.asks and not _gives_reason(found[0]):
        return refuse_why(draft, tasks)
    if (stranger := unit_of_another_plan(draft, frame, scope)) is not None:
        return refuse_not_as_asked(draft, stranger, tasks)
    return answer_content(draft, frame, found, wanted) or refuse_no_match(draft, scope, tasks)


def _answer_fields(
    draft: Draft,
    frame: Frame,
    scope: Scope,
    tasks: Sequence[FoundTask],
    passages: Sequence[FoundPassage],
    fields: Sequence[Ask],
) -> Draft:
    tasks = rank_meant(frame, draft.corpus, scope, tasks)
    chosen = select(tasks, draft.corpus, floor=TASK_FLOOR) if frame.parts else []
    if scope.within and chosen:
        chosen = [item for item in chosen if _is_of_any(item, scope.within)]
        if not chosen:
            return refuse_scope(draft, frame, replace(scope, plans=(), missing="year", other_years=scope.plans))
    if chosen:
        chosen = _of_named_year(draft, frame, scope, chosen)
    if chosen and wonders(frame) and unsaid(frame, draft.corpus, _told_of(chosen[0], draft.corpus)):
        return refuse_no_match(draft, scope, tasks)
    tasks_of = [item.row.task for item in chosen]
    counts = tuple(fields) == ("frequency",) and says("counts_things", frame.understood)
    rhythms = [
        one.frequency or (one.deadline if one.deadline and one.deadline.recurrence else None) for one in tasks_of
    ]
    if counts and _is_vague(rhythms):
        # "mỗi năm mở bao nhiêu lớp": a number of things is asked for, which "thường xuyên" is not
        asked = replace(frame.asked, asks=frame.asked.asks - {"frequency"} | {"count"})
        return _answer_open(draft, replace(frame, asked=asked), scope, tasks, passages)
    budgets = [budget.text for item in chosen if (budget := item.row.task.budget)]
    if frame.asked.amount and not any(char.isdigit() for text in budgets for char in text):
        budgets = []
    if tuple(fields) == ("money",) and not budgets:
        return answer_money(draft, frame, scope, chosen, tasks)
    if tuple(fields) == ("money",) and says("total_sum", frame.understood):
        summed = answer_money(Draft(draft.corpus, draft.language), frame, scope, chosen, tasks)
        if not summed.abstained:
            return summed
    if tuple(fields) == ("when",) and frame.parts:
        wanted = wanted_of(frame)
        found = [one for one in rank_statements(frame, draft.corpus, passages, wanted) if one.fit >= 1]
        if (dated := answer_dated(Draft(draft.corpus, draft.language), frame, chosen, found)) is not None:
            told = " ".join(one.quote for one in dated.citer.citations)
            wrong = absent_name(frame, draft.corpus, told)
            return dated if wrong is None else refuse_not_as_said(draft, wrong, stretch(found[0], found, wanted))
    quoted = quoted_instead(draft, frame, chosen, passages, fields)
    if quoted is not None:
        return quoted
    if not chosen or not is_about(frame, draft.corpus, wanted_of(frame), chosen):
        return (
            answer_money(draft, frame, scope, (), tasks) if "money" in fields else refuse_no_match(draft, scope, tasks)
        )
    if (said := contradiction(frame, scope, draft.corpus, [item.row for item in chosen])) is not None:
        return refuse_not_as_asked(draft, said.words, chosen, said.field)
    exact = tuple(fields) == ("when",) and says("wants_day", frame.understood)
    stated = [one.deadline for one in tasks_of]
    if exact and any(stated) and _is_vague(stated):
        return refuse_vague(draft, chosen[0], "when")
    return ask_which_task(draft, chosen, fields) or answer_fields(draft, frame, chosen, fields)


def _told_of(item: FoundTask, corpus: Corpus) -> str:
    """Return all that a plan says of a task, and what the plan is about."""
    source = item.row.task.source
    text = corpus.source(source.document)[source.start : source.end]
    return f"{text} {item.row.task.task.text} {item.row.task.heading} {corpus.plan_words(item.row.plan)}"


def _is_vague(times: Iterable[Field | Deadline | None]) -> bool:
    """Say whether times only say how often or when it suits, with no number in them."""
    return not any(char.isdigit() for time in times if time for char in time.text)


def _is_of_any(item: FoundTask, years: tuple[int, ...]) -> bool:
    """Say whether a task runs in one of the years, by its own time or because it recurs, or names one."""
    deadline = item.row.task.deadline
    recurs = deadline is not None and deadline.recurrence is not None
    return recurs or runs_in(item.row.task, years) or names_year(item.row.task, years)


def _of_named_year(draft: Draft, frame: Frame, scope: Scope, chosen: list[FoundTask]) -> list[FoundTask]:
    """Prefer tasks of other years' plans that name the year asked for to one of that year that names another.

    "Công bố chỉ số CCHC năm 2024" is done by the plan of 2025; the plan of 2024 publishes the index of 2023.
    """
    years = set(frame.years)
    if scope.within or not years or not all((named := years_of(one.row.task)) and not named & years for one in chosen):
        return chosen
    wider = scope_of(replace(frame, years=(), period=None), draft.corpus)
    ranked = rank_tasks(frame, draft.corpus, wider)
    found = select([one for one in ranked if names_year(one.row.task, years)], draft.corpus, floor=TASK_FLOOR)
    return found if found and found[0].match.coverage >= chosen[0].match.coverage else chosen


def _gives_reason(item: Statement) -> bool:
    return bool(re.search(r"\b(?:nhằm|vì|do yêu cầu)\b", item.passage.text.lower()))
