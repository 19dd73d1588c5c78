"""Prompts: the files of ``prompts/``, filled in so that no document and no question can pass for anything but data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Beside the package in a checkout, inside it where it is installed.
_FOLDERS = (Path(__file__).resolve().parents[2] / "prompts", Path(__file__).resolve().parents[1] / "prompts")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MESSAGE = re.compile(r"^# (system|user)$", re.MULTILINE)
_PLACE = re.compile(r"\{\{(\w+)\}\}")
# Angle brackets, and letters that look like them, from which tags and the marks of chat formats are made.
_OPENING, _CLOSING = "<＜﹤‹〈⟨❮❰〈≺˂ᐸ", ">＞﹥›〉⟩❯❱〉≻˃ᐳ"
_BRACKETS = str.maketrans({**dict.fromkeys(_OPENING, "&lt;"), **dict.fromkeys(_CLOSING, "&gt;")})
# "[INST]", "[/INST]", "[SYSTEM_PROMPT]": marks of chat formats in square brackets.
_CHAT_MARK = re.compile(r"\[\s*(/?\s*[A-Z_]{3,}(?:\s[A-Z_]+)*)\s*\]")
# "### Instruction:" opens a message in some chat formats.
_HASHES = re.compile(r"#{2,}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Two messages for a chat model."""

    system: str
    user: str


def prompt(name: str, values: Mapping[str, str]) -> Prompt:
    """Fill in the prompt of ``prompts/NAME.md``; values are put in as they are, and nothing in them is filled in again.

    Raises:
        KeyError: a placeholder of the prompt has no value.
    """
    messages = {
        kind: _PLACE.sub(lambda match: values[match[1]], text).strip() for kind, text in _messages(name).items()
    }
    return Prompt(messages["system"], messages["user"])


@cache
def _messages(name: str) -> dict[str, str]:
    path = next(path for folder in _FOLDERS if (path := folder / f"{name}.md").is_file())
    parts = _MESSAGE.split(_COMMENT.sub("", path.read_text(encoding="utf-8")))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def as_data(text: str) -> str:
    """Return a text from a document or a user as it can stand between tags: one line that opens and closes nothing."""
    visible = (char for char in unicodedata.normalize("NFC", text) if char.isspace() or _is_shown(char))
    line = " ".join("".join(visible).split())
    return _HASHES.sub("#", _CHAT_MARK.sub(r"(\1)", line)).translate(_BRACKETS)


def _is_shown(char: str) -> bool:
    """Say whether a character is seen: not a control, and not one that hides or turns what stands beside it."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn")


def from_data(text: str) -> str:
    """Return words that a model took from between tags as the document wrote them."""
    return text.replace("&lt;", "<").replace("&gt;", ">")
