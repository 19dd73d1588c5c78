"""What every test shares: the corpus, and no network (pytest-socket lets only loopback through)."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the five shipped plans."""
    return ROOT / "corpus"
