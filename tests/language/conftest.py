"""The shipped restorer, opened once."""

from __future__ import annotations

import pytest

from cchc_assistant.language.restore import Restorer


@pytest.fixture(scope="session")
def restorer() -> Restorer:
    return Restorer.open()
