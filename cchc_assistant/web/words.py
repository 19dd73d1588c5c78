"""The page's own words in Vietnamese and English, from ``data/web/words.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.answer import Language
from cchc_assistant.data_files import load_toml


@dataclass(frozen=True)
class Words:
    """The words of one language; ``words("kept", count=3)`` fills in what a text leaves open."""

    language: Language
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text.

        Raises:
            KeyError: there is no such text, or it needs another value.
        """
        text = self.texts[key]
        return text.format(**values) if values else text


@cache
def words(language: Language) -> Words:
    """Return the words of a language."""
    table = load_toml("web/words.toml")
    return Words(language, {key: texts[language] for key, texts in table.items()})
