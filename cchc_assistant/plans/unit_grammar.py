"""How a unit's name begins and goes on: heads, fields, nouns of lists, words that end it.

"Văn phòng Ủy ban nhân dân tỉnh", "các sở, ban, ngành tỉnh", "Trưởng các phòng, đơn vị thuộc Sở".
"""

from __future__ import annotations

from cchc_assistant.plans.unit_words import (
    Head,
    Phrases,
    group_phrases,
    head_phrases,
    sector_phrases,
    tokens,
    word_phrases,
)

_PLURAL = frozenset({"các", "những", "mọi"})
_DASHES = frozenset({"-", "–", "—"})
_MAX_DEPTH = 4


class Reader:
    """Reads units' names in one text; places are indexes of its tokens."""

    def __init__(self, text: str) -> None:
        self.words = tokens(text)

    def phrase(self, at: int, key: str) -> int | None:
        """Return the index after the longest phrase of a word list that begins at ``at``."""
        return _after(word_phrases(key), self, at)

    def head(self, at: int) -> tuple[int, Head] | None:
        """Return the index after the head that begins at ``at``, and the head.

        Abbreviations count only in capitals ("VP", not "vp"); a word that the head's noun begins only by chance
        ("Tổ chức", "báo cáo") is no head.
        """
        found = head_phrases().match(self.words, at)
        if found is None:
            return None
        end, head = found
        first = self.words[at]
        full = " ".join(word.key for word in self.words[at:end])
        if full != fold_spaces(head.name) and not (first.capital and self.words[end - 1].text[-1].isupper()):
            return None
        following = self.words[end] if end < len(self.words) else None
        if following and following.key in head.not_before and (not following.capital or following.abbreviation):
            return None
        return found

    def starts_head(self, at: int) -> bool:
        """Say whether a capitalised head begins at ``at``."""
        return at < len(self.words) and self.words[at].capital and self.head(at) is not None

    def group(self, at: int) -> tuple[int, str] | None:
        """Return the index after the noun of a list that begins at ``at`` ("ban ngành"), and its kind."""
        return group_phrases().match(self.words, at) if at < len(self.words) else None

    def starts_unit(self, at: int) -> bool:
        """Say whether a unit's name can begin at ``at``: a capitalised head, "các …", a list of nouns."""
        if at >= len(self.words):
            return False
        return self.starts_head(at) or self.plural(at) is not None

    def plural(self, at: int) -> int | None:
        """Return the index after "các" where a noun of lists or a head follows it."""
        if at + 1 < len(self.words) and self.words[at].key in _PLURAL:
            if self.group(at + 1) or self.head(at + 1):
                return at + 1
        return None

    def unit(self, at: int, depth: int = 0) -> int | None:
        """Return the index after the unit that begins at ``at``, or None."""
        if at >= len(self.words) or depth > _MAX_DEPTH:
            return None
        after_plural = self.plural(at)
        if after_plural is not None:
            return self._collective(after_plural, depth) or self._named(after_plural, depth, plural=True)
        if self.words[at].capital or depth:
            named = self._named(at, depth)
            listed = self._listing(at, depth)
            return max(filter(None, (named, listed)), default=None)
        return self._listing(at, depth)

    def _listing(self, at: int, depth: int) -> int | None:
        """Read "Sở, ban, ngành tỉnh": nouns of one list without "các", two at least."""
        first = self.group(at)
        if first is None or first[0] >= len(self.words):
            return None
        second = self._next_noun(first[0], first[1])
        return self._collective(at, depth) if second is not None else None

    def _next_noun(self, at: int, kind: str) -> int | None:
        """Return where the next noun of a list begins, after a comma, dash or "và"."""
        if at >= len(self.words):
            return None
        mark = self.words[at].key
        if mark not in {",", "và", "/", *_DASHES}:
            return at if self.group(at) and not self.words[at].capital else None
        at += 1
        if at < len(self.words) and mark == "," and self.words[at].key == "và":
            at += 1
        found = self.group(at)
        if found is None or self.names_something(at):
            return None
        return at if found[1] == kind or not self.words[at].capital else None

    def names_something(self, at: int) -> bool:
        """Say whether the noun at ``at`` is a head with a name of its own: "Sở Nội vụ", not "Sở, ban"."""
        found = self.head(at)
        if found is None or not self.words[at].capital:
            return False
        end = found[0]
        if end >= len(self.words):
            return False
        following = self.words[end]
        return (following.capital and self.group(end) is None) or sector_phrases().match(self.words, end) is not None

    def list_end(self, at: int) -> int | None:
        """Return the index after the list of nouns that begins at ``at``, with or without "các"."""
        after_plural = self.plural(at)
        return self._collective(at if after_plural is None else after_plural, 0)

    def last_noun(self, start: int, end: int) -> str | None:
        """Return the kind of the noun of lists that ``words[start:end]`` ends with: "UBND các huyện", "UBND xã"."""
        for at in range(max(start, end - 3), end):
            found = self.group(at)
            if found is None or found[0] != end:
                continue
            before = self.words[at - 1].key if at > start else ","
            if found[1] == "area" or before in _PLURAL or before in {",", "và", "trưởng"} or before in _DASHES:
                return found[1]
        return None

    def _collective(self, at: int, depth: int) -> int | None:
        """Read the nouns of a list and what belongs to them: "phòng, đơn vị trực thuộc Sở"."""
        found = self.group(at)
        if found is None or (self.names_something(at) and self.words[at].capital):
            return None
        end, kind = found
        while True:
            end = self._tail(end, depth)
            following = self._next_noun(end, kind)
            noun = self.group(following) if following is not None else None
            if noun is None:
                return end
            end = noun[0]

    def _named(self, at: int, depth: int, *, plural: bool = False) -> int | None:
        """Read a head with its name: "Chi cục Tiêu chuẩn Đo lường Chất lượng", "Giám đốc Sở Nội vụ"."""
        found = self.head(at)
        if found is None:
            return None
        begin, head = found
        person = "person" in head.marks
        if person or "takes" in head.marks:
            inner = self.unit(begin, depth + 1)
            if inner is not None:
                return inner
        end = self._name(begin, depth)
        if end == begin and not ({"alone", "owner"} & head.marks or plural):
            return None
        return self._tail(end, depth)

    def _name(self, begin: int, depth: int) -> int:
        """Return the index after the name that follows a head; ``begin`` itself where there is none."""
        end = begin
        while end < len(self.words):
            step = self._word(end, depth, first=end == begin) or self._joined(end, depth, begin)
            if step is None:
                break
            end = step
        return end

    def _word(self, at: int, depth: int, *, first: bool) -> int | None:
        """Return the index after the next word of a name at ``at``."""
        if at >= len(self.words):
            return None
        word = self.words[at]
        sector = sector_phrases().match(self.words, at)
        if sector and (word.capital or not first):
            return sector[0]
        if word.key in _PLURAL and (word.capital or not first):
            return None
        if word.key in _PLURAL or (word.capital and self.head(at) is not None):
            return self._nested(at, depth, first=first)
        if word.text.isdigit():
            return at + 1 if not first else None
        if word.abbreviation:
            return at + 1
        if not first or word.capital:
            inside = self.phrase(at, "inside")
            if inside:
                return inside
        if not word.capital or not word.text[0].isalpha():
            return None
        return at + 2 if self._second_syllable(at + 1) else at + 1

    def _nested(self, at: int, depth: int, *, first: bool) -> int | None:
        """Read a head inside a name: "Văn phòng | Sở", "Ban Tổ chức | Tỉnh ủy"."""
        if first:
            return self.unit(at, depth + 1)
        found = self.head(at)
        if found is None or "owner" not in found[1].marks or self._next_noun(found[0], "agency") is not None:
            return None
        return found[0] if self._name(found[0], depth + 1) == found[0] else None

    def _second_syllable(self, at: int) -> bool:
        """Say whether the token at ``at`` can be the small second syllable of a capitalised word: Tiêu | chuẩn."""
        if at >= len(self.words):
            return False
        word = self.words[at]
        if not word.text.isalpha() or word.capital or word.key in ("và", "các", "của", "có"):
            return False
        return not self.phrase(at, "verbs") and not self.phrase(at, "after")

    def _joined(self, at: int, depth: int, begin: int) -> int | None:
        """Continue a name over a dash, "và" or a comma: "Ứng dụng | và Dịch vụ", "Văn hóa | , Thể thao và Du lịch"."""
        if at == begin or at + 1 >= len(self.words):
            return None
        mark = self.words[at].key
        if mark not in {"và", ",", "&", *_DASHES} or self.starts_unit(at + 1) or self.group(at + 1):
            return None
        end = self._word(at + 1, depth, first=False)
        if end is None or mark != ",":
            return end
        while (more := self._word(end, depth, first=False)) is not None:
            end = more
        closes = end < len(self.words) and self.words[end].key == "và" and not self.starts_unit(end + 1)
        return end if closes and self._word(end + 1, depth, first=False) else None

    def _tail(self, at: int, depth: int) -> int:
        """Return the index after what belongs to a name that ends at ``at``: "tỉnh", "có liên quan", "thuộc Sở"."""
        while at < len(self.words):
            end = self.phrase(at, "after")
            if end is None:
                place = self.words[at]
                if at and place.capital and not place.abbreviation and self._is_place(at):
                    at += 1
                    continue
                return at
            owner = self.unit(end, depth + 1) if self.words[end - 1].key == "thuộc" else None
            at = owner or end
        return at

    def _is_place(self, at: int) -> bool:
        """Say whether a capitalised word after "tỉnh", "thành phố", "phường" belongs to the place's name."""
        back = at - 1
        while back > 0 and self.words[back].capital and not self.words[back].abbreviation:
            back -= 1
        return self.words[back].key in ("tỉnh", "phố", "huyện", "xã", "phường", "quận") and self.head(at) is None


def fold_spaces(text: str) -> str:
    """Return the folded words of ``text`` with single spaces."""
    return " ".join(word.key for word in tokens(text))


def _after(phrases: Phrases[str], reader: Reader, at: int) -> int | None:
    found = phrases.match(reader.words, at) if at < len(reader.words) else None
    return found[0] if found else None
