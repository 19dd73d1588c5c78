"""Passages on disk: one JSON line each, found by its place in the file, so that only the passages shown are read.

``passages.jsonl`` and ``starts.npy`` (where each line begins); ``owners.npy`` (number of the document) and
``kinds.npy`` for filters, ``fields.npy`` (bits of what a passage holds) for the ranking; ``documents.json`` what
filters ask of a document.
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from cchc_assistant.plans.model import Plan, Span
from cchc_assistant.retrieval.model import Column, Passage, PassageKind

KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
FILES = ("passages.jsonl", "starts.npy", "owners.npy", "kinds.npy", "fields.npy", "documents.json")


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What filters and the search's context know of a document; empty where the plan does not state it."""

    name: str
    title: str = ""
    agency: str = ""
    province: str = ""
    year: int | None = None
    number: str = ""
    aliases: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> DocumentFacts:
        """Take the facts from a plan's metadata."""
        meta = plan.metadata
        texts = [field.text if field else "" for field in (meta.title, meta.agency, meta.province, meta.number)]
        return cls(plan.document, texts[0], texts[1], texts[2], meta.year, texts[3], plan.aliases)

    @property
    def context(self) -> str:
        """The words that tell this plan from others."""
        year = f"năm {self.year}" if self.year else ""
        return " . ".join(part for part in (self.title, self.agency, self.province, year, self.number) if part)


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return a passage as JSON values, without its document."""
    return {
        "section": passage.section,
        "heading": list(passage.heading),
        "text": passage.text,
        "span": [passage.span.start, passage.span.end, passage.span.page],
        "kind": passage.kind,
        "runs": [number for run in passage.runs for number in run],
        "columns": [[column.header, column.start, column.end] for column in passage.columns],
    }


def load_passage(data: dict[str, Any], document: str) -> Passage:
    """Read back what `passage_json` made.

    Raises:
        KeyError, TypeError, ValueError: it is no passage.
    """
    start, end, page = data["span"]
    runs = data["runs"]
    return Passage(
        document,
        data["section"],
        tuple(data["heading"]),
        data["text"],
        Span(document, start, end, page),
        data["kind"],
        tuple(zip(runs[::2], runs[1::2], strict=True)),
        tuple(Column(*column) for column in data["columns"]),
    )


def write(
    folder: Path, documents: Sequence[tuple[DocumentFacts, Sequence[Passage]]], fields: Sequence[int] = ()
) -> int:
    """Write the passages of some documents; return how many there are.

    Args:
        folder: made if it is not there.
        documents: each document with its passages.
        fields: for each passage of all documents, the bits of `fields.Field` it holds; none if left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    starts, owners, kinds = [0], [], []
    with (folder / "passages.jsonl").open("wb") as file:
        for owner, (_, passages) in enumerate(documents):
            for passage in passages:
                file.write(json.dumps(passage_json(passage), ensure_ascii=False).encode() + b"\n")
                starts.append(file.tell())
                owners.append(owner)
                kinds.append(KINDS.index(passage.kind))
    np.save(folder / "starts.npy", np.array(starts, np.int64))
    np.save(folder / "owners.npy", np.array(owners, np.int32))
    np.save(folder / "kinds.npy", np.array(kinds, np.uint8))
    np.save(folder / "fields.npy", np.array(fields or [0] * len(owners), np.uint16))
    facts = [asdict(document) for document, _ in documents]
    (folder / "documents.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(owners)


@dataclass(frozen=True, eq=False)
class PassageStore:
    """Open passages; a sequence that reads each from disk when it is asked for."""

    folder: Path
    documents: tuple[DocumentFacts, ...]
    starts: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]
    fields: npt.NDArray[np.uint16]

    @classmethod
    def open(cls, folder: Path) -> PassageStore:
        """Map the passages in ``folder``.

        Raises:
            OSError, ValueError, KeyError, TypeError: a file is missing or damaged.
        """
        documents = cls.documents_in(folder)
        starts, owners, kinds, fields = (np.load(folder / name, mmap_mode="r") for name in FILES[1:5])
        size = (folder / "passages.jsonl").stat().st_size
        if len(starts) != len(owners) + 1 or not len(owners) == len(kinds) == len(fields) or int(starts[-1]) != size:
            raise ValueError(f"{folder}: passages and their places do not agree")
        return cls(folder, documents, starts, owners, kinds, fields)

    @staticmethod
    def documents_in(folder: Path) -> tuple[DocumentFacts, ...]:
        """Read what is on record of the documents.

        Raises:
            OSError, ValueError, KeyError, TypeError: the file is missing or damaged.
        """
        facts = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
        return tuple(
            DocumentFacts(**{**fact, "aliases": tuple((short, long) for short, long in fact["aliases"])})
            for fact in facts
        )

    def __len__(self) -> int:
        return len(self.owners)

    @cached_property
    def _file(self) -> int:
        handle = os.open(self.folder / "passages.jsonl", os.O_RDONLY)
        weakref.finalize(self, os.close, handle)
        return handle

    def __getitem__(self, number: int) -> Passage:
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        line = os.pread(self._file, end - start, start)
        return load_passage(json.loads(line), self.documents[int(self.owners[number])].name)

    def some(self, numbers: Sequence[int]) -> list[Passage]:
        """Read some passages."""
        return [self[number] for number in numbers]

    def __iter__(self) -> Iterator[Passage]:
        return (self[number] for number in range(len(self)))

    def by_document(self) -> dict[str, tuple[Passage, ...]]:
        """Read all passages, by the name of their document."""
        found: dict[str, list[Passage]] = {facts.name: [] for facts in self.documents}
        for passage in self:
            found[passage.document].append(passage)
        return {name: tuple(passages) for name, passages in found.items()}
