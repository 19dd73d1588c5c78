"""How a unit's name begins and goes on: heads, fields, nouns of lists, words that end it.

"Văn phòng Ủy ban nhân dân tỉnh", "các sở, ban, ngành tỉnh", "Trưởng các phòng, đơn vị thuộc Sở".
"""

from __future__ import annotations

from cchc_assistant.plans.unit_words import (
    Head,
    Phrases,
    group_phrases,
    head_phrases,
    never_after,
    never_before,
    sector_phrases,
    tokens,
    word_phrases,
)

_PLURAL = frozenset({"các", "những", "mọi"})
_DASHES = frozenset({"-", "–", "—"})
_MAX_DEPTH = 4
_PLACE_WORDS = 2
_FIGURES = frozenset({*map(str, range(1, 31)), "I", "V", "X"})
# nouns that begin a unit of their own even right after another's name, unless a word there wants an object
_COMMON = frozenset({("doanh", "nghiệp"), ("đơn", "vị"), ("cơ", "quan"), ("địa", "phương")})
# last syllables of "chủ trì", "phối hợp", and what follows them in a label: "Cơ quan chủ trì thực hiện:"
_PARTS = frozenset({"trì", "hợp"})
_LABEL_ENDS = frozenset({":", "thực", "\t"})
_OPEN_WORDS = frozenset({"lí", "trợ", "triển", "và", "-", "–", "hội", "minh"})
# "Quản lý", as it is folded
_MANAGES = ["quản", "lí"]
# heads whose name is one field and nothing more
_WHOLE_FIELD = frozenset({"sở", "bộ"})


class Reader:
    """Reads units' names in one text; places are indexes of its tokens."""

    def __init__(self, text: str) -> None:
        self.words = tokens(text)

    def phrase(self, at: int, key: str) -> int | None:
        """Return the index after the longest phrase of a word list that begins at ``at``."""
        return _after(word_phrases(key), self, at)

    def phrase_before(self, at: int, key: str) -> bool:
        """Say whether a phrase of a word list ends just before ``at``."""
        return any(
            self.phrase(begin, key) == at for begin in range(max(0, at - 4), at) if self.words[begin].key != "và"
        )

    def head(self, at: int) -> tuple[int, Head] | None:
        """Return the index after the head that begins at ``at``, and the head.

        Abbreviations count only in capitals ("VP", not "vp"), short names in words ("Văn phòng huyện") always; a word
        that the head's noun begins only by chance ("Tổ chức", "báo cáo") is no head.
        """
        found = head_phrases().match(self.words, at)
        if found is None or self._ends_word(at):
            return None
        end, head = found
        first = self.words[at]
        if at and first.abbreviation and self.words[at - 1].end == first.start:
            return None
        full = " ".join(word.key for word in self.words[at:end])
        named = {fold_spaces(head.name), *(fold_spaces(short) for short in head.abbreviations if short[-1].islower())}
        if full not in named and not (first.capital and self.words[end - 1].text[-1].isupper()):
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
        found = group_phrases().match(self.words, at) if at < len(self.words) else None
        if found is None or self._ends_word(at):
            return None
        noun = " ".join(word.key for word in self.words[at : found[0]])
        following = self.words[found[0]].key if found[0] < len(self.words) else ""
        return None if following in never_before().get(noun, ()) else found

    def _ends_word(self, at: int) -> bool:
        """Say whether the noun at ``at`` is the end of another word: nhiệm | vụ."""
        return at > 0 and self.words[at - 1].key in never_after().get(self.words[at].key, ())

    def starts_unit(self, at: int) -> bool:
        """Say whether a unit's name can begin at ``at``: a capitalised head, "các …", a list of nouns."""
        if at >= len(self.words):
            return False
        return self.starts_head(at) or self.plural(at) is not None

    def plural(self, at: int) -> int | None:
        """Return the index after "các" where a noun of lists or a head follows it."""
        if at + 1 >= len(self.words) or self.words[at].key not in _PLURAL:
            return None
        return at + 1 if self.group(at + 1) or self.starts_head(at + 1) else None

    def unit(self, at: int, depth: int = 0) -> int | None:
        """Return the index after the unit that begins at ``at``, or None."""
        if at >= len(self.words) or depth > _MAX_DEPTH:
            return None
        after_plural = self.plural(at)
        if after_plural is not None:
            return self._collective(after_plural, depth) or self._named(after_plural, depth, plural=True)
        if self.words[at].capital or depth or self._is_post(at):
            named = self._named(at, depth)
            listed = self._listing(at, depth) or self._by_part(at, depth)
            return max(filter(None, (named, listed)), default=None)
        return self._listing(at, depth)

    def _is_post(self, at: int) -> bool:
        """Say whether a post without a capital begins at ``at``: "lãnh đạo Sở", "thủ trưởng các cơ quan"."""
        found = self.head(at)
        return found is not None and "person" in found[1].marks and self.starts_unit(found[0])

    def _listing(self, at: int, depth: int) -> int | None:
        """Read "Sở, ban, ngành tỉnh": nouns of one list without "các", two at least."""
        first = self.group(at)
        if first is None or first[0] >= len(self.words) or first[1] == "person":
            return None
        second = self._next_noun(first[0], first[1])
        noun = self.group(second) if second is not None else None
        return self._collective(at, depth) if noun and noun[1] == first[1] else None

    def _by_part(self, at: int, depth: int) -> int | None:
        """Read a unit named by its part in the task: "Cơ quan chủ trì được phân công theo Kế hoạch"; not a label."""
        found = self.group(at)
        if found is None or self.words[found[0] - 1].key not in _PARTS or not self.words[at].capital:
            return None
        end = self._collective(at, depth)
        return None if end is None or (end < len(self.words) and self.words[end].key in _LABEL_ENDS) else end

    def _next_noun(self, at: int, kind: str) -> int | None:
        """Return where the next noun of a list begins, after a comma, dash or "và"."""
        if at >= len(self.words):
            return None
        mark = self.words[at].key
        if mark not in {",", "và", "/", *_DASHES}:
            return None
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

    def is_whole_field(self, start: int, end: int) -> bool:
        """Say whether the words are the name of a department or ministry of a known field: "Sở Nội vụ"."""
        found = self.head(start) if start < end else None
        field = sector_phrases().match(self.words, found[0]) if found and found[1].name in _WHOLE_FIELD else None
        return field is not None and field[0] == end

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
            listed = before in _PLURAL or before in {",", "và", "trưởng"} or before in _DASHES
            if listed or found[1] in ("area", "person") or (found[1] == "school" and self.words[at].capital):
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
            inner = self.unit(begin, depth + 1) or (self._collective(begin, depth + 1) if person else None)
            if inner is not None:
                return inner
        acts = begin < len(self.words) and not self.words[begin].capital and self.phrase(begin, "verbs") is not None
        field = sector_phrases().match(self.words, begin) if "agency" in head.marks and not acts else None
        if field and head.name in _WHOLE_FIELD:
            end = field[0]
        elif field and plural:
            end = self._name(field[0], depth)
        else:
            nests = bool({"person", "takes", "nests"} & head.marks)
            end = self._double_office(self._name(begin, depth, nests=nests), begin, head, depth)
        if end == begin and not ({"alone", "owner"} & head.marks or plural):
            return None
        return self._tail(end, depth)

    def _double_office(self, end: int, begin: int, head: Head, depth: int) -> int:
        """Add the second body that an office serves: "Văn phòng Đoàn ĐBQH | và HĐND tỉnh"."""
        serves_two = head.name == "văn phòng" and word_phrases("double_offices").match(self.words, begin) is not None
        if serves_two and end + 1 < len(self.words) and self.words[end].key == "và" and self.starts_head(end + 1):
            return self.unit(end + 1, depth + 1) or end
        return end

    def _name(self, begin: int, depth: int, *, nests: bool = False) -> int:
        """Return the index after the name that follows a head; ``begin`` itself where there is none.

        A head that ``nests`` may be followed by another unit at once: "Văn phòng | Sở".
        """
        end = begin
        while end < len(self.words):
            if end == begin and not nests and self.starts_head(begin) and not sector_phrases().match(self.words, begin):
                return self._owner(begin, depth) or begin
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
        managed = not first and [one.key for one in self.words[max(0, at - 2) : at]] == _MANAGES
        if not (first or word.capital or managed) and self.phrase(at, "verbs"):
            return None  # what "Phòng Quản lý" manages may sound like something done: "Phòng Quản lý xây dựng"
        if not first and word.capital and (self._is_next_unit(at) or self._is_area(at)):
            return None
        if not (first and self.phrase(at, "verbs") and not word.capital):
            sector = sector_phrases().match(self.words, at)
            known = max(sector[0] if sector else 0, self.phrase(at, "inside") or 0)
            if known:
                return known
        if word.key in _PLURAL and (word.capital or not first):
            return None
        if word.key in _PLURAL or (word.capital and self.head(at) is not None):
            return self._nested(at, depth, first=first)
        if word.text.isdigit():
            return at + 1 if self.words[at - 1].key in ("vực", "số") else None
        if word.abbreviation:
            return at + 1
        if managed and self._second_syllable(at):
            return at + 1  # "Phòng Quản lý | nhà"
        if not word.capital or not word.text[0].isalpha():
            return None
        before = self.words[at - 1]
        proper = not first and before.capital and before.text.isalpha() and not before.abbreviation  # "Hải | Hậu"
        return at + 2 if not proper and word.text.isalpha() and self._second_syllable(at + 1) else at + 1

    def _is_next_unit(self, at: int) -> bool:
        """Say whether a new unit begins inside a run: "Hiệp hội Doanh nghiệp | Doanh nghiệp", "… | Đơn vị …"."""
        noun = self.words[at].key
        following = self.words[at + 1].key if at + 1 < len(self.words) else ""
        return (noun, following) in _COMMON and self.words[at - 1].key not in _OPEN_WORDS

    def _is_area(self, at: int) -> bool:
        """Say whether the level of a unit follows its name in capitals: "… Việt Nam | Thành phố"."""
        noun = self.group(at)
        return noun is not None and noun[1] == "area" and noun[0] > at + 1

    def _nested(self, at: int, depth: int, *, first: bool) -> int | None:
        """Read a head inside a name: "Văn phòng | Sở", "Ban Tổ chức | Tỉnh ủy"."""
        return self.unit(at, depth + 1) if first else self._owner(at, depth)

    def _owner(self, at: int, depth: int) -> int | None:
        """Read a body without a name of its own that ends the name of one of its units: "Ban Tổ chức | Tỉnh ủy"."""
        found = self.head(at) if depth <= _MAX_DEPTH else None
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
            end = self.phrase(at, "after") or self.place(at) or self._region(at) or self._more_areas(at)
            if end is None:
                return at
            owner = self.unit(end, depth + 1) if self.words[end - 1].key == "thuộc" else None
            at = owner or end
        return at

    def _region(self, at: int) -> int | None:
        """Return the index after "khu vực XII", "khu vực 8"."""
        numbered = at + 2 < len(self.words) and (self.words[at + 2].abbreviation or self.words[at + 2].text in _FIGURES)
        return at + 3 if numbered and [word.key for word in self.words[at : at + 2]] == ["khu", "vực"] else None

    def _more_areas(self, at: int) -> int | None:
        """Return the index after the next area of "Ủy ban nhân dân xã | , phường, đặc khu"."""
        previous = self.group(at - 1) if at else None
        if previous is None or previous != (at, "area"):
            return None
        following = self._next_noun(at, "area")
        noun = self.group(following) if following is not None else None
        return noun[0] if noun and noun[1] == "area" else None

    def place(self, at: int) -> int | None:
        """Return the index after a place's name that follows "tỉnh", "thành phố", "phường": Quảng Ngãi."""
        if not at or self.words[at - 1].key not in ("tỉnh", "phố", "huyện", "xã", "phường", "quận", "nhánh"):
            return None
        if self.words[at - 1].key == "xã" and at < len(self.words) and self.words[at].key == "hội":
            return None  # "BẢO HIỂM XÃ HỘI" in capitals
        end = at
        while end < len(self.words):
            word = self.words[end]
            dashed = word.key in _DASHES and at < end < len(self.words) - 1 and self.words[end + 1].capital
            if not dashed and (not word.capital or word.abbreviation or self.head(end)):
                break
            end += 1
        return end if end - at >= _PLACE_WORDS or (end > at and self.words[at].key == "huế") else None


def fold_spaces(text: str) -> str:
    """Return the folded words of ``text`` with single spaces."""
    return " ".join(word.key for word in tokens(text))


def _after(phrases: Phrases[str], reader: Reader, at: int) -> int | None:
    found = phrases.match(reader.words, at) if at < len(reader.words) else None
    return found[0] if found else None
