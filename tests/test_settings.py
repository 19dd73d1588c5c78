"""Where things are unless the environment says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.errors import UsageError
from cchc_assistant.settings import Settings, port_number


def test_environment_changes_the_defaults() -> None:
    settings = Settings.from_environment({"CCHC_INDEX": "/tmp/chi-muc", "CCHC_PORT": "8080", "CCHC_HOST": ""})
    assert settings == Settings(index=Path("/tmp/chi-muc"), port=8080)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "tám", "٨٠٨٠", ""])
def test_port_that_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="--port="):
        port_number(text, "--port")
