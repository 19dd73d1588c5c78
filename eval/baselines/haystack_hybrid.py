"""A complete peer, run offline: Haystack's hybrid retrieval, its own splitter, BM25 and vectors joined by rank."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from eval.baselines.base import Passage
from eval.baselines.dense import embed

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")


class Haystack:
    """Haystack's pipeline of DocumentSplitter, two in-memory retrievers and DocumentJoiner, with their defaults."""

    name = "Haystack"

    def __init__(self, sources: Mapping[str, str]) -> None:
        from haystack import Document, Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.preprocessors import DocumentSplitter
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        whole = [Document(content=text, meta={"doc": doc}) for doc, text in sources.items()]
        pieces = DocumentSplitter(split_by="word", split_length=200, split_overlap=0).run(documents=whole)["documents"]
        vectors = embed([piece.content or "" for piece in pieces])
        store = InMemoryDocumentStore()
        store.write_documents(
            [replace(piece, embedding=vector.tolist()) for piece, vector in zip(pieces, vectors, strict=True)]
        )
        self._pipeline = Pipeline()
        self._pipeline.add_component("words", InMemoryBM25Retriever(store))
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store))
        self._pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("words", "joined")
        self._pipeline.connect("vectors", "joined")

    def search(self, query: str, count: int) -> list[Passage]:
        """Return the best passages."""
        inputs = {"words": {"query": query}, "vectors": {"query_embedding": embed([query])[0].tolist()}}
        found = self._pipeline.run(inputs)["joined"]["documents"][:count]
        return [
            Passage(
                str(piece.meta["doc"]),
                int(piece.meta["split_idx_start"]),
                int(piece.meta["split_idx_start"]) + len(piece.content),
                str(piece.content),
                float(piece.score or 0.0),
            )
            for piece in found
        ]
