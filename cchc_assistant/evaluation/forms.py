"""Other ways to type a question: without diacritics, with half of them, with slips. Same question, same gold answer.

The forms are drawn from a seed and the question's id alone, so a question set has the same forms everywhere.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from cchc_assistant.errors import UsageError
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.language.normalize import has_marks, strip_marks

_SEED = "cchc-eval"
_WORD = re.compile(r"[^\W\d_]+")
# How Telex types a tone mark and a shaped letter, by combining character or letter.
_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_TELEX_SHAPES = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_KEYS = "a:sq b:vn c:xv d:sf e:wr g:fh h:gj i:uo k:jl l:k m:n n:bm o:ip p:o q:wa r:et s:ad t:ry u:yi v:cb x:zc y:tu"
_NEIGHBOURS = dict(pair.split(":") for pair in _KEYS.split())
_VOWEL = re.compile(r"[aeiouy]")


def without_marks(text: str, dice: random.Random) -> str:
    """Return the text without diacritics."""
    del dice
    return strip_marks(text)


def half_marked(text: str, dice: random.Random) -> str:
    """Return the text with about half of its accented words without diacritics, at least one and not all."""
    marked = [match.span() for match in _WORD.finditer(text) if has_marks(match.group())]
    if len(marked) < 2:
        return strip_marks(text)
    chosen = [span for span in marked if dice.random() < 0.5]
    if not chosen:
        chosen = [dice.choice(marked)]
    elif len(chosen) == len(marked):
        chosen.remove(dice.choice(chosen))
    letters = list(text)
    for start, end in chosen:
        letters[start:end] = strip_marks(text[start:end])
    return "".join(letters)


def mistyped(text: str, dice: random.Random) -> str:
    """Return the text with a slip in every eighth word or so.

    Telex keys are left over, a letter is dropped, swapped, doubled, or the one beside it hit.
    """
    words = [match.span() for match in _WORD.finditer(text) if _can_slip(match.group())]
    if not words:
        return text
    chosen = dice.sample(words, min(len(words), max(1, round(len(words) / 8))))
    for start, end in sorted(chosen, reverse=True):
        word = text[start:end]
        slips = [_telex, _telex, _dropped, _swapped, _doubled, _beside]
        dice.shuffle(slips)
        slipped = next((new for slip in slips if (new := slip(word, dice)) != word), word)
        text = text[:start] + slipped + text[end:]
    return text


def _can_slip(word: str) -> bool:
    """Leave short words and abbreviations (khcn, TTHC) as they are."""
    return len(word) >= 3 and not word.isupper() and bool(_VOWEL.search(strip_marks(word).lower()))


def _telex(word: str, dice: random.Random) -> str:
    """Leave a mark as the keys that type it: "dạy" as "dayj", "đơn" as "ddơn"."""
    places = []
    for index, char in enumerate(word):
        parts = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in parts if mark in _TELEX_TONES), None)
        if tone:
            bare = unicodedata.normalize("NFC", parts.replace(tone, ""))
            places.append(word[:index] + bare + word[index + 1 :] + _TELEX_TONES[tone])
        elif char.lower() in _TELEX_SHAPES:
            places.append(word[:index] + _TELEX_SHAPES[char.lower()] + word[index + 1 :])
    return dice.choice(places) if places else word


def _dropped(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word))
    return word[:at] + word[at + 1 :] if len(word) > 3 else word


def _swapped(word: str, dice: random.Random) -> str:
    at = dice.randrange(0, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _doubled(word: str, dice: random.Random) -> str:
    at = dice.randrange(0, len(word))
    return word[:at] + word[at] + word[at:]


def _beside(word: str, dice: random.Random) -> str:
    places = [index for index, char in enumerate(word) if char in _NEIGHBOURS]
    if not places:
        return word
    at = dice.choice(places)
    return word[:at] + dice.choice(_NEIGHBOURS[word[at]]) + word[at + 1 :]


FORMS: dict[str, Callable[[str, random.Random], str]] = {
    "vi-nodiac": without_marks,
    "vi-half": half_marked,
    "vi-typo": mistyped,
}


def forms_of(names: str) -> tuple[str, ...]:
    """Return the forms named in a list with commas.

    Raises:
        UsageError: there is no such form.
    """
    wanted = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in wanted:
        if name not in ("vi", *FORMS):
            raise UsageError(f"--forms {name}: không có dạng này; chọn trong vi, {', '.join(FORMS)}")
    return wanted


def derive(questions: Sequence[Question], forms: Sequence[str]) -> list[Question]:
    """Return the questions in the forms named; those in other languages than Vietnamese stay as they are.

    "vi" keeps the Vietnamese questions as written. A derived question's id is "ID@FORM".
    """
    derived = [question for question in questions if question.lang != "vi" or "vi" in forms]
    for form in forms:
        if form == "vi":
            continue
        change = FORMS[form]
        for question in questions:
            if question.lang != "vi":
                continue
            dice = random.Random(f"{_SEED}:{form}:{question.id}")
            derived.append(
                replace(
                    question,
                    id=f"{question.id}@{form}",
                    question=change(question.question, dice),
                    context_question=change(question.context_question, dice) if question.context_question else None,
                    lang=form,
                    base=question.id,
                    accented=question.question,
                    accented_context=question.context_question,
                )
            )
    return derived
