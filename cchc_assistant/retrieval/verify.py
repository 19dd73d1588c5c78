"""A whole check of an index: checksums, counts, spans, arrays, the model. Each problem is one line with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cchc_assistant.errors import CchcError, IndexUnusable
from cchc_assistant.plans.model import Plan, Span
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.embed import open_embedder
from cchc_assistant.retrieval.engine import Engine
from cchc_assistant.retrieval.index_files import Indexed
from cchc_assistant.retrieval.lexical import LexicalIndex
from cchc_assistant.retrieval.register_index import RegisterIndex
from cchc_assistant.retrieval.vectors import VectorIndex

_REBUILD = "chạy lại «cchc index» để dựng lại"


def verify(index: Path, *, model: str = "") -> list[str]:
    """Check the version of an index that is in use.

    Args:
        index: folder of the index.
        model: the embedding model that questions will be asked with, as for `open_embedder`.

    Returns:
        The problems found, in Vietnamese, each with what to do; nothing if the index is whole.
    """
    try:
        version, held = index_files.hold(index)
        try:
            manifest = index_files.manifest_of(version, index)
            damaged = list(_checksums(version, manifest))
            if damaged:
                return damaged  # what is built on damaged files need not be looked at
            files = index_files.read(index, passages=True)
            return [*_counts(version, manifest, files), *_spans(files), *_search(version, manifest, model)]
        finally:
            if held is not None:
                held.close()
    except IndexUnusable as error:
        return [str(error)]


def _checksums(version: Path, manifest: dict[str, Any]) -> Iterator[str]:
    listed: dict[str, str] = manifest.get("checksums", {})
    for name, digest in listed.items():
        path = version / name
        if not path.is_file():
            yield f"{path}: thiếu tệp này; {_REBUILD}"
        elif index_files.sha256_of(path) != digest:
            yield f"{path}: nội dung đã bị thay đổi sau khi dựng; {_REBUILD}"
    found = {path.relative_to(version).as_posix() for path in version.rglob("*") if path.is_file()}
    for name in sorted(found - listed.keys() - {index_files.MANIFEST}):
        yield f"{version / name}: tệp lạ trong chỉ mục; xóa tệp này hoặc {_REBUILD}"


def _counts(version: Path, manifest: dict[str, Any], files: list[Indexed]) -> Iterator[str]:
    plans = [file.plan for file in files if file.plan is not None]
    counted = {
        "plans": len(plans),
        "tasks": sum(len(plan.tasks) for plan in plans),
        "passages": sum(len(file.passages) for file in files),
    }
    for name, count in counted.items():
        if manifest.get(name) != count:
            yield f"{version}: ghi {manifest.get(name)} {name} nhưng có {count}; {_REBUILD}"


def _spans(files: list[Indexed]) -> Iterator[str]:
    for file in files:
        if file.plan is None:
            continue
        last = len(file.source)
        spans = [*_plan_spans(file.plan), *(passage.span for passage in file.passages)]
        wrong = sum(span.end > last for span in spans)
        if wrong:
            yield f"{file.name}: {wrong} đoạn trích vượt quá cuối văn bản gốc; {_REBUILD}"


def _plan_spans(plan: Plan) -> Iterator[Span]:
    yield from (section.span for section in plan.sections)
    for task in plan.tasks:
        yield from (task.source, task.task.span, *(unit.span for unit in task.units))
        if task.deadline:
            yield task.deadline.span


def _search(version: Path, manifest: dict[str, Any], model: str) -> Iterator[str]:
    try:
        engine = Engine.open(version / "search")
        register = RegisterIndex.open(version / "register")
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{version}: phần tìm kiếm hỏng ({error}); {_REBUILD}"
        return
    if (engine.count, len(register.places)) != (manifest.get("passages"), manifest.get("tasks")):
        yield f"{version}: phần tìm kiếm {engine.count} đoạn, {len(register.places)} nhiệm vụ, không khớp; {_REBUILD}"
    for part, lexical in (("search", engine.lexical), ("register", register.lexical)):
        if problem := _lexical(lexical):
            yield f"{version / part}: {problem}; {_REBUILD}"
    assert isinstance(engine.vectors, VectorIndex)
    lengths = np.linalg.norm(np.asarray(engine.vectors.rows, np.float32), axis=1) if engine.count else np.ones(1)
    if not np.isfinite(lengths).all() or (lengths > 1.01).any():
        yield f"{version / 'search'}: có véc-tơ hỏng; {_REBUILD}"
    try:
        name = open_embedder(model).name
    except CchcError as error:
        yield str(error)
        return
    if name != engine.model:
        yield f"{version}: chỉ mục dựng bằng mô hình «{engine.model}», đang dùng «{name}»; chạy lại «cchc index»"


def _lexical(index: LexicalIndex) -> str:
    terms, starts = np.asarray(index.terms), np.asarray(index.starts)
    if (terms[1:] <= terms[:-1]).any() or (np.diff(starts) <= 0).any():
        return "bảng từ không theo thứ tự"
    docs = np.asarray(index.docs)
    if len(docs) and (docs.min() < 0 or docs.max() >= index.count):
        return "bảng từ chỉ tới đoạn không có"
    return ""
