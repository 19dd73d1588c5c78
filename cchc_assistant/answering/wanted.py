"""What an answer must hold to be one: a percentage, a number, a time, a unit, a document, a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cchc_assistant.answering.amounts import AMOUNT
from cchc_assistant.answering.asks import FIELD_ASKS, says
from cchc_assistant.answering.question import Frame
from cchc_assistant.answering.terms import SYLLABLE, phrasebook, stop_words, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.plans import units
from cchc_assistant.plans.citations import CITED

# A number that may be what is asked for: not the number of a list item.
_NUMBER = re.compile(
    r"(?<!^)(?<!\n)(?<![\w/])\d+(?:[.,]\d+)*(?![\w/])|\b(?:một|hai|ba|bốn|năm(?!\s+\d)|sáu|bảy|tám|chín|mười)\s"
)
# A number that counts what follows it: no item of a list, part of a date, per cent, or number of a row.
_QUANTITY = re.compile(r"(?P<before>[^\W\d]+|[^\w\s])?\s*(?<![\w/.,:])\d+(?:[.,]\d+)*(?:\s*[-–]\s*\d+)?\s+[^\W\d]")
# Words for numbers that stand for nothing else: not "năm", "tư".
_NUMERALS = frozenset({"một", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười"})
_NUMBER_WORD = re.compile(r"\b(?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười)\s")
# "bao nhiêu học viên", not "tỷ lệ là bao nhiêu": something is counted.
_ASKS_QUANTITY = re.compile(
    r"(?<!thứ )(?<!thu )\b(?:bao nhiêu|mấy|bao nhieu|may|how many)\s+(?!phần|phan|per)(?P<noun>[^\W\d]+)", re.IGNORECASE
)
_COUNTED_NOUN = re.compile(r"\b(?:bao nhiêu|mấy)\s+(?:số\s+)?((?:[^\W\d]+\s*){1,4})", re.IGNORECASE)
# "số hộ nghèo còn lại là bao nhiêu" counts as well: the noun stands before.
_NUMBER_OF = re.compile(
    r"(?:^|[,;]\s*)(?:tổng )?số (?:lượng )?(?!tiền|vốn|phần|ngày|kinh|điện|hiệu|hóa|liệu)"
    r"(?P<noun>[^\W\d]+(?:\s+[^\W\d]+){0,3})[^,;?]*"
    r"\b(?:là|còn|được|có)?\s*(?:bao nhiêu|mấy)\s*(?:$|[?.,;])",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"(?:văn bản|nghị|quyết|thông tư|chỉ thị|kế hoạch|đề án|báo cáo|công văn|dự thảo)", re.IGNORECASE
)
# How many words before the noun that it counts a number may stand, and how many after.
_BEFORE, _AFTER = 3, 4
# What makes a number part of a date or a name.
_NAMES = frozenset(
    {"ngày", "tháng", "quý", "quí", "năm", "iso", "tcvn", "mức", "độ", "điều", "khoản", "mục", "thứ", "khóa"}
)
# "0255.3822.888", "cchc@…", "địa chỉ: …".
CONTACTS = {
    "phone": re.compile(r"\b0\d[\d .\-]{7,}\d"),
    "email": re.compile(r"\S@\S"),
    "address": re.compile(r"địa chỉ", re.IGNORECASE),
}
_PERCENT = re.compile(r"\d\s*%|phần trăm")
_TIME = re.compile(
    r"\d+\s*(?:giờ|ngày|tuần|tháng|lần|kỳ|số)|\bngày \d|\b20\d\d\b|\d/\d|\b(?:quý|quí|tháng)\s+[\divx]|\bh[ằà]ng\s"
    r"|thường xuyên|định kỳ|đột xuất|cả năm|trong năm|cuối năm|đầu năm"
)
_YEAR = re.compile(r"\b20\d\d\b")
_DAY = re.compile(r"\d{1,2}/\d|\b(?:tháng|quý|quí)\s+(?:\d|[ivx]+\b)")
# "10 bộ dữ liệu": a number that a claim counts with.
_COUNTS = re.compile(r"(?<![\w/:.,\-–])(?<!số )(\d{1,4})\s+[^\W\d]")
# "Trưởng ban là Chủ tịch …", "đồng chí … làm Phó Trưởng ban": an office and who holds it.
_OFFICE = re.compile(
    r"\b(?:trưởng|phó|chủ tịch|giám đốc|thư ký|thành viên|ủy viên)\b[^.;:]{0,60}"
    r"(?:\b(?:là|gồm|ông|bà|đồng chí)\b|:)"
    r"|\b(?:làm|giữ chức|là)\s+(?:phó\s+)?(?:trưởng|chủ tịch|giám đốc|thư ký|thành viên|ủy viên)\b"
)
_OFFICE_ASKED = re.compile(
    r"\b(?:trưởng|phó|chủ tịch|giám đốc|thư ký|thành viên|ủy viên|heads?|chairs?|chairman|director|deputy|secretary)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:về|gửi|cho|đến|tới|qua|trình|với|báo cáo)\b")


_TIMES = {"time", "day", "year"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kinds of thing that an answer must hold; ``present`` says that the state of things is asked, not a plan.

    Kinds are "percent", "number", "quantity" (a number of what is counted), "amount" (of money), "phone", "email",
    "address", "time", "day" (a time within a year), "year", "document", "recipient", "person", "office" (and who holds
    it) and "list". ``noun`` is the first syllable of what is counted: "mấy | đợt"; ``counted`` the terms that stand in
    plans for what a number is wanted of, where nothing else is asked.
    """

    kinds: frozenset[str]
    present: bool = False
    noun: str = ""
    counted: frozenset[str] = frozenset()

    @property
    def certain(self) -> bool:
        """Whether one certain thing is wanted rather than all that is said of something."""
        return bool(self.kinds - {"list"})

    @property
    def several(self) -> bool:
        """Whether a list is wanted."""
        return "list" in self.kinds

    def held_by(self, text: str) -> float:
        """Return the share of the kinds that a text holds, 1 where nothing certain is wanted."""
        certain = [kind for kind in self.kinds if kind != "list"]
        if self.kinds & _TIMES:
            text = CITED.sub(" ", text)  # the day of a document that is cited is none of what is planned
        return sum(self._held(kind, text) for kind in certain) / len(certain) if certain else 1.0

    def _held(self, kind: str, text: str) -> bool:
        return _holds(kind, text) and not (kind == "quantity" and self.counted and not self._numbered(text))

    def _numbered(self, text: str) -> bool:
        """Say whether a text has a number beside what is counted."""
        said = tokens(text)
        places = [(at, at + 1) for at, token in enumerate(said) if token.bare in self.counted]
        places += [(first, last) for key, first, last in phrasebook().occurrences(said) if key in self.counted]
        counts = (at for at, token in enumerate(said) if token.bare[0].isdigit() or token.folded in _NUMERALS)
        numbers = [at for at in counts if not at or said[at - 1].folded not in _NAMES]
        return any(first - _BEFORE <= at < last + _AFTER for first, last in places for at in numbers)

    def counts(self, text: str) -> bool:
        """Say whether a text counts what is asked for itself: "02 đợt" where "mấy đợt" is asked."""
        return bool(self.noun) and re.search(rf"\d\s+{re.escape(self.noun)}\b", text.lower()) is not None


def wanted_of(frame: Frame) -> Wanted:
    """Read from a question what its answer must hold."""
    asks = frame.asked.asks
    text = frame.wording or frame.understood
    kinds = {
        kind for kind in ("percent", "amount", *CONTACTS, "recipient", "person", "list") if says(f"wants_{kind}", text)
    }
    if "person" in kinds and _OFFICE_ASKED.search(text):
        kinds.add("office")
    if frame.asked.amount:
        kinds.add("amount")
    if "count" in asks and not kinds & {"percent", "amount"}:
        kinds.add("quantity" if _ASKS_QUANTITY.search(text) or _NUMBER_OF.search(text) else "number")
    if "yes_no" in asks:
        kinds |= _claimed(frame, text)
    if asks & {"when", "frequency"}:
        kinds.add("time")
        kinds |= {kind for kind in ("day", "year") if says(f"wants_{kind}", text)}
    if "legal_basis" in asks:
        kinds.add("document")
    noun = asked["noun"].lower() if "quantity" in kinds and (asked := _ASKS_QUANTITY.search(text)) else ""
    counted = _counted(frame) if "quantity" in kinds and not asks & {*FIELD_ASKS} else frozenset()
    return Wanted(frozenset(kinds), says("wants_present", text), noun, counted)


def _counted(frame: Frame) -> frozenset[str]:
    """Return the noun after "bao nhiêu", as typed and as understood, and what plans may count instead.

    None of a noun of documents, which are counted by those that there are, or of a short form that no list holds.
    """
    keys: set[str] = set()
    for text in (frame.wording or frame.understood, frame.text):
        found = _NUMBER_OF.search(text) or _COUNTED_NOUN.search(text)
        said = tokens(found[1]) if found else []
        if found is None or said[0].folded in stop_words() or _DOCUMENTS.match(found[1]):
            continue
        chunk = phrasebook().chunks(said)[0]
        first = said[chunk.first].bare
        if chunk.phrase:
            keys.add(chunk.phrase)
        elif SYLLABLE.fullmatch(first):
            keys.update(_counted_alike().get(first, {first}))
    return frozenset(keys)


@cache
def _counted_alike() -> dict[str, frozenset[str]]:
    """Return the words that plans may count instead, by the word that a question counts, without diacritics."""
    groups = [
        frozenset(strip_marks(word) for word in group)
        for group in load_toml("answering/question_words.toml")["counted_alike"]
    ]
    return {word: group for group in groups for word in group}


def _claimed(frame: Frame, text: str) -> set[str]:
    """Return the kinds of what a claim states: "bắt đầu 15/11", "85%", "10 bộ dữ liệu"."""
    if re.search(r"\d\s*(?:%|phần trăm|per ?cent)", text):
        return {"percent"}
    if re.search(r"\d{1,2}/\d{1,2}|\btháng \d|\bngày \d|\d{1,2} [A-Z][a-z]+ 20\d\d", text):
        return {"time", "day"}
    counts = set(_COUNTS.findall(text)) - {*frame.numbers, *map(str, frame.years)}
    return {"quantity"} if counts else set()


def _holds(kind: str, text: str) -> bool:
    if kind == "percent":
        return bool(_PERCENT.search(text))
    if kind == "amount":
        return bool(AMOUNT.search(text))
    if kind in CONTACTS:
        return bool(CONTACTS[kind].search(text))
    if kind == "number":
        text = _YEAR.sub(" ", CITED.sub(" ", text))
        return bool(_NUMBER.search(text) or _PERCENT.search(text))
    if kind == "quantity":
        lower = text.lower()
        counts = any((match["before"] or "") not in _NAMES for match in _QUANTITY.finditer(lower))
        return counts or bool(_NUMBER_WORD.search(lower) or _PERCENT.search(lower))
    if kind == "day":
        return bool(_DAY.search(text.lower()))
    if kind == "year":
        return bool(_YEAR.search(text))
    if kind == "time":
        return bool(_TIME.search(text.lower()))
    if kind == "document":
        return bool(CITED.search(text))
    if kind == "office":
        return bool(_OFFICE.search(text.lower()))
    if kind == "recipient":
        return bool(_TO.search(text)) and bool(units.find(text))
    return True
