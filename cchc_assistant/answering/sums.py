"""The sums of money that plans state: in sentences about funding, in rows of tables, in notes of tasks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cchc_assistant.answering.amounts import AMOUNT, value_of
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.matching import Part, match
from cchc_assistant.answering.premises import named_in
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import Profile, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.model import Section, Span, Task
from cchc_assistant.retrieval.model import Column, Passage

# "tổng kinh phí 960 triệu đồng, trong đó | wifi 420 triệu đồng, | tập huấn 90 triệu đồng": where another sum begins.
_NEXT_SUM = re.compile(r"(?<=[;:.\n])\s|(?<=,)\s(?!\d)|\b(?:trong đó|và|riêng)\b")
_LEADING = re.compile(r"^\W*(?:trong đó|gồm|bao gồm|riêng|và)\b\W*")
# "1.250.000.000", "12", "0,5": all that a cell under "Kinh phí (đồng)" holds.
_BARE = re.compile(r"\d[\d.,]*(?:\s*đ(?:ồng)?)?")
# "(đồng)", "(ĐVT: triệu đồng)": what the head of a column says that its numbers count.
_COUNTS = re.compile(r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s+)?(?:đồng|vnđ)\b|\b(?:triệu|tỷ|tỉ)\b", re.IGNORECASE)
# "ĐVT: triệu đồng", "Đơn vị tính: đồng": a line above a table.
_UNIT = re.compile(rf"(?:ĐVT|đơn vị(?: tính)?)\s*:?\s*\(?(?P<counts>{_COUNTS.pattern})", re.IGNORECASE)
# The words over the whole of a table or sentence about money.
_TOTAL = re.compile(
    r"\btong (?:kinh phi|du toan|so|cong|muc|nguon|nhu cau|gia tri|chi phi|\d)|\btong\W*$|^\W*(?:toan bo|cong\W*$)"
    r"|^\W*(?:\w{1,4}[.)]\s+)?(?:nhu cau |du toan |tong )?kinh phi"
    r"(?::|\s+(?:thuc hien|du kien|la|duoc|nam|ke hoach|do|\d))"
)
# All that a row says that sums up its table.
_WHOLE = re.compile(r"\W*(?:tong(?: cong| so| kinh phi)?|cong)\W*")
# How much words of the titles above count, and how much of a title is looked at.
_HEADING, _LONGEST = 0.5, 60
# How many letters a cell that names something has, and the number of a row has not.
_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money as a plan states it.

    Attributes:
        plan: number of the plan.
        passage: where it stands.
        start: first character of the words about it in the passage's text.
        end: where these words end.
        value: in đồng.
        total: whether it is that of a whole plan or table.
        amount: of a cell of a table, its text; "" in a sentence.
        counts: of a bare number in a table, what its column says that it counts ("triệu đồng").
        name: of a cell of a table, the words of the row that name what it is for.
        source: of a cell of a table, what its row says of where the money comes from.
    """

    plan: int
    passage: Passage
    start: int
    end: int
    value: float
    total: bool
    amount: str = ""
    counts: str = ""
    name: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """The words about the sum, with it."""
        return _LEADING.sub("", self.passage.text[self.start : self.end]).strip(" ,;:.\n")

    @property
    def span(self) -> Span:
        """Where they stand."""
        return self.passage.span_of(self.start, self.end)


def sums_of(corpus: Corpus, plan: int) -> list[Sum]:
    """Return all sums that a plan states, in order."""
    found: list[Sum] = []
    counts = ""
    for number in corpus.passages_of(corpus.plans[plan].document):
        passage = corpus.passages[number]
        if passage.kind != "row" and (stated := _UNIT.search(passage.text)):
            counts = stated["counts"]
        tasks = corpus.tasks_at(plan, passage.span)
        if len(tasks) == 1 and (own := _of_task(plan, passage, tasks[0])) is not None:
            found.append(own if own.counts or AMOUNT.search(own.amount) else _counted(own, counts))
        else:
            found.extend(_in_row(plan, passage, counts) if passage.columns else _in_text(plan, passage))
    return found


def _of_task(plan: int, passage: Passage, task: Task) -> Sum | None:
    """Return the sum of a task that states one in its own field."""
    if task.budget is None or not any(map(str.isdigit, task.budget.text)):
        return None
    counts = task.currency.text if task.currency else ""
    value = value_of(f"{task.budget.text} {counts}")
    total = bool(_WHOLE.fullmatch(strip_marks(fold(task.task.text))))
    return Sum(plan, passage, 0, len(passage.text), value, total, task.budget.text, counts, task.task.text)


def funding_part(corpus: Corpus, plan: int) -> Section | None:
    """Return the part of a plan that is about money by its title ("III. KINH PHÍ"): the uppermost, None without one."""
    titles = ((section, strip_marks(fold(section.title.text))[:_LONGEST]) for section in corpus.plans[plan].sections)
    titled = [section for section, title in titles if any(words in title for words in _words("titles"))]
    return min(titled, key=lambda section: section.level, default=None)


def topic_of_money(frame: Frame) -> tuple[Part, ...]:
    """Return what a question about money is about, beside words that only speak of money."""
    return tuple(part for part in frame.parts if not all(token.bare in _words("words") for token in tokens(part.text)))


def held(found: Sum, topic: Sequence[Part], frame: Frame, corpus: Corpus) -> float:
    """Return how much of a topic the words about a sum hold, the titles above and the plan's head helping."""
    profile = Profile()
    profile.add(found.words, 1.0, corpus.book)
    for heading in found.passage.heading:
        profile.add(heading, _HEADING, corpus.book)
    profile.add(corpus.plan_words(found.plan), 1.0, corpus.book)
    for slot in frame.units:
        if named_in(found.words, slot.canonical, corpus):
            profile.add(frame.understood[slot.start : slot.end], 1.0, corpus.book)
    return match(topic, frame.order, profile, corpus.weights).coverage


def _in_text(plan: int, passage: Passage) -> Iterator[Sum]:
    text = passage.text
    if AMOUNT.search(text) is None:
        return
    cuts = [0, *(cut.end() for cut in _NEXT_SUM.finditer(text)), len(text)]
    begun = 0
    for start, end in itertools.pairwise(cuts):
        amount = AMOUNT.search(text, start, end)
        if amount is None:
            continue  # words about the next sum: "chi cho tuyên truyền, | kiểm tra 50 triệu"
        words = strip_marks(fold(text[begun:end]))
        yield Sum(plan, passage, begun, end, value_of(amount.group()), bool(_TOTAL.search(words)))
        begun = end


def _counted(one: Sum, counts: str) -> Sum:
    """Return a sum that is a bare number as counted in what stands above its table."""
    return replace(one, counts=counts, value=value_of(f"{one.amount} {counts}"))


def _in_row(plan: int, passage: Passage, above: str) -> Iterator[Sum]:
    """Yield the sums of a row of a table; ``above`` is what a line above the table says that its numbers count.

    What notes say beside a sum in its own column ("25 triệu đồng/kỳ") is no other.
    """
    text = passage.text
    own = [one for one in passage.columns if of_money(one) and any(map(str.isdigit, text[one.start : one.end]))]
    for column in own or passage.columns:
        cell = text[column.start : column.end]
        stated = AMOUNT.search(cell)
        bare = _BARE.fullmatch(cell.strip()) if stated is None and of_money(column) else None
        if stated is None and bare is None:
            continue
        counts = (found.group() if (found := _COUNTS.search(column.header)) else above) if bare else ""
        named = (text[one.start : one.end] for one in passage.columns if one is not column)
        name = next((words for words in named if sum(map(str.isalpha, words)) >= _LETTERS), "")
        value = value_of(stated.group() if stated else f"{cell} {counts}")
        total = bool(_TOTAL.search(strip_marks(fold(name)))) or not name
        source = next((text[one.start : one.end].strip() for one in passage.columns if of_source(one)), "")
        yield Sum(plan, passage, 0, len(text), value, total, cell.strip(), counts, name, source)


def of_money(column: Column) -> bool:
    """Say whether a column of a table holds sums of money."""
    header = strip_marks(fold(column.header))
    told = any(words in header for words in _words("columns"))
    return told and not of_source(column) and not header.startswith(("co quan", "don vi su"))


def of_source(column: Column) -> bool:
    """Say whether a column of a table says where money comes from."""
    return strip_marks(fold(column.header)).startswith("nguon")


@cache
def _words(kind: str) -> frozenset[str]:
    table: dict[str, list[str]] = load_toml("answering/money.toml")
    return frozenset(strip_marks(word) for word in table[kind])
