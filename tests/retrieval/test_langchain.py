from __future__ import annotations

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore

from cchc_assistant.errors import UsageError
from cchc_assistant.retrieval.hybrid import Filter, Searcher
from cchc_assistant.retrieval.langchain_adapters import PlanEmbeddings, PlanRetriever, PlanVectorStore

QUESTION = "ai chủ trì hội thi tìm hiểu cải cách hành chính?"


def test_retriever_returns_what_the_search_finds(searcher: Searcher) -> None:
    retriever = PlanRetriever(searcher=searcher, k=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke(QUESTION)
    hits = searcher.search(QUESTION, 3)
    assert [document.page_content for document in documents] == [hit.passage.text for hit in hits]
    assert documents[0].metadata["start"] == hits[0].passage.span.start


def test_retriever_confined_to_a_year(searcher: Searcher) -> None:
    documents = PlanRetriever(searcher=searcher, where=Filter(years=(2023,))).invoke(QUESTION)
    assert {document.metadata["doc"] for document in documents} == {"qngai-ubnd-2023-tuyen-truyen-cchc.txt"}


def test_embeddings_are_those_of_the_model(searcher: Searcher) -> None:
    embeddings = PlanEmbeddings(searcher.embedder)
    assert isinstance(embeddings, Embeddings)
    assert embeddings.embed_query("tập huấn") == pytest.approx(searcher.embedder.encode(["tập huấn"])[0].tolist())


def test_store_answers_but_takes_nothing(searcher: Searcher) -> None:
    store = PlanVectorStore(searcher)
    assert isinstance(store, VectorStore)
    [(document, score)] = store.similarity_search_with_relevance_scores(QUESTION, k=1)
    assert document.page_content == searcher.search(QUESTION, 1)[0].passage.text
    assert 0 <= score <= 1
    assert store.as_retriever(search_kwargs={"k": 2}).invoke(QUESTION)[0].page_content == document.page_content
    with pytest.raises(UsageError, match="cchc index"):
        store.add_texts(["a"])
    with pytest.raises(UsageError, match="cchc index"):
        PlanVectorStore.from_texts(["a"], store.embeddings)
