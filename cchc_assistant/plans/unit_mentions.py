"""Units that a question names: with or without diacritics, abbreviated, shortened, or in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from cchc_assistant.language.english_words import may_be_vietnamese
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.plans.unit_gloss import gloss
from cchc_assistant.plans.unit_names import canonical, compact, expand, head_abbreviations, sector_abbreviations
from cchc_assistant.plans.unit_words import JOINTS, Token, head_phrases, heads, sectors, tokens

Mention = tuple[int, int, str]

# words of a name that single nothing out
_WEAK = frozenset({"quản", "lý", "lí"})
_STRONG_LEAST = 2
# what may follow a generic name: "công an tỉnh", "UBND huyện"
_LEVELS = ("tỉnh", "thành phố", "huyện", "xã", "phường", "sở")
_POSTS = ("lãnh đạo sở", "giám đốc sở", "chủ tịch ủy ban nhân dân tỉnh", "văn phòng ủy ban nhân dân tỉnh")
_FIELD_HEADS = ("sở", "bộ", "phòng", "chi cục", "cục", "trung tâm", "ban", "phòng quản lý")
_ENGLISH_HEADS = (("sở", "Department"), ("bộ", "Ministry"), ("phòng", "Division"), ("chi cục", "Sub-Department"))
# after these a short abbreviation is a field's: "so nv", "phong tccb"
_BEFORE_FIELDS = frozenset({"so", "bo", "phong", "cuc", "tam", "ban", "nganh", "p", "cc", "tt"})
# before these one of a whole unit is: "ca tinh", "ca tp"
_AFTER_HEADS = frozenset({"tinh", "tp", "tphcm", "huyen", "xa", "phuong"})
# abbreviations of two letters that no syllable is written with
_NO_SYLLABLE = frozenset({"VP", "TT", "CC", "GĐ", "GD", "PGĐ", "PGD"})
# words of names that are shortened by themselves: "phong ql thuong mai", "cong an tp"
_SHORT = {"QL": "quản lý", "BQL": "ban quản lý", "TP": "thành phố", "TPHCM": "thành phố", "TX": "thị xã"}
_BETWEEN = JOINTS | {"va", "."}
_LONG = 4
_INITIALS_LEAST = 3
# of how many corpora the tables of names are kept
_CORPORA = 8
# what is left out inside a head: "tòa án tỉnh"
_LEFT_OUT = ("nhân", "dân")
_MANY = 100
_ENGLISH = re.compile(
    r"\b(?:the\s+)?(ministry|department|sub-department|division|centre|center|office)\b", re.IGNORECASE
)
_OTHER_ENGLISH = (("centre", "center"), ("labour", "labor"), ("organisation", "organization"), ("defence", "defense"))


@dataclass(frozen=True, slots=True)
class _Syllable:
    """A syllable of a question, or of what an abbreviation in it stands for; the latter is not ``typed``."""

    token: Token
    key: str
    typed: bool

    @property
    def start(self) -> int:
        """Where its token begins in the question."""
        return self.token.start

    @property
    def end(self) -> int:
        """Where its token ends."""
        return self.token.end

    def stands_for(self, key: str) -> bool:
        """Say whether it may be the accented syllable ``key``: equal, or typed without any marks."""
        return self.key == key or (self.typed and self.key == strip_marks(key))

    def initials_of(self, keys: Sequence[str]) -> bool:
        """Say whether it is the first letters of some syllables: "bqp", "htx"; never what is a syllable itself."""
        if not self.typed or not _INITIALS_LEAST <= len(self.key) == len(keys):
            return False
        letters = strip_marks(self.key)
        return letters == "".join(strip_marks(key)[0] for key in keys) and not may_be_vietnamese(letters)


def mentions(question: str, known: Iterable[str] = ()) -> list[Mention]:
    """Find the units a question names.

    Args:
        question: as typed; NFC.
        known: canonical names of the indexed plans. They are preferred, and may be shortened: "chi cục đo lường",
            "phong tieu chuan do luong". Departments and ministries of known fields are found without being listed.

    Returns:
        Ranges of the question with the canonical name of the unit, in reading order, none overlapping.
    """
    said = _syllables(question)
    names = tuple(sorted(set(known)))
    starts = _starts(names)
    found: list[tuple[int, int, int, Mention]] = []
    for at in range(len(said)):
        if at and said[at - 1].stands_for("cơ") and said[at].stands_for("sở"):
            continue  # "cơ sở y tế" is no department
        for name in starts.get(strip_marks(said[at].key)[0], ()):
            match = _known_at(said, at, name)
            if match:
                end, left_out = match
                found.append((-(end - at), 0, left_out, (said[at].start, said[end - 1].end, name)))
        for end, name in _generic_at(said, at):
            found.append((-(end - at), 1, 0, (said[at].start, said[end - 1].end, name)))
    found += _by_initials(question, starts)
    found += [(-_MANY, 0, 0, mention) for mention in _english(question, names)]
    chosen: list[Mention] = []
    for *_, mention in sorted(found):
        if all(mention[1] <= other[0] or other[1] <= mention[0] for other in chosen):
            chosen.append(mention)
    return sorted(chosen)


def _by_initials(question: str, starts: Mapping[str, Sequence[str]]) -> list[tuple[int, int, int, Mention]]:
    """Find known names by initials that elsewhere stand for another field: "phòng VHTT" of "Văn hóa và Thông tin"."""
    said = _syllables(question, write_out=False)
    found = []
    for at in range(len(said) - 1):
        if len(said[at + 1].key) < _INITIALS_LEAST or _written_out(said[at + 1].token, said[at].key) is None:
            continue
        for name in starts.get(strip_marks(said[at].key)[0], ()):
            match = _known_at(said, at, name)
            if match and match[0] > at + 1 and not match[1]:
                found.append((-len(_name(name)[0]), 0, 0, (said[at].start, said[match[0] - 1].end, name)))
    return found


@lru_cache(maxsize=_CORPORA)
def _starts(names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the names by the letter that they begin with, with and without "các", bare."""
    found: dict[str, list[str]] = {}
    for name in names:
        keys, _ = _name(name)
        for letter in {strip_marks(key)[0] for key in keys[: 2 if keys[:1] == ("các",) else 1]}:
            found.setdefault(letter, []).append(name)
    return found


def _syllables(question: str, *, write_out: bool = True) -> list[_Syllable]:
    """Cut a question into syllables, abbreviations of units written out or left as they are."""
    said: list[_Syllable] = []
    before = ""
    found = tokens(question)
    for at, token in enumerate(found):
        after = strip_marks(found[at + 1].key) if at + 1 < len(found) else ""
        full = _written_out(token, before, after) if write_out else None
        words = [(word.key, False) for word in tokens(full)] if full else [(token.key, True)]
        said += [_Syllable(token, key, typed) for key, typed in words if key not in _BETWEEN]
        before = strip_marks(token.key)
    return said


def _written_out(token: Token, before: str, after: str = "") -> str | None:
    """Return what an abbreviation stands for; in small letters only one that is no syllable: "stttt", "ubnd"."""
    short = compact(token.text)
    if short in _SHORT:
        return _SHORT[short]
    field = sector_abbreviations().get(short)
    if field and (before in _BEFORE_FIELDS or "&" in token.text):
        return field
    full = expand(token.text)
    if full is None or token.abbreviation or short in _NO_SYLLABLE or after in _AFTER_HEADS:
        return full
    plain = (full in head_abbreviations().values() and may_be_vietnamese(strip_marks(short.lower()))) or full == field
    return full if len(short) >= _LONG or (not plain and len(short) >= _LONG - 1) else None


@cache
def _name(canonical_name: str) -> tuple[tuple[str, ...], int]:
    """Return the syllables of a name without marks and "và", and how many of them its head takes."""
    words = tokens(canonical_name)
    head = head_phrases().match(words, 0)
    end = head[0] if head else 0
    own = sum(word.key not in JOINTS for word in words[:end])
    return tuple(word.key for word in words if word.key not in JOINTS), own


def _known_at(said: Sequence[_Syllable], at: int, name: str) -> tuple[int, int] | None:
    """Match a known name at a syllable of the question.

    Returns:
        The index after the match and how many syllables of the name were left out, those within it twice: of two names
        the one that is only cut short fits better. None without a match. A name may be shortened if its head and two
        syllables that single it out are there; a list ("tổ chức, cá nhân") only at its end.
    """
    keys, own = _name(name)
    if keys[:1] == ("các",) and not said[at].stands_for("các"):
        keys = keys[1:]
    if not (said[at].stands_for(keys[0]) or said[at].initials_of(keys[: len(said[at].key)])):
        return None  # what begins a name is never left out
    end, place, strong, covered, shortened = at, 0, 0, 0, False
    while end < len(said):
        step, taken = _step(said[end], keys, place)
        skipped = tuple(keys[place:step])
        if not taken or (place < max(own, 1) and skipped and skipped != _LEFT_OUT):
            break
        strong += sum(index >= own and keys[index] not in _WEAK for index in range(step, step + taken))
        shortened |= taken > 1 or (skipped == _LEFT_OUT and place > 1)
        place = step + taken
        covered += taken
        end += 1
    left_out = len(keys) - covered
    if left_out and not shortened and (strong < _STRONG_LEAST or own == 0):
        return None
    if "," in name and place > covered:
        return None
    return (end, left_out + place - covered) if end > at and len(keys) > 1 else None


def _step(said: _Syllable, keys: Sequence[str], place: int) -> tuple[int, int]:
    """Find the next syllable of a name that is said, or those whose initials are: its index, and how many they are."""
    for later in range(place, len(keys)):
        if said.stands_for(keys[later]):
            return later, 1
        if said.initials_of(keys[later : later + len(said.key)]):
            return later, len(said.key)
    return place, 0


@cache
def _generic() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return, for every first syllable without marks, the names that are found without a plan having them."""
    names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    composed = [f"{head} {sector.name}" for head in _FIELD_HEADS for sector in sectors()]
    alone = [head.name for head in heads() if "alone" in head.marks and "person" not in head.marks]
    levels = [f"{name} {level}" for name in alone for level in _LEVELS]
    whole = [name for name in alone if len(name.split()) > _STRONG_LEAST]
    for name in [*composed, *levels, *whole, *_POSTS]:
        keys = tuple(word.key for word in tokens(name) if word.key not in JOINTS)
        names.setdefault(strip_marks(keys[0]), []).append((keys, canonical(name)))
    return names


def _generic_at(said: Sequence[_Syllable], at: int) -> list[tuple[int, str]]:
    """Return the ends and names of units of known fields at a syllable of the question."""
    found: list[tuple[int, str]] = []
    for keys, name in _generic().get(strip_marks(said[at].key), ()):
        end = at + len(keys)
        if end <= len(said) and all(said[at + place].stands_for(key) for place, key in enumerate(keys)):
            found.append((end, name))
    return found


def _english(question: str, names: Sequence[str]) -> list[Mention]:
    """Find English glosses: of the known names, and of departments and ministries of known fields."""
    if not _ENGLISH.search(question):
        return []
    asked = question.lower()
    found: list[Mention] = []
    for form, name in _glosses(tuple(names)):
        at = asked.find(form)
        while at >= 0:
            end = at + len(form)
            whole = not asked[at - 1 : at].isalpha() and not asked[end : end + 1].isalpha()
            if whole and all(end <= start or stop <= at for start, stop, _ in found):
                found.append((at, end, name))
            at = asked.find(form, end)
    return found


@lru_cache(maxsize=_CORPORA)
def _glosses(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the English forms of names and of departments and ministries of known fields, the longest first."""
    found = [(form, name) for name in names for form in _english_forms(gloss(name))]
    found += [
        (form, canonical(f"{head} {field.name}"))
        for head, noun in _ENGLISH_HEADS
        for field in sectors()
        for form in _english_forms(f"{noun} of {field.english}")
    ]
    return sorted(found, key=lambda pair: -len(pair[0]))


def _english_forms(english: str | None) -> list[str]:
    """Return an English gloss in the forms it is typed in: "X Department" for "Department of X", American spelling."""
    if english is None:
        return []
    forms = [english.lower()]
    noun, _, field = forms[0].partition(" of ")
    if field:
        forms += [f"{noun} of the {field}", f"{field.removeprefix('the ')} {noun}"]
    for british, american in _OTHER_ENGLISH:
        forms += [form.replace(british, american) for form in forms if british in form]
    return [*forms, *(form.replace(" and ", " & ") for form in forms if " and " in form)]
