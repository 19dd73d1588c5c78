"""Times that sentences state beside the deadlines of tasks: "xử lý … trong 24-48 giờ", "báo cáo giữa kỳ (năm 2030)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_assistant.answering.asks import says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import Draft, clipped
from cchc_assistant.answering.labels import absent_label
from cchc_assistant.answering.lookup import FoundTask
from cchc_assistant.answering.matching import match
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.statements import Statement, is_time_label
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import deadlines
from cchc_assistant.plans.citations import CITED
from cchc_assistant.plans.model import Span
from cchc_assistant.plans.periods import periods
from cchc_assistant.plans.rhythms import rhythms

Range = tuple[int, int]

# "trong 24-48 giờ sau khi nước rút", "30 ngày kể từ ngày ký", to the end of the clause; "từ ngày ký ban hành".
_SPAN = re.compile(
    r"(?:(?:trong(?: vòng| thời hạn| thời gian)?|sau|chậm nhất(?: là)?|không quá)\s+)\d+(?:\s*[-–]\s*\d+)?\s*"
    r"(?:giờ|ngày|tuần|tháng|năm)\b[^,.;:()\n]{0,50}|(?:kể )?từ ngày ký(?: và)?(?: ban hành)?"
)
_YEAR_ALONE = re.compile(r"(?:\w+ )?(?:năm )?(?:19|20)\d\d")
# How much of the question a statement must hold: by itself within a task, and more than the best task elsewhere.
_OWN, _LEAD, _CLEAR_LEAD, _FLOOR = 0.6, 0.1, 0.25, 0.55
_CONTEXT = 0.9
# How many words of a statement are told, and how few before a time say nothing of what is done.
_WORDS, _FEW = 40, 3
# How much of the title above a line the question must name, and how much of the question that must be.
_NAMED, _OF_QUESTION = 0.95, 0.2
# How much of a word the head of a plan must hold for it to name the plan only.
_IN_HEAD = 0.5
# How long a part is that only says when a plan is carried out, and how deep in the plan it may stand.
_LONGEST, _DEEPEST = 300, 1
_PERIOD_TITLE = re.compile(
    r"^\W*(?:[\divx]{1,4}[.)]\s*)*(?:phạm vi(?: và|,) )?(?:thời gian|giai đoạn|thời hạn|thời kỳ)\s+"
    r"(?P<of>[^\W\d][^:.\n]{1,80}?)\s*(?::|$|\.)",
    re.IGNORECASE,
)
TIMES = re.compile(r"\d+\s*(?:lần|kỳ|đợt|số)\b")
"""How often, as a number: "02 lần", "1 đợt"."""
_CLAUSE_END = re.compile(r"[;\n]|\.\s")


def answer_dated(draft: Draft, frame: Frame, chosen: Sequence[FoundTask], found: Sequence[Statement]) -> Draft | None:
    """Answer when something is with the time of a statement; None where the deadline of the task answers better."""
    corpus = draft.corpus
    for said in [said for said in found if said.passage.section][:3]:
        year = corpus.plans[said.plan].metadata.year
        times = times_in(said.text, year)
        if not _labelled(said, corpus):
            # "chương trình … đến năm 2030" in the title too: that is a name, and no time of what the statement says
            name = fold(corpus.plan_words(said.plan))
            times = [(start, end) for start, end in times if fold(said.text[start:end]) not in name]
        if says("wants_date", frame.understood):
            times = [(start, end) for start, end in times if not only_recurs(said.text[start:end])]
        if not times or absent_label(frame.understood, said.passage.text):
            continue
        start, end = _meant(frame, said.text, times)
        own = _own(frame, corpus, said)
        if not _labelled(said, corpus) and not _better(
            said, own, said.passage.span_of(said.start + start, said.start + end), chosen
        ):
            continue
        time = said.text[start:end]
        mark = draft.citer.passage(said.plan, said.passage.section, said.span)
        draft.deadlines.append(time)
        told = draft.say("when", value=time)
        draft.lines.append(f"{told[:1].upper()}{told[1:]} {mark}.")
        before = max((last for _, last in times if last <= start), default=0)
        if "count" in frame.asked.asks:
            before, end = 0, len(said.text)  # what is counted is told with all its times
        if len(said.text[before:start].split()) < _FEW:
            # "Thường xuyên kiểm tra …": what is done comes after.
            end = next((one.start() for one in _CLAUSE_END.finditer(said.text, end)), len(said.text))
        words = clipped(said.text[before : end + 1].strip(" -+,;:.)").removeprefix("và "), _WORDS)
        draft.lines.append(draft.say("says", plan=corpus.name(said.plan), value=words) + f" {mark}")
        return draft
    return None


def answer_plan_period(draft: Draft, plan: int) -> Draft | None:
    """Answer when a plan as a whole is carried out, by its part that says so; None where it has none."""
    corpus = draft.corpus
    document = corpus.plans[plan].document
    for passage in (corpus.passages[number] for number in corpus.passages_of(document)):
        under_title = passage.heading and passage.kind != "row" and _is_period(passage.heading[-1], corpus, plan)
        labelled = under_title or _is_period(passage.text, corpus, plan)
        times = times_in(passage.text, None) if labelled and passage.section.count(".") <= _DEEPEST else []
        if times and len(passage.text) <= _LONGEST and not corpus.tasks_at(plan, passage.span):
            time = passage.text[times[0][0] : times[-1][1]]
            mark = draft.citer.passage(plan, passage.section, passage.span)
            draft.deadlines.append(time)
            told = draft.say("when", value=time)
            draft.lines.append(f"{told[:1].upper()}{told[1:]} {mark}.")
            draft.lines.append(draft.say("says", plan=corpus.name(plan), value=passage.text) + f" {mark}")
            return draft
    return None


def _is_period(text: str, corpus: Corpus, plan: int) -> bool:
    """Say whether a text begins by saying when the plan as a whole is carried out: "Thời gian thi đua: …"."""
    titled = _PERIOD_TITLE.match(text)
    carrying_out: list[str] = load_toml("answering/question_words.toml")["carrying_out"]
    head = {token.folded for token in tokens(f"{corpus.plan_words(plan)} {' '.join(carrying_out)}")}
    return titled is not None and all(token.folded in head for token in tokens(titled["of"]))


def _labelled(said: Statement, corpus: Corpus) -> bool:
    """Say whether a line says when that takes place which stands above it and is asked about, and which is no task."""
    named = said.named >= _NAMED and said.titled >= _OF_QUESTION
    return named and is_time_label(said.text) and not corpus.tasks_at(said.plan, said.span)


def only_recurs(time: str) -> bool:
    """Say whether a time names no certain one: "thường xuyên", "hằng năm", "02 lần/tháng"."""
    counts = TIMES.search(time.lower()) is not None
    return (counts or not any(map(str.isdigit, time))) and rhythms(time) == [(0, len(time))]


def _own(frame: Frame, corpus: Corpus, said: Statement) -> float:
    """Return how much of a question a statement's own words hold, beside what the head of its plan says too."""
    head = corpus.title_profile(said.plan)
    parts = [part for part in frame.parts if match((part,), (), head, corpus.weights).coverage < _IN_HEAD]
    if not parts:
        return said.own.coverage
    profile = Profile()
    profile.add(said.text, 1.0, corpus.book)
    return max(said.own.coverage, match(parts, (), profile, corpus.weights).coverage)


def _better(said: Statement, own: float, time: Span, chosen: Sequence[FoundTask]) -> bool:
    """Say whether the time that a statement gives answers rather than the deadline of the best task.

    Args:
        said: the statement.
        own: how much of the question its own words hold.
        time: where its time stands.
        chosen: the tasks that are meant, the best first.
    """
    if not chosen:
        # "áp dụng từ ngày nào?" of what was spoken of before
        return said.match.coverage >= _FLOOR or (said.match.coverage > 0 and said.context >= _CONTEXT)
    best = chosen[0].row.task
    deadline = best.deadline
    if best.source.start <= said.span.start < best.source.end and best.source.document == said.span.document:
        if deadline is None or best.kind != "prose":
            return deadline is None
        same = time.start < deadline.span.end and deadline.span.start < time.end
        return not same and own >= _OWN
    if deadline is None:
        return said.match.coverage >= _FLOOR and own >= _FLOOR
    lead = _LEAD if best.kind == "prose" else _CLEAR_LEAD
    return said.match.coverage >= chosen[0].match.coverage + lead and own >= _FLOOR


def times_in(text: str, year: int | None) -> list[Range]:
    """Return the ranges of a sentence that say when, in order: deadlines, other periods, spans of time."""
    cited = [match.span() for match in CITED.finditer(text)]
    found = [(when.start, when.end) for when in deadlines.find(text, year)]
    others = [(period.start, period.end) for period in periods(text)]
    others += [(match.start(), match.start() + len(match.group().rstrip())) for match in _SPAN.finditer(text)]
    for start, end in others:
        if not any(first < end and start < last for first, last in (*found, *cited)):
            found.append((start, end))
    return sorted(found)


def _meant(frame: Frame, text: str, times: Sequence[Range]) -> Range:
    """Return the time before which most of the words asked about stand, counted from the time before it.

    One that the question names itself, or a year beside a day or month, is not what it asks for.
    """
    named = fold(frame.understood)
    times = [(start, end) for start, end in times if fold(text[start:end]) not in named] or times
    times = [(start, end) for start, end in times if not _YEAR_ALONE.fullmatch(text[start:end])] or times
    asked = {token.bare for part in frame.parts for token in tokens(part.text)}
    best, most, before = times[0], -1, 0
    for start, end in times:
        held = len(asked & {token.bare for token in tokens(text[before:start])})
        if held > most:
            best, most = (start, end), held
        before = end
    return best
