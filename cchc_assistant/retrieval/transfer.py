"""What is to be indexed of a file as plain values, to hand it from a worker of a cluster to the program."""

from __future__ import annotations

from typing import Any

from cchc_assistant.plans.serialize import dump, load_plan
from cchc_assistant.retrieval.index_files import Indexed
from cchc_assistant.retrieval.passage_store import load_passage, passage_json


def to_values(file: Indexed) -> dict[str, Any]:
    """Return a file as values that JSON can write."""
    if file.plan is None:
        return {"error": file.error}
    passages = [passage_json(passage) for passage in file.passages]
    return {"plan": dump(file.plan), "source": file.source, "passages": passages}


def from_values(values: dict[str, Any], name: str, digest: str) -> Indexed:
    """Return the file of values made by `to_values`."""
    if "plan" not in values:
        return Indexed(name, digest, error=str(values["error"]))
    passages = tuple(load_passage(passage, name) for passage in values["passages"])
    return Indexed(name, digest, load_plan(values["plan"]), str(values["source"]), passages=passages)
