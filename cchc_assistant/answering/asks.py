"""What a question asks for, told by its question words (``data/answering/question_words.toml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cchc_assistant.data_files import load_toml

Ask = Literal[
    "lead", "coordinate", "when", "product", "money", "frequency", "count", "list", "compare", "legal_basis", "content", "yes_no",
    "metadata_number", "metadata_date", "metadata_signer", "metadata_recipients", "metadata_agency",
]  # fmt: skip
FIELD_ASKS: tuple[Ask, ...] = ("lead", "coordinate", "when", "product", "money", "frequency")
METADATA_ASKS: tuple[Ask, ...] = (
    "metadata_number", "metadata_date", "metadata_signer", "metadata_recipients", "metadata_agency",
)  # fmt: skip

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and the ranges of the question that only say so.

    ``amount`` says that money is asked for as a sum, not as a source.
    """

    asks: frozenset[Ask]
    words: tuple[Range, ...]
    amount: bool = False


@cache
def _patterns(ask: Ask, strength: str) -> tuple[re.Pattern[str], ...]:
    table = load_toml("answering/question_words.toml")
    nouns = "(?:" + "|".join(sorted(table["unit_nouns"], key=len, reverse=True)) + ")"
    return tuple(re.compile(pattern.replace("{unit}", nouns)) for pattern in table.get(ask, {}).get(strength, ()))


def _found(ask: Ask, strength: str, bare: str) -> list[Range]:
    return [match.span() for pattern in _patterns(ask, strength) for match in pattern.finditer(bare) if match.group().strip()]


def read_asks(bare: str) -> Asked:
    """Read what a question asks for.

    Args:
        bare: the question in lower case, without diacritics.
    """
    strong = {ask: found for ask in (*FIELD_ASKS, *METADATA_ASKS) if (found := _found(ask, "patterns", bare))}
    weak = {ask: found for ask in FIELD_ASKS if (found := _found(ask, "weak", bare))}
    asks: dict[Ask, list[Range]] = dict(strong)
    _settle_who(asks, weak)
    if not asks:
        for ask, found in weak.items():
            asks[ask] = found
    elif asks.keys() & {"lead", "coordinate", "when"}:
        # Words of the same asks that stand beside the strong ones say nothing else ("chủ trì", "thời gian").
        for ask in asks.keys() & weak.keys():
            asks[ask] = asks[ask] + weak[ask]
    for ask in ("count", "list", "compare", "legal_basis", "yes_no", "content"):
        if found := _found(ask, "patterns", bare):
            asks[ask] = found
    if "metadata_signer" in asks:
        asks.pop("lead", None)
    amount = bool(_found("money", "amount", bare)) and "money" in asks
    ranges = tuple(sorted(span for ask, found in asks.items() if ask != "yes_no" for span in found))
    return Asked(frozenset(asks), ranges, amount)


def _settle_who(asks: dict[Ask, list[Range]], weak: dict[Ask, list[Range]]) -> None:
    """Tell who leads from who helps: "phòng nào phối hợp" asks for helpers, "ai chủ trì, ai phối hợp" for both."""
    if "lead" in asks and "coordinate" in weak and "coordinate" not in asks:
        asks["coordinate"] = weak["coordinate"]
        if "lead" not in weak:
            asks["coordinate"] = asks["coordinate"] + asks.pop("lead")
    elif "coordinate" in asks and "lead" in asks and "lead" not in weak:
        asks["coordinate"] = asks["coordinate"] + asks.pop("lead")
