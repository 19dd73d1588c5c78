"""The door: open an index, ask questions, list tasks."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.asks import spelt
from cchc_assistant.answering.conversation import Conversation, inherit
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.draft import unique
from cchc_assistant.answering.grounding import NotGrounded, violations
from cchc_assistant.answering.orientation import examples
from cchc_assistant.answering.question import Frame, language_of, read_question
from cchc_assistant.answering.respond import respond
from cchc_assistant.answering.terms import SYLLABLE, phrasings
from cchc_assistant.language.normalize import has_marks, nfc
from cchc_assistant.language.restore import CorpusModel, Restored, Restorer
from cchc_assistant.language.typing import correct, spelled_out
from cchc_assistant.plans.model import Plan, Task
from cchc_assistant.plans.relative_days import with_days_named
from cchc_assistant.plans.units import canonical
from cchc_assistant.retrieval.store import Place, Version, open_store

if TYPE_CHECKING:
    from cchc_assistant.answering.llm import Writer
    from cchc_assistant.retrieval.candidates import IndexSearch

_LOG = logging.getLogger(__name__)
_LONGEST_QUESTION = 2000
_EXAMPLES, _EXAMPLE_WORDS = 3, 18
# How many passages, evenly spread, tell how the plans are worded.
_WORDED = 8000


class LazySearch:
    """The search of an index, whose libraries are loaded when a large corpus first needs them."""

    def __init__(self, version: Version) -> None:
        self._version = version

    @cached_property
    def _search(self) -> IndexSearch:
        from cchc_assistant.retrieval.candidates import IndexSearch

        return IndexSearch(self._version)

    def tasks(self, words: str, plans: Sequence[int], most: int) -> list[tuple[int, int]]:
        """As `IndexSearch.tasks`."""
        return self._search.tasks(words, plans, most)

    def passages(self, words: str, documents: Sequence[str], most: int) -> list[tuple[str, int]]:
        """As `IndexSearch.passages`."""
        return self._search.passages(words, documents, most)


class Assistant:
    """Answers questions from one index. Safe to share between threads: asking changes nothing but the conversation.

    Attributes:
        corpus: what answers are made from.
        version: name of the version of the index that is answered from.
        today: tells the day, for questions that name days by it ("tháng này").
        strict: whether an answer that is not grounded is an error; without it, as users have it, it becomes a refusal.
    """

    strict: ClassVar[bool] = False

    def __init__(self, corpus: Corpus, version: str = "", today: Callable[[], dt.date] = dt.date.today) -> None:
        self.corpus = corpus
        self.version = version
        self.today = today

    @classmethod
    def open(cls, index: Place) -> Assistant:
        """Open an index: a folder, or ``milvus://host:port/collection``.

        Raises:
            IndexUnusable: there is none, it is damaged, of another format, or its server is gone.
        """
        version = open_store(index).open()
        files = [file for file in version.files(passages=True) if file.plan is not None]
        plans = tuple(file.plan for file in files if file.plan is not None)
        sources = {file.name: file.source for file in files}
        passages = tuple(passage for file in files for passage in file.passages)
        return cls(Corpus(plans, sources, passages, LazySearch(version)), version.name)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans of the index."""
        return self.corpus.plans

    @cached_property
    def _restorer(self) -> Restorer:
        return Restorer.open()

    @cached_property
    def _vocabulary(self) -> CorpusModel:
        """How questions and these plans are worded, which the restoration of diacritics favours."""
        passages = self.corpus.passages[:: -(-len(self.corpus.passages) // _WORDED) or 1]
        texts = [" ".join(passage.text for passage in passages)]
        return CorpusModel.from_texts([*phrasings() * 3, *texts])

    @cached_property
    def _abbreviations(self) -> frozenset[str]:
        """What phrases are shortened to, which is no slip of typing."""
        words = {word for wording in self.corpus.book.entries for word in wording if word.isalpha()}
        return frozenset(word for word in words if not SYLLABLE.fullmatch(word))

    def source(self, document: str) -> str:
        """Return the source text of a document.

        Raises:
            KeyError: the index has no such document.
        """
        return self.corpus.source(document)

    def repair(self, document: str, start: int, end: int) -> Restored:
        """Return a stretch of a damaged document's source beside its repair; offsets count from ``start``.

        Raises:
            KeyError: the index has no such document.
        """
        plan = self.plans[self.corpus.by_document[document]]
        return self._restorer.restore(self.source(document)[start:end], "vie" if plan.coverage.ocr_pages else "auto")

    def ask(self, question: str, conversation: Conversation | None = None) -> Answer:
        """Answer a question, or refuse it with the reason.

        Args:
            question: as typed; accented, unaccented, half-accented, or English.
            conversation: what was asked before; the question and its answer are added to it.

        Raises:
            NotGrounded: only of a ``strict`` assistant; the answer shows what no cited source holds.
        """
        began = time.perf_counter()
        frame = inherit(self.understand(question), conversation, self.corpus.aliases)
        draft = respond(frame, self.corpus)
        answer = Answer(
            question=question,
            understood=" ".join(frame.understood.split()),
            answer=draft.text,
            abstained=draft.abstained,
            reason=draft.reason,
            units=() if draft.abstained else unique(draft.units),
            deadlines=() if draft.abstained else unique(draft.deadlines),
            citations=draft.citer.citations,
            latency_ms=(time.perf_counter() - began) * 1000,
            language=frame.language,
            suggestions=tuple(draft.suggestions),
            counted=tuple(draft.counted),
        )
        if broken := violations(answer, self.corpus):
            if self.strict:
                raise NotGrounded(f"{question!r}: {'; '.join(broken)}\n{answer.answer}")
            _LOG.error("answer not grounded: %s", "; ".join(broken))
            refused = draft.say("no_match")
            answer = Answer(question, frame.understood, refused, True, "not_grounded", language=frame.language)
        if conversation is not None:
            conversation.remember(frame, answer)
        return answer

    def stream(
        self, question: str, conversation: Conversation | None = None, writer: Writer | None = None
    ) -> Iterator[Answer]:
        """Yield an answer as `ask` gives it and, with a writer, its `wordings`; each replaces the one before."""
        answer = self.ask(question, conversation)
        yield answer
        if writer is not None:
            yield from self.wordings(answer, writer)

    def wordings(self, answer: Answer, writer: Writer) -> Iterator[Answer]:
        """Yield an answer as a language model words it: ``partial`` ones as it grows, the last one whole."""
        yield from writer.states(answer, self.corpus)

    def corrected(self, text: str) -> Restored:
        """Return a Vietnamese question without its slips of typing."""
        return correct(text, self._restorer, self._vocabulary, self._abbreviations)

    def restored(self, text: str) -> str:
        """Return a Vietnamese question with its diacritics."""
        return self._restorer.restore_question(text, self._vocabulary).text

    def understand(self, question: str) -> Frame:
        """Return the frame of a question that stands alone."""
        text = nfc(" ".join(question.split()))[:_LONGEST_QUESTION]
        language = language_of(text)
        understood = text
        if language == "vi":
            understood = self.restored(self.corrected(spelled_out(text)).text)
            understood = understood if has_marks(text) else spelt(understood)
        since = self.corpus.years[0] if self.corpus.years else self.today().year
        understood = with_days_named(understood, self.today(), since, language)
        default_year = self.corpus.years[-1] if len(self.corpus.years) == 1 else None
        corpus = self.corpus
        return read_question(
            text,
            understood,
            language,
            corpus.book,
            corpus.units,
            corpus.agencies,
            corpus.years,
            default_year,
            corpus.localities,
            corpus.numbers,
            corpus.years_in_plans,
        )

    def tasks(
        self,
        document: str | None = None,
        unit: str | None = None,
        year: int | None = None,
        due: tuple[dt.date, dt.date] | None = None,
    ) -> list[tuple[Plan, Task]]:
        """Return the tasks that satisfy all that is given.

        Args:
            document: name of the document, or a part of it.
            unit: a unit that leads or co-ordinates, by any of its names.
            year: year of the plan.
            due: first and last day; tasks whose stated interval meets them.
        """
        wanted = canonical(unit, self.corpus.aliases) if unit else None
        found = []
        for plan in self.plans:
            if (document and document not in plan.document) or (year and plan.metadata.year != year):
                continue
            for task in plan.tasks:
                names = {mention.canonical for mention in task.units}
                if wanted and wanted not in names:
                    continue
                if due and not (task.deadline and task.deadline.overlaps(*due)):
                    continue
                found.append((plan, task))
        return found

    def examples(self) -> list[str]:
        """Return example questions made from the loaded plans: a task of each, and one unit's tasks."""
        return examples(self.corpus)
