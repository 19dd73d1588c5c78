"""Questions made by the thousand from the plans at hand.

Tasks, units, dates, parts and plans are put together rightly and wrongly, in every spelling; texts that are no
questions at all are among them. None has a known answer: what each must bring is an answer whose every fact is a span
of a cited source, or a refusal.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cchc_assistant.assistant import Assistant
from cchc_assistant.evaluation.forms import half_marked, mistyped, without_marks
from cchc_assistant.plans.model import Plan, Task

_VIETNAMESE = (
    "Ai chủ trì {task}?",
    "Ai chủ trì {task} năm {year}, khi nào?",
    "{agency} năm {year}: đơn vị nào lo {task}, phối hợp với ai?",
    "{task} phải xong khi nào?",
    "hạn của việc {task} ở {province} là bao giờ",
    "Sản phẩm của {task} là gì?",
    "kinh phí {task} lấy ở đâu, bao nhiêu tiền?",
    "{task} bao lâu một lần?",
    "{unit} chủ trì những việc gì năm {year}?",
    "{unit} phối hợp bao nhiêu nhiệm vụ trong kế hoạch của {agency}?",
    "{time} có những việc gì đến hạn?",
    "Tháng {month}/{year} {unit} phải làm gì?",
    "trong quý {quarter} năm {year} có mấy việc",
    "{unit} chủ trì {task} có đúng không?",
    "{task} có phải xong trước {time} không?",
    "Năm {year} và năm {other_year} ai chủ trì {task}, có khác nhau không?",
    "So sánh {task} với {other_task}",
    "Mục {section} của kế hoạch {year} nói gì?",
    "ai làm mục {section} kế hoạch của {agency}",
    "Mục đích của kế hoạch {year} {agency} là gì?",
    "{title} gồm những nội dung gì?",
    "Số, ngày ban hành, người ký của {title}?",
    "kế hoạch số {number} của {province} gửi cho ai?",
    "{title} căn cứ vào văn bản nào?",
    "kế hoạch {year} có bao nhiêu nhiệm vụ, mấy phụ lục?",
    "tại sao phải {task}?",
    "có {amount} lớp {task} không?",
)
_ENGLISH = (
    "Who leads {task} and when?",
    "Who leads the ISO 9001 training in {year}?",
    "When is {task} due?",
    "What must {unit} do in {year}?",
    "How many tasks does {unit} lead in the {year} plan?",
    "Which tasks fall due in {month}/{year}?",
    "What is the purpose of the {year} plan of {agency}?",
    "What does section {section} of the {year} plan say?",
    "Who signed the plan of {province}, and on what date?",
    "Compare {year} and {other_year}: who leads {task}?",
    "Is it true that {unit} leads {task}?",
)
_FOLLOW_UPS = (
    "còn năm {year} thì sao?",
    "ai phối hợp?",
    "khi nào?",
    "còn {agency}?",
    "còn ở {province}?",
    "sản phẩm của nó là gì?",
    "còn {unit}?",
    "mục {section} thì sao",
    "what about {year}?",
    "and when?",
)
_SIGNS = "?!.,;:()[]{}<>/\\|\"'“”‘’«»`~@#$%^&*+=_-–—…•\t\n \x00\u200b\u202e\ufeff"
_ALPHABETS = string.ascii_letters + string.digits + _SIGNS + "ăâđêôơưáàảãạ́̉" + "плян計画🙂"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``first`` says that it opens a conversation, others go on with the one before."""

    kind: str
    text: str
    first: bool = True


class Generator:
    """Makes questions from the plans of an assistant, the same for the same seed."""

    def __init__(self, assistant: Assistant, seed: int) -> None:
        self._dice = random.Random(seed)
        self._plans = assistant.plans
        self._rows = [(plan, task) for plan in assistant.plans for task in plan.tasks]
        self._units = sorted({unit.text for _, task in self._rows for unit in task.units})
        self._texts = [passage.text for passage in assistant.corpus.passages]

    def questions(self, count: int) -> Iterator[Asked]:
        """Yield ``count`` questions: most of them about the plans, the rest follow-ups, mix-ups and nonsense."""
        makers: Sequence[tuple[float, str, Callable[[], str]]] = (
            (0.36, "vi", lambda: self._filled(_VIETNAMESE, mixed=False)),
            (0.14, "en", lambda: self._filled(_ENGLISH, mixed=False)),
            (0.24, "mixed up", lambda: self._filled((*_VIETNAMESE, *_ENGLISH), mixed=True)),
            (0.10, "follow-up", lambda: self._filled(_FOLLOW_UPS, mixed=True)),
            (0.08, "a plan's words", self._words_of_a_plan),
            (0.08, "nonsense", self._nonsense),
        )
        weights = [weight for weight, _, _ in makers]
        for number in range(count):
            _, kind, make = self._dice.choices(makers, weights)[0]
            text = make()
            if kind not in ("en", "nonsense"):
                spelling, change = self._dice.choice(_SPELLINGS)
                text = change(text, self._dice)
                kind = kind if spelling == "vi" or kind != "vi" else f"{kind}, {spelling}"
            yield Asked(kind, text, first=number == 0 or kind != "follow-up")

    def _filled(self, templates: Sequence[str], *, mixed: bool) -> str:
        """Fill a template from one task and its plan; mixed, every place from a plan of its own."""
        dice = self._dice
        plan, task = dice.choice(self._rows)
        other_plan, other_task = dice.choice(self._rows)
        values = {**_plan_values(plan), **_task_values(task)}
        if mixed:
            for name in values:
                strange_plan, strange_task = dice.choice(self._rows)
                values[name] = {**_plan_values(strange_plan), **_task_values(strange_task)}[name]
        values["unit"] = values["unit"] or dice.choice(self._units)
        return dice.choice(templates).format(
            **values,
            other_year=_plan_values(other_plan)["year"] if not mixed else dice.choice(("2019", "2031", "1999")),
            other_task=_short(other_task.task.text, dice),
            month=dice.randint(1, 13 if mixed else 12),
            quarter=dice.choice(("I", "II", "3", "IV", "5" if mixed else "1")),
            amount=dice.choice((2, 5, 24, 36, 1000)),
        )

    def _words_of_a_plan(self) -> str:
        """Return a stretch of a plan as it is, or with a question word behind it."""
        words = self._dice.choice(self._texts).split()
        start = self._dice.randrange(len(words))
        stretch = " ".join(words[start : start + self._dice.randint(1, 25)])
        return stretch + self._dice.choice(("", "?", " là gì?", " khi nào?", " do ai chủ trì"))

    def _nonsense(self) -> str:
        dice = self._dice
        if dice.random() < 0.5:
            return "".join(dice.choices(_ALPHABETS, k=dice.randint(0, 60)))
        words = [word for text in dice.sample(self._texts, 3) for word in text.split()]
        return " ".join(dice.choices(words, k=dice.randint(1, 20)))


def _as_is(text: str, dice: random.Random) -> str:
    del dice
    return text


_SPELLINGS: tuple[tuple[str, Callable[[str, random.Random], str]], ...] = (
    ("vi", _as_is),
    ("without diacritics", without_marks),
    ("half of them", half_marked),
    ("mistyped", mistyped),
)


def _plan_values(plan: Plan) -> dict[str, str]:
    meta = plan.metadata
    return {
        "year": str(meta.year or "này"),
        "agency": meta.agency.text if meta.agency else "cơ quan này",
        "province": meta.province.text if meta.province else "tỉnh này",
        "number": meta.number.text if meta.number else "không số",
        "title": meta.title.text if meta.title else plan.document,
    }


def _task_values(task: Task) -> dict[str, str]:
    return {
        "task": _short(task.task.text, random.Random(task.source.start)),
        "unit": task.lead[0].text if task.lead else "",
        "time": task.deadline.text if task.deadline else "cuối năm",
        "section": task.section or "I",
    }


def _short(text: str, dice: random.Random) -> str:
    """Return how somebody would name a task: some of its first words, without a capital."""
    words = text.split()[: dice.randint(3, 14)]
    return " ".join([words[0][:1].lower() + words[0][1:], *words[1:]]).rstrip(" ,;:.") if words else text
