"""The searchable part of an index version: passages, their search, and the search over tasks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from cchc_assistant.plans.model import Plan
from cchc_assistant.retrieval import engine, fields, leads, passage_store, register_index
from cchc_assistant.retrieval.embed import Embedder, open_embedder
from cchc_assistant.retrieval.engine import SearchText
from cchc_assistant.retrieval.index_files import Indexed
from cchc_assistant.retrieval.model import Passage
from cchc_assistant.retrieval.passage_store import DocumentFacts
from cchc_assistant.retrieval.phrasing import Phrasing


def write(
    version: Path, files: Sequence[Indexed], model: str, embedder: Embedder | None = None, before: Path | None = None
) -> dict[str, Any]:
    """Write the search over some files, all of them plans; return what the manifest says of it.

    Args:
        version: folder of the version.
        files: the files.
        model: the embedding model, as for `open_embedder`.
        embedder: that model itself, where it works elsewhere than in this process.
        before: folder of a version whose vectors are taken over for texts that have not changed.

    Raises:
        BrokenEmbedder: the embedding model can't be opened.
    """
    plans = [file.plan for file in files if file.plan is not None]
    facts = [DocumentFacts.of(plan) for plan in plans]
    phrasing = Phrasing.of(alias for plan in plans for alias in plan.aliases)
    tasks = [fields.tasks_in(plan, file.passages) for plan, file in zip(plans, files, strict=True)]
    held = [
        bits
        for plan, file, inside in zip(plans, files, tasks, strict=True)
        for bits in fields.held(plan, file.passages, inside)
    ]
    cut = list(zip(facts, (file.passages for file in files), strict=True))
    count = passage_store.write(version / "passages", cut, held)
    leads.write(version / "passages", chain.from_iterable(tasks), phrasing)
    texts = [
        text_of(passage, fact, phrasing) for fact, file in zip(facts, files, strict=True) for passage in file.passages
    ]
    embedder = embedder or open_embedder(model)
    kind = engine.build(texts, version / "search", embedder, before=before / "search" if before else None)
    _register(version, plans, facts, phrasing)
    return {"passages": count, "model": embedder.name, "dimensions": embedder.dimensions, "vectors": kind}


def _register(version: Path, plans: Sequence[Plan], facts: Sequence[DocumentFacts], phrasing: Phrasing) -> None:
    register_index.write(
        version / "register", [(plan, fact.context) for plan, fact in zip(plans, facts, strict=True)], phrasing
    )


def text_of(passage: Passage, facts: DocumentFacts, phrasing: Phrasing) -> SearchText:
    """Return what is searched of a passage: its text, the titles above it, and its plan's title, agency and year."""
    headers = " . ".join(column.header for column in passage.columns if column.header)
    return SearchText(
        phrasing.write_out(passage.text),
        phrasing.write_out(" . ".join(passage.heading)),
        phrasing.write_out(f"{facts.context} . {headers}"),
    )
