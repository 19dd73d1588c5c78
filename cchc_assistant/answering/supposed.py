"""Names that a question supposes: who holds an office, at which institution something is done."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from cchc_assistant.answering.asks import ranges_of, says
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import Token, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks


def absent_name(frame: Frame, corpus: Corpus, text: str) -> str | None:
    """Return a name that the question supposes where a text has another of its kind; None if there is none."""
    return _absent_office(frame, text) or _absent_institution(frame, corpus, text)


@cache
def _one_of(kind: str) -> re.Pattern[str]:
    """Return the pattern of a kind's nouns; a deputy's title is no chairman's."""
    nouns: Sequence[str] = load_toml("answering/supposed.toml")[kind]
    return re.compile(rf"(?<!\w)(?<!phó )(?:{'|'.join(sorted(map(re.escape, nouns), key=len, reverse=True))})(?!\w)")


def _absent_office(frame: Frame, text: str) -> str | None:
    """Return an office whose holder the question makes act where a text speaks of others ("bí thư làm trưởng ban")."""
    held = set(_one_of("offices").findall(fold(text)))
    asked = fold(frame.understood)
    for start, end in ranges_of("office_acting", frame.understood):
        office = _one_of("offices").match(asked, start)
        if office and held and office.group() not in held:
            return frame.understood[start : min(end, office.end())]
    return None


def _absent_institution(frame: Frame, corpus: Corpus, text: str) -> str | None:
    """Return an institution that a text does not name where it names one of its kind ("ở bệnh viện Từ Dũ")."""
    asked = fold(frame.understood)
    for noun in _one_of("institutions").finditer(asked):
        after = frame.understood[noun.end() :]
        name = tokens(after)[:2]
        if says("interrogative", after[: name[-1].end] if name else "") or _is_own(frame, corpus, name):
            continue
        if len(name) == 2 and not after[: name[1].start].split(maxsplit=1)[1:] and _is_name(after, name, corpus):
            # "Bệnh viện Hùng Vương": the noun of a name, and its first word, which begins with a capital.
            named = re.search(rf"(?<!\w)(?i:{noun.group()})\s+(?=[^\W\d_])(?![a-zà-ỹ])", text)
            held = {(one.bare, other.bare) for one, other in itertools.pairwise(tokens(text))}
            if named and (name[0].bare, name[1].bare) not in held:
                return frame.understood[noun.start() : noun.end() + name[1].end]
    return None


def _is_own(frame: Frame, corpus: Corpus, name: Sequence[Token]) -> bool:
    """Say whether a name is that of a place with a plan of its own, or of the plans that are asked about."""
    words = " ".join(one.bare for one in name)
    return any(words in strip_marks(fold(place)) for place in (*corpus.localities, *frame.provinces))


def _is_name(text: str, words: Sequence[Token], corpus: Corpus) -> bool:
    """Say whether words are a name: both with capitals, or one that stands in no plan."""
    typed = [text[word.start : word.end] for word in words]
    if all(word[:1].isupper() for word in typed):
        return True
    sought = [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in typed]
    return not all(any(word.search(source) for source in corpus.sources.values()) for word in sought)
