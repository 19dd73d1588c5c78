"""Which tasks and passages are looked at: all of a small corpus, the best of the index's search in a large one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.question import Frame
from cchc_assistant.language.english import to_vietnamese

_ALL_TASKS, _ALL_PASSAGES = 400, 800
_SOME = 120


class Search(Protocol):
    """The search of an index, as the answering layer needs it."""

    def tasks(self, words: str, plans: Sequence[int], most: int) -> list[tuple[int, int]]:
        """Return (plan, place in the plan) of the tasks that match best."""
        ...

    def passages(self, words: str, documents: Sequence[str], most: int) -> list[tuple[str, int]]:
        """Return (document, start of the span) of the passages that match best."""
        ...


def task_numbers(frame: Frame, corpus: Corpus, plans: Sequence[int]) -> Sequence[int]:
    """Return the numbers of the tasks to look at."""
    inside = [number for plan in plans for number in corpus.rows_of(plan)]
    if corpus.search is None or len(inside) <= _ALL_TASKS:
        return inside
    found = corpus.search.tasks(_words(frame), plans, _SOME)
    return [corpus.rows_of(plan)[task] for plan, task in found]


def passage_numbers(frame: Frame, corpus: Corpus, plans: Sequence[int]) -> Sequence[int]:
    """Return the numbers of the passages to look at."""
    inside = [number for plan in plans for number in corpus.passages_of(corpus.plans[plan].document)]
    if corpus.search is None or len(inside) <= _ALL_PASSAGES:
        return inside
    documents = [corpus.plans[plan].document for plan in plans] if len(plans) < len(corpus.plans) else []
    places = corpus.passage_places
    found = corpus.search.passages(_words(frame), documents, _SOME)
    return [places[place] for place in found if place in places]


def _words(frame: Frame) -> str:
    if frame.language == "en":
        return to_vietnamese(frame.understood, most=2)
    return frame.understood
