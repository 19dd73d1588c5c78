"""The search as parts of LangChain: an `Embeddings`, a `BaseRetriever` and a read-only `VectorStore`.

Nothing else here imports LangChain; a chain of one's own takes them like any other:

    retriever = PlanRetriever(searcher=Searcher.open(Path("indexes/default")), k=5)
    retriever.invoke("ai chủ trì đào tạo ISO 9001?")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict

from cchc_assistant.errors import UsageError
from cchc_assistant.retrieval.embed import Embedder
from cchc_assistant.retrieval.hybrid import Searcher
from cchc_assistant.retrieval.model import Filter, Hit


def document_of(hit: Hit) -> Document:
    """Return a hit as a document: its text, and in the metadata where it stands and how it scored."""
    passage = hit.passage
    metadata = {
        "doc": passage.document,
        "section": passage.section,
        "heading": list(passage.heading),
        "kind": passage.kind,
        "page": passage.span.page,
        "start": passage.span.start,
        "end": passage.span.end,
        "score": hit.score,
        "lexical": hit.lexical,
        "dense": hit.dense,
    }
    return Document(page_content=passage.text, metadata=metadata)


class PlanEmbeddings(Embeddings):
    """An embedding model as LangChain takes it."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of length 1 a text."""
        vectors: list[list[float]] = self.embedder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.embed_documents([text])[0]


class PlanRetriever(BaseRetriever):
    """The hybrid search as a retriever; ``where`` confines it to some plans."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 4
    where: Filter = Filter()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [document_of(hit) for hit in self.searcher.search(query, self.k, self.where)]


class PlanVectorStore(VectorStore):
    """An index as a vector store: it answers searches, and is filled by ``cchc index`` alone."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    @property
    def embeddings(self) -> Embeddings:
        """The model that built the index."""
        return PlanEmbeddings(self.searcher.embedder)

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:  # noqa: ANN401
        """Return the best passages; ``filter`` may hold a `Filter`."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(
        self,
        query: str,
        k: int = 4,
        **kwargs: Any,  # noqa: ANN401
    ) -> list[tuple[Document, float]]:
        """Return the best passages with their fused scores; ``filter`` may hold a `Filter`."""
        hits = self.searcher.search(query, k, kwargs.get("filter"))
        return [(document_of(hit), hit.score) for hit in hits]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda score: max(0.0, min(1.0, score))

    def add_texts(self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **_: Any) -> NoReturn:  # noqa: ANN401
        """Refuse: an index holds plans with their places in the sources, which texts alone have not.

        Raises:
            UsageError: always.
        """
        raise UsageError("không thêm văn bản rời vào chỉ mục được; hãy thêm tệp rồi chạy «cchc index»")

    @classmethod
    def from_texts(cls, texts: list[str], embedding: Embeddings, **_: Any) -> NoReturn:  # type: ignore[override]  # noqa: ANN401
        """Refuse, as `add_texts` does.

        Raises:
            UsageError: always.
        """
        raise UsageError("không dựng chỉ mục từ văn bản rời được; hãy chạy «cchc index»")
