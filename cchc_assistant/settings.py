"""Where things are and how the server listens: the defaults, and the environment variables that change them.

| variable             | default                     | what it sets                                |
|----------------------|-----------------------------|---------------------------------------------|
| CCHC_INDEX           | indexes/default             | the index that commands read and write      |
| CCHC_STORE           | none                        | a Milvus server that keeps it instead       |
| CCHC_CLUSTER         |                             | a dask scheduler for ``cchc index``         |
| CCHC_CORPUS          | corpus                      | what ``cchc index`` reads without a path    |
| CCHC_EMBEDDING_MODEL | the shipped one             | a sentence-transformers model: folder, name |
| CCHC_HOST            | 127.0.0.1                   | the address the page listens on             |
| CCHC_PORT            | 7860                        | the port the page listens on                |
| CCHC_ROOT            | none                        | the path at which a proxy shows the page    |
| CCHC_PROXY           | none                        | addresses of proxies on other computers     |
| CCHC_USERS           | users.json beside the index | who may use the server                      |
| CCHC_WORKERS         | 1                           | the processes that answer                   |
| CCHC_LOG             | none                        | text or json: a line for every event        |
| CCHC_LOG_QUESTIONS   | none                        | 1: what users ask is in the log             |

A language model that words answers is used where its address is given; without it nothing is sent anywhere. The address
is that of any server with an OpenAI-compatible interface: vLLM, Ollama, llama.cpp's server.

| variable         | example                   | what it sets                              |
|------------------|---------------------------|-------------------------------------------|
| CCHC_LLM_URL     | http://127.0.0.1:11434/v1 | the address, without ``/chat/completions`` |
| CCHC_LLM_MODEL   | qwen3:8b                  | the model's name at that server           |
| CCHC_LLM_KEY     |                           | the key, if the server wants one          |
| CCHC_LLM_TIMEOUT | 60                        | the seconds that a wording may take       |
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cchc_assistant.errors import UsageError


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A language model behind an OpenAI-compatible address; ``timeout`` is in seconds, for one whole wording."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; a command's own options come before them."""

    index: Path = Path("indexes/default")
    store: str = ""
    cluster: str = ""
    corpus: Path = Path("corpus")
    embedding_model: str = ""
    host: str = "127.0.0.1"
    port: int = 7860
    users: Path | None = None
    root: str = ""
    proxy: str = ""
    workers: int = 1
    log: str = "none"
    log_questions: bool = False
    language_model: LanguageModel | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings from environment variables; an empty variable is as good as none.

        Raises:
            UsageError: a value can't be used: CCHC_PORT is not a port number, a language model has no name.
        """
        default = cls()
        given = {name: value for name, value in environment.items() if value}
        return cls(
            index=Path(given.get("CCHC_INDEX", default.index)),
            store=given.get("CCHC_STORE", default.store),
            cluster=given.get("CCHC_CLUSTER", default.cluster),
            corpus=Path(given.get("CCHC_CORPUS", default.corpus)),
            embedding_model=given.get("CCHC_EMBEDDING_MODEL", default.embedding_model),
            host=given.get("CCHC_HOST", default.host),
            port=port_number(given["CCHC_PORT"], "CCHC_PORT") if "CCHC_PORT" in given else default.port,
            users=Path(given["CCHC_USERS"]) if "CCHC_USERS" in given else default.users,
            root=given.get("CCHC_ROOT", default.root),
            proxy=given.get("CCHC_PROXY", default.proxy),
            log=given.get("CCHC_LOG", default.log),
            log_questions="CCHC_LOG_QUESTIONS" in given,
            workers=count(given["CCHC_WORKERS"], "CCHC_WORKERS") if "CCHC_WORKERS" in given else default.workers,
            language_model=_language_model(given) if "CCHC_LLM_URL" in given else default.language_model,
        )


def _language_model(given: Mapping[str, str]) -> LanguageModel:
    url, model = given["CCHC_LLM_URL"].rstrip("/"), given.get("CCHC_LLM_MODEL", "")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"CCHC_LLM_URL={url}: cần một địa chỉ như http://127.0.0.1:11434/v1")
    if not model:
        raise UsageError("thiếu CCHC_LLM_MODEL: tên mô hình ở CCHC_LLM_URL, ví dụ qwen3:8b")
    timeout = given.get("CCHC_LLM_TIMEOUT", "60")
    if not (timeout.isascii() and timeout.isdigit() and 1 <= int(timeout) <= 600):
        raise UsageError(f"CCHC_LLM_TIMEOUT={timeout}: cần một số giây từ 1 đến 600, ví dụ 60")
    return LanguageModel(url, model, given.get("CCHC_LLM_KEY", ""), float(timeout))


def port_number(text: str, name: str) -> int:
    """Return the port number written in ``text``.

    Raises:
        UsageError: it is not a number from 1 to 65535; the message calls it ``name``.
    """
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(f"{name}={text}: cần một số cổng từ 1 đến 65535, ví dụ 7860")


def count(text: str, name: str) -> int:
    """Return the number, one or more, written in ``text``.

    Raises:
        UsageError: it is not; the message calls it ``name``.
    """
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 9999:
        return int(text)
    raise UsageError(f"{name}={text}: cần một số từ 1 trở lên, ví dụ 2")


def networks(text: str, name: str) -> tuple[str, ...]:
    """Return the addresses and networks written in ``text``, between commas: "10.0.0.5,172.16.0.0/12".

    Raises:
        UsageError: one is neither; the message calls it ``name``.
    """
    written = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return tuple(str(ipaddress.ip_network(part)) for part in written)
    except ValueError:
        raise UsageError(f"{name}={text}: cần địa chỉ hoặc mạng, ví dụ 10.0.0.5,172.16.0.0/12") from None


def users_file(named: Path | None, index: Path) -> Path:
    """Return the users file: the one that was named, else the one beside the folder of the index."""
    return named or index.parent / "users.json"
