"""Where things are and how the server listens: the defaults, and the environment variables that change them.

| variable     | default           | what it sets                             |
|--------------|-------------------|------------------------------------------|
| CCHC_INDEX   | indexes/default   | the index that commands read and write   |
| CCHC_STORE   |                   | a Milvus server that keeps it instead    |
| CCHC_CORPUS  | corpus            | what ``cchc index`` reads without a path |
| CCHC_HOST    | 127.0.0.1         | the address the page listens on          |
| CCHC_PORT    | 7860              | the port the page listens on             |
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
    corpus: Path = Path("corpus")
    host: str = "127.0.0.1"
    port: int = 7860

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
            corpus=Path(given.get("CCHC_CORPUS", default.corpus)),
            host=given.get("CCHC_HOST", default.host),
            port=port_number(given["CCHC_PORT"], "CCHC_PORT") if "CCHC_PORT" in given else default.port,
        )


def port_number(text: str, name: str) -> int:
    """Return the port number written in ``text``.

    Raises:
        UsageError: it is not a number from 1 to 65535; the message calls it ``name``.
    """
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise UsageError(f"{name}={text}: cần một số cổng từ 1 đến 65535, ví dụ 7860")
