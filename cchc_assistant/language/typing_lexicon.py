"""Which tokens of a question are words, and the numbers of the words they may stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cchc_assistant.language.corpus_model import CorpusModel, MixedModel
from cchc_assistant.language.lexemes import SPECIALS, Lexeme
from cchc_assistant.language.ngram import BlendedModel, NgramModel
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.language.syllable import is_syllable
from cchc_assistant.language.tables import table
from cchc_assistant.language.typing_keys import vni_reading
from cchc_assistant.language.typing_words import WordIndex

Model = NgramModel | BlendedModel | MixedModel
# how often plans write what is no syllable until it counts as a word
_SEEN = 2


@dataclass(frozen=True, eq=False)
class Speller:
    """What is known of the words of one language model, and which tokens are words."""

    model: Model
    index: WordIndex
    known: frozenset[str]

    def is_word(self, token: str, bare: bool) -> bool:
        """Tell whether a lower-case token is a word; in ``bare`` text those without their marks are too."""
        if token in self.known or strip_marks(token) in self.known:
            return True
        if "oo" in token:  # "khoong": a syllable such as "xoong", but "không" in Telex
            return False
        if is_syllable(token) and self.model.number(token):
            return True
        return bare and token.isascii() and token in self.index.by_base

    def numbers(self, token: str, bare: bool) -> list[int]:
        """Return the numbers of the words that a lower-case token can stand for, the most frequent first."""
        if bare and token.isascii():
            return [number for number, _ in self.index.by_base.get(token, ())] or [self.model.number(token)]
        return [self.model.number(token)]


@lru_cache(maxsize=4)
def speller_of(model: Model, vocabulary: CorpusModel | None, known: frozenset[str]) -> Speller:
    """Return the speller of a model and a vocabulary, with further words that are ``known``; built once."""
    lists = table("typing")
    listed = {word for name in ("short", "foreign") for word in lists[name].split()}
    words = set(known)
    if vocabulary is not None:
        counted = zip(vocabulary.keys[0].tolist(), vocabulary.counts[0].tolist(), strict=True)
        words.update(vocabulary.words[key] for key, count in counted if key >= len(SPECIALS) and count >= _SEEN)
    kept = frozenset(word for word in words if not is_syllable(word)) | listed
    return Speller(model, WordIndex(model.words, kept), kept)


def with_vni(text: str, found: Sequence[Lexeme], speller: Speller) -> list[Lexeme]:
    """Return the tokens with words that show their VNI keys (d9a2o ta5o) as one token each, of the kind "vni".

    A digit at the end may as well be a number (thang2), so that a text is taken for VNI only where a digit stands
    within a word, or several words end in one.
    """
    if not any(lexeme.kind == "number" for lexeme in found):
        return list(found)
    shown: list[Lexeme] = []
    inner = 0
    start = 0
    for chunk in text.split(" "):
        core = chunk.rstrip("?!.,;:")
        low = core.lower()
        reading = vni_reading(low)
        if reading is not None and speller.index.exact(reading):
            shown.append(Lexeme(core, start, start + len(core), "vni"))
            inner += not low[-1].isdigit()
        start += len(chunk) + 1
    if not shown or (not inner and len(shown) < 3):
        return list(found)
    kept = [lexeme for lexeme in found if not any(s.start < lexeme.end and lexeme.start < s.end for s in shown)]
    return sorted([*kept, *shown], key=lambda lexeme: lexeme.start)
