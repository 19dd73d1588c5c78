"""Responsible units: where they stand in fields and sentences, and the names under which their variants meet.

``split`` cuts a field into its units, ``split_run`` also where no mark stands between them, ``find`` finds units in
sentences. Offsets are those of the given text, which is expected in NFC.
"""

from __future__ import annotations

from cchc_assistant.plans.unit_gloss import gloss
from cchc_assistant.plans.unit_grammar import Reader
from cchc_assistant.plans.unit_mentions import mentions
from cchc_assistant.plans.unit_names import aliases_in, canonical
from cchc_assistant.plans.unit_words import sector_phrases, word_phrases

Range = tuple[int, int]

__all__ = ["aliases_in", "begins", "canonical", "find", "gloss", "is_closed", "mentions", "split", "split_run"]

_CLOSING = {"(": ")", "[": "]"}
_ALWAYS = frozenset({";", "\t", "+", "•"})
_MAYBE = frozenset({",", "và", "/"})
_DASHES = frozenset({"-", "–", "—", "*"})
_MARKS = _ALWAYS | _MAYBE | _DASHES | frozenset({".", ":"})
# an action of so many words is a sentence, not part of a name
_ACTION_WORDS = 6
_SHARED_HEADS = frozenset({"sở", "bộ"})
# last syllables of "được giao", "được phân công"
_GIVEN = frozenset({"giao", "công"})
# nouns that never begin a unit by themselves: "Sở, ban, ngành"
_NEVER_FIRST = frozenset({"ban", "ngành"})


def split(text: str) -> list[Range]:
    """Cut the contents of a lead or co-ordinate field into its units.

    A comma, "và" or a dash cuts only where a unit's name begins after it, so that names that hold one stay whole
    ("Sở Văn hóa, Thể thao và Du lịch"), as do lists under one "các" ("Các sở, ban, ngành, địa phương").

    Returns:
        The range of each unit, without list marks, punctuation at its end and verbs such as "chủ trì".
    """
    reader = Reader(text)
    return [(reader.words[a].start, reader.words[b - 1].end) for a, b in _pieces(reader)]


def split_run(text: str) -> list[Range]:
    """Cut a run of units as in a flattened table, where a new unit may begin without a mark.

    "Sở KH&CN Các sở, ban, ngành tỉnh; UBND các xã, phường" is three.
    """
    reader = Reader(text)
    cut: list[tuple[int, int]] = []
    for start, end in _pieces(reader):
        while (stop := reader.unit(start)) is not None and stop < end and _opens(reader, stop):
            cut.append((start, stop))
            start = stop
        cut.append((start, end))
    return [(reader.words[a].start, reader.words[b - 1].end) for a, b in cut]


def find(text: str) -> list[Range]:
    """Find the units that sentences mention, the longest sensible name of each, in reading order."""
    reader = Reader(text)
    found: list[Range] = []
    at = 0
    while at < len(reader.words):
        end = reader.unit(at)
        if end is None:
            at += 1
            continue
        found.append((reader.words[at].start, reader.words[end - 1].end))
        at = end
    return found


def begins(text: str) -> bool:
    """Say whether a text begins with the noun of a unit ("Phòng …", "Các đơn vị …"), whatever follows."""
    return Reader(text).starts_unit(0)


def is_closed(text: str) -> bool:
    """Say whether nothing more can belong to the unit that a text is: "Sở Nội vụ", "UBND các xã, phường".

    "Phòng Kế hoạch" may go on with fields that nobody listed, "các doanh nghiệp" with what they do.
    """
    reader = Reader(text)
    return reader.is_whole_field(0, len(reader.words)) or reader.last_noun(0, len(reader.words)) == "area"


def _opens(reader: Reader, at: int) -> bool:
    starts = reader.starts_unit(at) or reader.unit(at) is not None or reader.group(at) is not None
    return reader.words[at].capital and starts


def _pieces(reader: Reader) -> list[tuple[int, int]]:
    """Return the token ranges of a field's units."""
    words = reader.words
    pieces: list[tuple[int, int]] = []
    dashed = bool(words) and words[0].key in _DASHES
    start, at, closing = 0, 0, ""
    while at < len(words):
        key = words[at].key
        if closing or key in _CLOSING:
            closing = "" if key == closing else closing or _CLOSING[key]
            at += 1
            continue
        if _opens_here(reader, start, at):
            pieces.append((start, at))
            start = at
        after = _after_cut(reader, start, at, dashed=dashed)
        if after is None:
            at += 1
            continue
        pieces.append((start, at))
        start = at = after
    pieces.append((start, len(words)))
    return _without_actions(reader, pieces)


def _without_actions(reader: Reader, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Trim the pieces; after a unit that is said to act, what stands up to the next statement is its action.

    "… Ủy ban nhân dân xã, phường chủ động triển khai thuộc nhiệm vụ của cơ quan, đơn vị": one unit, and no second.
    """
    kept: list[tuple[int, int]] = []
    acts = False
    for start, end in pieces:
        opened = start > 0 and (reader.words[start - 1].key in _ALWAYS or reader.phrase_before(start, "before"))
        trimmed = _trimmed(reader, start, end)
        if trimmed is None or (acts and not opened):
            continue
        kept.append(trimmed)
        # "trong phạm vi chức năng, nhiệm vụ của mình" says how far, and not what
        acts = end - trimmed[1] >= _ACTION_WORDS and reader.words[trimmed[1]].key != "trong"
    return kept


def _after_cut(reader: Reader, start: int, at: int, *, dashed: bool) -> int | None:
    """Return where the next unit begins if the mark at ``at`` ends one that began at ``start``, else None."""
    words = reader.words
    key = words[at].key
    if key in _ALWAYS:
        return at + 1
    if key in _DASHES:
        spaced = at == 0 or words[at - 1].end < words[at].start
        parts = dashed or _same_head(reader, start, at + 1)
        return at + 1 if parts and spaced and at + 1 < len(words) and _opens(reader, at + 1) else None
    following = at + 1 if key in _MAYBE else at
    if key == "," and following < len(words) and words[following].key == "và":
        following += 1
    opening = reader.phrase(following, "before")
    inside = at < (reader.unit(start) or 0)
    if key not in _MAYBE and (opening is None or at == start or inside):
        return None  # the last: a syllable of the name itself ("Bộ Ngoại giao và …")
    if inside and following < len(words) and not words[following].capital and reader.plural(start) is None:
        return None  # "Phòng Tổ chức bộ máy | và tổ chức phi chính phủ"
    while opening is not None:
        following = opening
        opening = reader.phrase(following, "before")
    return following if _begins_unit(reader, start, at, following) else None


def _opens_here(reader: Reader, start: int, at: int) -> bool:
    """Say whether a unit begins at ``at`` without a mark: on a line of its own, or after "Sở Nội vụ"."""
    parted = reader.words[at].on_new_line or reader.is_whole_field(start, at)
    return parted and reader.unit(start) == at and _opens(reader, at)


def _same_head(reader: Reader, start: int, at: int) -> bool:
    """Say whether two names begin with the same noun: "Phòng Quản lý nhà - Phòng Quản lý đô thị" are two units."""
    one, other = reader.head(start), reader.head(at) if at < len(reader.words) else None
    return one is not None and other is not None and one[1].name == other[1].name and other[0] < len(reader.words)


def _begins_unit(reader: Reader, start: int, mark: int, at: int) -> bool:
    """Say whether what follows a comma or "và" is a unit of its own and not part of the one before."""
    words = reader.words
    if at >= len(words):
        return False
    plural = reader.plural(at)
    if plural is not None:
        return not _continues_bare_plural(reader, start, mark, plural)
    noun = reader.group(at)
    head = reader.head(at) if words[at].capital else None
    if noun and not (head and head[0] > noun[0]) and not reader.names_something(at):
        return _is_whole(reader, at) and not _continues_list(reader, start, mark, at, noun[1])
    if head:
        return not _is_double_office(reader, start, mark, at)
    return _is_next_sector(reader, start, mark, at)


def _is_whole(reader: Reader, at: int) -> bool:
    """Say whether a list of nouns is all that stands up to the next mark: "Tổ chức phi chính phủ" is more."""
    end = reader.list_end(at)
    if end is None or end >= len(reader.words) or not reader.words[at].capital:
        return True
    return reader.words[end].key in _MARKS or reader.words[end].key in _CLOSING or bool(reader.phrase(end, "verbs"))


def _continues_bare_plural(reader: Reader, start: int, mark: int, at: int) -> bool:
    """Say whether "các đơn vị" goes on with a bare "các phòng" before it."""
    begun = reader.plural(start)
    before = reader.group(begun) if begun is not None else None
    noun = reader.group(at)
    return bool(before and noun and before[0] == mark and before[1] == noun[1])


def _continues_list(reader: Reader, start: int, mark: int, at: int, kind: str) -> bool:
    """Say whether a noun goes on with the list before it: "các sở, ban | , ngành", "UBND các huyện | , thị xã"."""
    words = reader.words
    small = not words[at].capital
    if small and words[at].key in _NEVER_FIRST:
        return True
    if small and (reader.plural(start) is not None or (reader.list_end(start) or 0) >= mark):
        return True
    last = reader.last_noun(start, mark)
    return last == kind or (last is not None and small and last != "area")


def _is_double_office(reader: Reader, start: int, mark: int, at: int) -> bool:
    """Say whether two bodies share an office: "Văn phòng Đoàn ĐBQH và HĐND tỉnh"."""
    keys = [word.key for word in reader.words[start:mark]]
    joined = reader.words[mark].key != "," and reader.words[at].key in ("hđnd", "hội", "ubnd", "ủy")
    if not joined or "văn" not in keys or "phòng" not in keys:
        return False
    begin = keys.index("phòng") + 1 + start
    found = word_phrases("double_offices").match(reader.words, begin)
    return found is not None


def _is_next_sector(reader: Reader, start: int, mark: int, at: int) -> bool:
    """Say whether a field follows that shares its head with the one before: "Sở Nội vụ | , Tài chính".

    So do the fields after "Các Chi cục:"; the pieces after the first begin with a field themselves.
    """
    head = reader.head(reader.plural(start) or start)
    begin = head[0] if head else start
    listed = begin < mark and reader.words[begin].key == ":"
    if head and head[1].name not in _SHARED_HEADS and not listed:
        return False
    before = sector_phrases().match(reader.words, begin + listed)
    found = sector_phrases().match(reader.words, at)
    if before is None or before[0] != mark or found is None:
        return False
    return found[0] == len(reader.words) or reader.words[found[0]].key in _MARKS


def _trimmed(reader: Reader, start: int, end: int) -> tuple[int, int] | None:
    """Leave out marks at both ends, words that hand the task over before and what is done after the unit's name."""
    words = reader.words
    while start < end:
        opening = reader.phrase(start, "before")
        if words[start].key in _MARKS:
            start += 1
        elif opening is not None and opening < end:
            start = opening
        else:
            break
    while end > start and words[end - 1].key in _MARKS:
        end -= 1
    stop = reader.unit(start) if start < end else None
    if stop is not None and stop < end:
        told = reader.phrase(stop, "verbs") is not None and end - stop >= _ACTION_WORDS
        given = words[stop - 1].key in _GIVEN  # "Các đơn vị được giao | chủ trì": which they are
        end = stop if not given and (told or reader.phrase(stop, "roles")) else end
    return (start, end) if start < end else None
