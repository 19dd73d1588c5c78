"""The search of an index in the form in which answering asks for it: where the best tasks and passages stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from cchc_assistant.retrieval.hybrid import Filter, Searcher
from cchc_assistant.retrieval.register_index import RegisterIndex
from cchc_assistant.retrieval.store import Version


class IndexSearch:
    """Searches one version of an index; each search is opened when it is first needed."""

    def __init__(self, version: Version) -> None:
        self._version = version

    @cached_property
    def _searcher(self) -> Searcher:
        return self._version.searcher()

    @cached_property
    def _register(self) -> RegisterIndex:
        return self._version.register(self._searcher)

    def tasks(self, words: str, plans: Sequence[int], most: int) -> list[tuple[int, int]]:
        """Return (plan, place in the plan) of the tasks that match best, of the given plans."""
        return [(hit.plan, hit.task) for hit in self._register.search(words, most, plans=plans)]

    def passages(self, words: str, documents: Sequence[str], most: int) -> list[tuple[str, int]]:
        """Return (document, start of the span) of the passages that match best; of all documents if none is given."""
        hits = self._searcher.search(words, most, Filter(documents=tuple(documents)))
        return [(hit.passage.document, hit.passage.span.start) for hit in hits]
