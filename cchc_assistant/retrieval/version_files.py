"""The files of one version of an index: plans, sources, passages and searches, written into a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cchc_assistant.plans.serialize import dump
from cchc_assistant.retrieval import index_search
from cchc_assistant.retrieval.embed import Embedder
from cchc_assistant.retrieval.index_files import FORMAT, MANIFEST, READERS, Indexed, sha256_of


def fill(
    version: Path,
    files: Sequence[Indexed],
    *,
    model: str = "",
    fingerprint: str = "",
    paths: Sequence[str] = (),
    embedder: Embedder | None = None,
    before: Path | None = None,
) -> None:
    """Write a whole version into a folder, its manifest last.

    Args:
        version: the folder.
        files: as for `write`, as are the other arguments.
        model: likewise.
        fingerprint: likewise.
        paths: likewise.
        embedder: likewise.
        before: folder of a version whose vectors are taken over for texts that have not changed.
    """
    (version / "sources").mkdir(parents=True)
    records = _write_plans(version, files)
    facts = index_search.write(version, [file for file in files if file.plan is not None], model, embedder, before)
    (version / READERS).touch()
    manifest = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "paths": list(paths),
        "files": records,
        "plans": sum(file.plan is not None for file in files),
        "tasks": sum(len(file.plan.tasks) for file in files if file.plan),
        **facts,
        "checksums": {
            path.relative_to(version).as_posix(): sha256_of(path)
            for path in sorted(version.rglob("*"))
            if path.is_file()
        },
    }
    (version / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_plans(building: Path, files: Sequence[Indexed]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    with (building / "plans.jsonl").open("w", encoding="utf-8", newline="\n") as plans:
        for number, file in enumerate(files, 1):
            record: dict[str, Any] = {"name": file.name, "sha256": file.sha256}
            if file.plan is None:
                record["error"] = file.error
            else:
                record["source"] = f"sources/{number:04}.txt"
                (building / record["source"]).write_text(file.source, encoding="utf-8", newline="")
                plans.write(json.dumps(dump(file.plan), ensure_ascii=False) + "\n")
            records.append(record)
    return records
