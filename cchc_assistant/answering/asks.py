"""What a question asks for, told by its question words (``data/answering/question_words.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from cchc_assistant.answering.answer import Language
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import has_marks, nfc, strip_marks

Ask = Literal[
    "lead", "coordinate", "when", "product", "money", "frequency",
    "count", "list", "compare", "legal_basis", "content", "why", "yes_no",
    "metadata_number", "metadata_date", "metadata_signer", "metadata_recipients", "metadata_agency", "metadata_title",
]  # fmt: skip
FIELD_ASKS: tuple[Ask, ...] = ("lead", "coordinate", "when", "product", "money", "frequency")
METADATA_ASKS: tuple[Ask, ...] = (
    "metadata_title", "metadata_number", "metadata_date", "metadata_signer", "metadata_recipients", "metadata_agency",
)  # fmt: skip
OTHER_ASKS: tuple[Ask, ...] = ("count", "list", "compare", "legal_basis", "yes_no", "content", "why")

# Questions with "ai" or "đơn vị nào" that ask for no task's lead.
_NO_LEAD = ("wants_recipient", "wants_person", "wants_members")

# How far apart the members of a list of fields stand, in characters.
_LISTED = 16

Range = tuple[int, int]
# Artificial intelligence, in a question with small letters: not "ai", who.
_INITIALS = re.compile(r"(?<=[^\W\d_A-Z]\s)AI\b|^AI\b(?=\s+[^\W\d_A-Z])")
# The end of a question word is not within another: "lý do" does not stand in "quản lý doanh nghiệp".
_END = r"(?:(?<!\w)|(?!\w))"
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and the ranges of the question that only say so.

    ``amount`` says that money is asked for as a sum, not as a source.
    """

    asks: frozenset[Ask]
    words: tuple[Range, ...]
    amount: bool = False


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A question word: with its diacritics, and as it looks without."""

    marked: re.Pattern[str]
    bare: re.Pattern[str]
    vietnamese: bool

    def ranges(self, marked: str, bare: str) -> list[Range]:
        """Find it; where the question has diacritics, they must agree ("đầu ra" is not "đâu ra")."""
        spans = []
        at = 0
        while (match := self.bare.search(bare, at)) is not None:
            start, end = match.span()
            typed = marked[start:end]
            agrees = start < end and not (self.vietnamese and _within_word(bare, start))
            agrees = agrees and (typed == bare[start:end] or self.marked.match(marked, start) is not None)
            if agrees:
                spans.append((start, end))
            at = end if agrees else start + 1
        return spans


def _within_word(text: str, at: int) -> bool:
    """Say whether a place is between two characters of one word, which a pattern would be slow to look back for."""
    return at > 0 and _WORD.match(text, at) is not None and _WORD.match(text, at - 1) is not None


def unit_nouns() -> tuple[str, ...]:
    """Return the nouns by which questions name units ("đơn vị", "phòng")."""
    return tuple(load_toml("answering/question_words.toml")["unit_nouns"])


@cache
def _patterns(ask: str, strength: str) -> tuple[_Pattern, ...]:
    table = load_toml("answering/question_words.toml")
    nouns = "(?:" + "|".join(sorted(unit_nouns(), key=len, reverse=True)) + ")"
    found = []
    for pattern in table.get(ask, {}).get(strength, ()):
        whole = pattern.replace("{unit}", nouns)
        if has_marks(pattern):
            whole = f"(?:{whole}){_END}"
        found.append(_Pattern(re.compile(whole), re.compile(strip_marks(whole)), has_marks(pattern)))
    return tuple(found)


def spelt(understood: str) -> str:
    """Return a question typed without diacritics with those of its question words: "máy việc" is "mấy việc"."""
    for word, place in _spellings():
        understood = place.sub(word, understood)
    return understood


@cache
def _spellings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, str] = load_toml("answering/question_words.toml")["spelt"]
    return tuple((word, re.compile(pattern.replace("{noun}", _counted_nouns()))) for word, pattern in table.items())


def _counted_nouns() -> str:
    table: dict[str, list[str]] = load_toml("answering/question_words.toml")["counted"]
    nouns = [*unit_nouns(), *(noun for kind in table.values() for noun in kind)]
    return "(?:" + "|".join(sorted(map(re.escape, nouns), key=len, reverse=True)) + ")"


@lru_cache(maxsize=64)
def _spelled(question: str) -> tuple[str, str]:
    """Return a question in small letters, with its diacritics and without."""
    marked = nfc(question).lower()
    return marked, strip_marks(marked)


def says(kind: str, question: str) -> bool:
    """Say whether a question holds any of the patterns of a kind that asks for nothing itself ("follow_up")."""
    return bool(ranges_of(kind, question))


def ranges_of(kind: str, question: str) -> list[Range]:
    """Return the ranges of a question that patterns of a kind match."""
    marked, bare = _spelled(question)
    return [span for pattern in _patterns(kind, "patterns") for span in pattern.ranges(marked, bare)]


def read_asks(question: str, language: Language = "vi") -> Asked:
    """Read what a question asks for, its diacritics restored as far as they can be.

    In an English question, what looks like a Vietnamese question word is none ("18 May" is not "mấy").
    """
    marked, bare = _spelled(_INITIALS.sub("--", nfc(question)))

    def found_of(kind: str, strength: str = "patterns") -> list[Range]:
        patterns = [one for one in _patterns(kind, strength) if language == "vi" or not one.vietnamese]
        return [span for pattern in patterns for span in pattern.ranges(marked, bare)]

    def found(ask: Ask, strength: str = "patterns") -> list[Range]:
        return found_of(ask, strength)

    strong = {ask: spans for ask in (*FIELD_ASKS, *METADATA_ASKS) if (spans := found(ask))}
    held = [span for spans in strong.values() for span in spans]
    weak = {ask: spans for ask in FIELD_ASKS if (spans := [s for s in found(ask, "weak") if not _inside(s, held)])}
    if not strong and found_of("which_things"):
        weak.pop("money", None)
    asks: dict[Ask, list[Range]] = dict(strong)
    _settle_who(asks, weak)
    _settle_whom(asks, weak, other=any(map(found_of, _NO_LEAD)))
    others = {ask: spans for ask in OTHER_ASKS if (spans := found(ask))}
    if not asks and ("compare" in others or not others.keys() - {"list"}):
        asks.update(weak)
    else:
        if "compare" in others:
            # "khác nhau về người chủ trì và thời hạn": what is compared is listed.
            asks.update({ask: spans for ask, spans in weak.items() if _listed_with(spans, held, marked)})
        # Words of the same ask that stand beside the strong ones say nothing else ("chủ trì", "thời gian").
        for ask in asks.keys() & weak.keys():
            asks[ask] = asks[ask] + weak[ask]
    asks.update(others)
    if "yes_no" in asks and "compare" not in asks and (found_of("tagged") or not found_of("interrogative")):
        # "có lấy tiền từ nguồn … không": what would ask for a field is part of the claim.
        for field in FIELD_ASKS:
            asks.pop(field, None)
    elif "yes_no" in asks and (len(asks) > 1 or found_of("interrogative")):
        asks.pop("yes_no")
    if found_of("consequence"):
        for ask in (*FIELD_ASKS, "list"):
            asks.pop(ask, None)
        asks.setdefault("content", [])
    if "when" in asks and asks.keys() & {"metadata_number", "metadata_signer", "metadata_agency", "metadata_title"}:
        asks.setdefault("metadata_date", asks["when"])  # "ai ký, khi nào"
    if "count" in asks and all(_inside(span, asks.get("when", ())) for span in asks["count"]):
        asks.pop("count")  # "trước ngày bao nhiêu"
    if says("plural", question):
        asks.pop("count", None)
    if "metadata_signer" in asks:
        asks.pop("lead", None)
    if "money" in asks and not found_of("how_often"):
        asks.pop("frequency", None)  # "mỗi năm chi bao nhiêu"
    if "why" in asks:
        asks.pop("yes_no", None)  # "sao … lại giao sở y tế nhỉ": what is wondered at is taken for granted
    if any(map(found_of, ("wants_phone", "wants_email", "wants_address"))):
        asks.pop("metadata_number", None)  # "điện thoại của … là số mấy"
    if "legal_basis" in asks:
        for ask in ("metadata_agency", "metadata_number"):
            asks.pop(ask, None)
    amount = "money" in asks and bool(found("money", "amount"))
    ranges = tuple(sorted(span for ask, spans in asks.items() if ask != "yes_no" for span in spans))
    return Asked(frozenset(asks), ranges, amount)


def _inside(span: Range, others: Iterable[Range]) -> bool:
    """Say whether words are part of longer ones: the "run" of "who helps run"."""
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in others)


def _listed_with(spans: Sequence[Range], others: Sequence[Range], text: str) -> bool:
    """Say whether words stand in a list with others: "người chủ trì" of "người chủ trì và thời hạn"."""
    pairs = ((min(one, other), max(one, other)) for one in spans for other in others)
    near = ((first, second) for first, second in pairs if 0 <= second[0] - first[1] <= _LISTED)
    return any(says("listed_with", text[first[1] : second[1]]) for first, second in near)


def one_of(asked: Asked, between: Sequence[str]) -> Asked:
    """Read "văn phòng sở hay thanh tra sở làm …" as asking which leads; ``between`` is what parts units named."""
    if asked.asks - {"yes_no"} or not any(says("either", words) for words in between):
        return asked
    return Asked(frozenset({"lead"}), asked.words)


def _settle_whom(asks: dict[Ask, list[Range]], weak: dict[Ask, list[Range]], *, other: bool) -> None:
    """Tell who leads from whom something is sent to, and who holds an office: the latter two are no task's lead."""
    if other and "lead" in asks and not weak.keys() & {"lead", "coordinate"}:
        asks.setdefault("content", []).extend(asks.pop("lead"))


def _settle_who(asks: dict[Ask, list[Range]], weak: dict[Ask, list[Range]]) -> None:
    """Tell who leads from who helps: "phòng nào phối hợp" asks for helpers, "ai chủ trì, ai phối hợp" for both."""
    if "lead" in asks and "coordinate" in weak and "coordinate" not in asks:
        asks["coordinate"] = weak["coordinate"]
        if "lead" not in weak:
            asks["coordinate"] = asks["coordinate"] + asks.pop("lead")
    elif "coordinate" in asks and "lead" in asks and "lead" not in weak:
        asks["coordinate"] = asks["coordinate"] + asks.pop("lead")
