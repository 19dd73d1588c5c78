"""Where things are and how the server listens: the defaults, and the environment variables that change them.

| variable     | default                     | what it sets                             |
|--------------|-----------------------------|------------------------------------------|
| CCHC_INDEX   | indexes/default             | the index that commands read and write   |
| CCHC_STORE   | none                        | a Milvus server that keeps it instead    |
| CCHC_CLUSTER |                   | a dask scheduler for ``cchc index``      |
| CCHC_CORPUS  | corpus                      | what ``cchc index`` reads without a path |
| CCHC_HOST    | 127.0.0.1                   | the address the page listens on          |
| CCHC_PORT    | 7860                        | the port the page listens on             |
| CCHC_ROOT    | none                        | the path at which a proxy shows the page |
| CCHC_USERS   | users.json beside the index | who may use the server                   |
| CCHC_WORKERS | 1                           | the processes that answer                |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cchc_assistant.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; a command's own options come before them."""

    index: Path = Path("indexes/default")
    store: str = ""
    cluster: str = ""
    corpus: Path = Path("corpus")
    host: str = "127.0.0.1"
    port: int = 7860
    users: Path | None = None
    root: str = ""
    workers: int = 1

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings from environment variables; an empty variable is as good as none.

        Raises:
            UsageError: CCHC_PORT is not a port number.
        """
        default = cls()
        given = {name: value for name, value in environment.items() if value}
        return cls(
            index=Path(given.get("CCHC_INDEX", default.index)),
            store=given.get("CCHC_STORE", default.store),
            cluster=given.get("CCHC_CLUSTER", default.cluster),
            corpus=Path(given.get("CCHC_CORPUS", default.corpus)),
            host=given.get("CCHC_HOST", default.host),
            port=port_number(given["CCHC_PORT"], "CCHC_PORT") if "CCHC_PORT" in given else default.port,
            users=Path(given["CCHC_USERS"]) if "CCHC_USERS" in given else default.users,
            root=given.get("CCHC_ROOT", default.root),
            workers=count(given["CCHC_WORKERS"], "CCHC_WORKERS") if "CCHC_WORKERS" in given else default.workers,
        )


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


def users_file(named: Path | None, index: Path) -> Path:
    """Return the users file: the one that was named, else the one beside the folder of the index."""
    return named or index.parent / "users.json"
