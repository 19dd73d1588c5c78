"""What every baseline is: a retriever of passages, and the prediction made of its first passages."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cchc_assistant.evaluation.asking import Record
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.evaluation.trace import Candidate, Trace

DEPTH = 20


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document's text, and how well it matches where it was found."""

    doc: str
    start: int
    end: int
    text: str
    score: float = 0.0


class Retriever(Protocol):
    """Finds passages; made from the source texts by document."""

    name: str

    def search(self, query: str, count: int) -> list[Passage]:
        """Return the best passages, the best first."""
        ...


def records(retriever: Retriever, questions: Sequence[Question], depths: Sequence[int]) -> dict[str, list[Record]]:
    """Ask a retriever every question; the first one, four, … passages as they stand are its answers, by name."""
    found: dict[str, list[Record]] = {name_at(retriever, depth): [] for depth in depths}
    retriever.search("khởi động", 1)
    for question in questions:
        began = time.perf_counter()
        query = f"{question.context_question} {question.question}" if question.context_question else question.question
        passages = retriever.search(query, DEPTH)
        spent = (time.perf_counter() - began) * 1000
        candidates = tuple(Candidate(each.doc, each.start, each.end, "", each.score) for each in passages)
        confidence = passages[0].score if passages else 0.0
        for depth in depths:
            prediction = _prediction(question, passages[:depth], spent)
            found[name_at(retriever, depth)].append(Record(prediction, Trace((), candidates, confidence)))
    return found


def name_at(retriever: Retriever, depth: int) -> str:
    """Return what a retriever that answers with so many passages is called."""
    return f"{retriever.name} ×{depth}"


def _prediction(question: Question, passages: Sequence[Passage], spent: float) -> dict[str, Any]:
    citations = [
        {
            "doc": passage.doc,
            "title": passage.doc,
            "section": "",
            "page": None,
            "quote": passage.text,
            "start": passage.start,
            "end": passage.end,
            "repaired": None,
        }
        for passage in passages
    ]
    return {
        "id": question.id,
        "question": question.question,
        "understood": question.question,
        "answer": "\n\n".join(passage.text for passage in passages),
        "abstained": not passages,
        "reason": None if passages else "no_match",
        "units": [],
        "deadlines": [],
        "citations": citations,
        "latency_ms": round(spent, 2),
    }


def split(sources: Mapping[str, str]) -> list[Passage]:
    """Cut texts as LangChain's tutorials do: 1,000 characters with an overlap of 200."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    passages = []
    for doc, text in sources.items():
        for piece in splitter.create_documents([text]):
            start = int(piece.metadata["start_index"])
            passages.append(Passage(doc, start, start + len(piece.page_content), piece.page_content))
    return passages
