"""BM25 over the same passages, words as they stand between spaces and punctuation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from eval.baselines.base import Passage, split


class Lexical:
    """Passages by BM25 (bm25s, its defaults, no stop words)."""

    name = "BM25"

    def __init__(self, sources: Mapping[str, str]) -> None:
        import bm25s

        self._passages = split(sources)
        self._index = bm25s.BM25()
        texts = [passage.text for passage in self._passages]
        self._index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)

    def search(self, query: str, count: int) -> list[Passage]:
        """Return the best passages; those without any word of the query are none."""
        import bm25s

        words = bm25s.tokenize([query], stopwords=None, show_progress=False)
        places, scores = self._index.retrieve(words, k=min(count, len(self._passages)), show_progress=False)
        return [
            replace(self._passages[int(place)], score=float(score))
            for place, score in zip(places[0], scores[0], strict=True)
            if score > 0
        ]
