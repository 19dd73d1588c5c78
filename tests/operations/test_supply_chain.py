"""The lock that deployments are installed from, and what is said of it."""

from __future__ import annotations

import json
from importlib import metadata

import pytest

from deploy import supply_chain


def test_lock_fits_the_project_and_has_no_cuda() -> None:
    told, faults = supply_chain.lock()
    assert faults == []
    assert supply_chain.pinned()["torch"].endswith("+cpu")
    assert told == f"{len(supply_chain.pinned())} packages with hashes"


def test_weaknesses_are_told_with_their_remedy() -> None:
    weaknesses = [{"id": "PYSEC-2023-221", "fix_versions": ["2.3.8", "3.0.1"]}, {"id": "X-1", "fix_versions": []}]
    found = [
        {"name": "werkzeug", "version": "2.0.0", "vulns": weaknesses},
        {"name": "anyio", "version": "4.0", "vulns": []},
        {"name": "torch", "skip_reason": "not found"},
    ]
    assert supply_chain.audited(json.dumps({"dependencies": found}), "") == (
        "2 packages audited; no answer for torch",
        ["werkzeug 2.0.0: PYSEC-2023-221, mended in 2.3.8, 3.0.1", "werkzeug 2.0.0: X-1, mended in no version yet"],
    )


@pytest.mark.parametrize(
    ("stdout", "stderr"),
    [("", "Traceback\nConnectionError: no route"), ('{"dependencies": [{"name": "a", "skip_reason": "?"}]}', "")],
)
def test_silence_of_the_registry_is_no_clean_bill(stdout: str, stderr: str) -> None:
    told, faults = supply_chain.audited(stdout, stderr)
    assert told.startswith("skipped: ")
    assert faults == []


def test_component_names_its_licence_and_where_it_comes_from() -> None:
    build = {"name": "torch", "version": "0+cpu", "externalReferences": [{"url": "elsewhere", "hashes": []}]}
    assert supply_chain.completed(build)["externalReferences"] == [
        {"url": "https://download.pytorch.org/whl/cpu/torch/", "hashes": []}
    ]
    component = {"name": "numpy", "version": metadata.version("numpy"), "description": "requirements line 7"}
    assert set(supply_chain.completed(component)) == {"name", "version", "licenses"}
    assert "licenses" not in supply_chain.completed(component | {"version": "0"})
