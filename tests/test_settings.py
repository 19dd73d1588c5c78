"""Where things are unless the environment says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.errors import UsageError
from cchc_assistant.settings import LanguageModel, Settings, networks, port_number


def test_environment_changes_the_defaults() -> None:
    settings = Settings.from_environment(
        {"CCHC_INDEX": "/tmp/chi-muc", "CCHC_PORT": "8080", "CCHC_HOST": "", "CCHC_EMBEDDING_MODEL": "m"}
    )
    assert settings == Settings(index=Path("/tmp/chi-muc"), port=8080, embedding_model="m")


@pytest.mark.parametrize("text", ["0", "65536", "-1", "tám", "٨٠٨٠", ""])
def test_port_that_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="--port="):
        port_number(text, "--port")


def test_proxies_are_addresses_and_networks() -> None:
    assert networks("", "--proxy") == ()
    assert networks("10.0.0.5, 172.16.0.0/12", "--proxy") == ("10.0.0.5/32", "172.16.0.0/12")
    with pytest.raises(UsageError, match="--proxy=proxy"):
        networks("proxy.lan", "--proxy")


def test_no_language_model_unless_its_address_is_given() -> None:
    assert Settings.from_environment({"CCHC_LLM_MODEL": "qwen3:8b"}).language_model is None
    given = {"CCHC_LLM_URL": "http://127.0.0.1:11434/v1/", "CCHC_LLM_MODEL": "qwen3:8b", "CCHC_LLM_KEY": "khoa"}
    model = Settings.from_environment(given).language_model
    assert model == LanguageModel("http://127.0.0.1:11434/v1", "qwen3:8b", "khoa", 60.0)
    assert "khoa" not in repr(model)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CCHC_LLM_URL", "127.0.0.1:11434"),
        ("CCHC_LLM_URL", "file:///etc/passwd"),
        ("CCHC_LLM_URL", "http://[::1/v1"),
        ("CCHC_LLM_MODEL", ""),
        ("CCHC_LLM_TIMEOUT", "0"),
        ("CCHC_LLM_TIMEOUT", "một phút"),
    ],
)
def test_language_model_that_cannot_be_used_is_named(name: str, value: str) -> None:
    given = {"CCHC_LLM_URL": "http://127.0.0.1:8000/v1", "CCHC_LLM_MODEL": "thu", name: value}
    with pytest.raises(UsageError, match=name):
        Settings.from_environment(given)
