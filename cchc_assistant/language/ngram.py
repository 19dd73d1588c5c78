"""The syllable n-gram model: one memory-mapped file, log-probabilities for arrays of n-grams at once."""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cchc_assistant.errors import InputError
from cchc_assistant.language.lexemes import BOUNDARY, SPECIALS
from cchc_assistant.language.normalize import strip_marks, tone_canonical
from cchc_assistant.language.static_function import StaticFunction

Tokens = NDArray[np.int64]
Logs = NDArray[np.float32]

MAGIC = b"CCHCNGR1"
_ALIGN = 64
BOUNDARY_ID = SPECIALS.index(BOUNDARY)
_SHIFT = np.uint64(16)


class BrokenModel(InputError):
    """The model file is missing, of another format, or cut off."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: mô hình ngôn ngữ không dùng được ({reason}); hãy cài đặt lại gói cchc_assistant")


def write_model(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a model file: magic, length of the header, header (JSON), then the arrays, each aligned to 64 bytes."""
    directory: dict[str, dict[str, Any]] = {}
    place = 0
    for name, array in arrays.items():
        place = -(-place // _ALIGN) * _ALIGN
        directory[name] = {"dtype": array.dtype.str, "length": len(array), "place": place}
        place += array.nbytes
    head = json.dumps({**header, "arrays": directory}, ensure_ascii=False, sort_keys=True).encode()
    base = -(-(len(MAGIC) + 8 + len(head)) // _ALIGN) * _ALIGN
    with path.open("wb") as stream:
        stream.write(MAGIC + struct.pack("<Q", len(head)) + head)
        for name, array in arrays.items():
            stream.seek(base + directory[name]["place"])
            stream.write(np.ascontiguousarray(array).tobytes())


def read_model(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Map a model file into memory and return its header and its arrays (read-only views).

    Raises:
        BrokenModel: the file is missing or is not a whole model file.
    """
    try:
        with path.open("rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise BrokenModel(path, str(error)) from error
    if data[: len(MAGIC)] != MAGIC:
        raise BrokenModel(path, "không đúng định dạng")
    (length,) = struct.unpack_from("<Q", data, len(MAGIC))
    start = len(MAGIC) + 8
    try:
        header: dict[str, Any] = json.loads(data[start : start + length])
        base = -(-(start + length) // _ALIGN) * _ALIGN
        arrays = {
            name: np.frombuffer(data, entry["dtype"], entry["length"], base + entry["place"])
            for name, entry in header["arrays"].items()
        }
    except (ValueError, KeyError) as error:
        raise BrokenModel(path, str(error)) from error
    return header, arrays


@dataclass(frozen=True, eq=False)
class NgramModel:
    """Back-off model over token numbers; ``tables[n]`` gives the n-grams of order n + 2.

    A value of a table is an index into the codebooks: the low byte for the log-probability, the high byte (all orders
    but the last) for the log back-off weight.
    """

    words: list[str]
    unigram: Logs
    unigram_weight: Logs
    tables: tuple[StaticFunction, ...]
    probabilities: tuple[Logs, ...]
    weights: tuple[Logs, ...]

    @classmethod
    def open(cls, path: Path) -> dict[str, NgramModel]:
        """Open a model file and return its models by name; they share their words.

        Raises:
            BrokenModel: the file can't be used.
        """
        header, arrays = read_model(path)
        try:
            words = arrays["words"].tobytes().decode().split("\n")
            return {name: cls._of(words, entry, name, arrays) for name, entry in header["models"].items()}
        except (KeyError, ValueError) as error:
            raise BrokenModel(path, str(error)) from error

    @classmethod
    def _of(
        cls, words: list[str], entry: Mapping[str, Any], name: str, arrays: Mapping[str, NDArray[Any]]
    ) -> NgramModel:
        orders = range(2, int(entry["order"]) + 1)
        return cls(
            words=words,
            unigram=arrays[f"{name}.unigram"],
            unigram_weight=arrays[f"{name}.unigram_weight"],
            tables=tuple(
                StaticFunction(
                    arrays[f"{name}.marks{n}"],
                    arrays[f"{name}.values{n}"],
                    entry["segments"][str(n)],
                    entry["seeds"][str(n)],
                )
                for n in orders
            ),
            probabilities=tuple(arrays[f"{name}.probabilities{n}"] for n in orders),
            weights=tuple(arrays[f"{name}.weights{n}"] for n in orders),
        )

    @property
    def order(self) -> int:
        """The length of the longest n-grams."""
        return len(self.tables) + 1

    @cached_property
    def index(self) -> dict[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def by_bare(self) -> dict[str, list[int]]:
        """The words that are the same without diacritics, most frequent first."""
        found: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            if number >= len(SPECIALS):
                found.setdefault(strip_marks(word), []).append(number)
        return found

    def number(self, word: str) -> int:
        """Return the number of a word in any letter case and tone placement; 0 when it is not known."""
        return self.index.get(tone_canonical(word.lower()), 0)

    def bigram(self, first: Tokens, second: Tokens) -> Logs:
        """Return log P(second | first), elementwise."""
        scores = self.unigram_weight[first] + self.unigram[second]
        keys = (first.astype(np.uint64) << _SHIFT) | second.astype(np.uint64)
        found, values = self.tables[0].find(keys)
        scores[found] = self.probabilities[0][values & 0xFF]
        return scores

    def ngram(self, context: tuple[Tokens, ...], token: Tokens) -> Logs:
        """Return log P(token | context), elementwise; the context may be 1 to order - 1 tokens long."""
        if len(context) == 1:
            return self.bigram(context[0], token)
        scores = self.ngram(context[1:], token) + self._weight(context)
        keys = context[0].astype(np.uint64)
        for part in (*context[1:], token):
            keys = (keys << _SHIFT) | part.astype(np.uint64)
        place = len(context) - 1
        found, values = self.tables[place].find(keys)
        scores[found] = self.probabilities[place][values & 0xFF]
        return scores

    def _weight(self, context: tuple[Tokens, ...]) -> Logs:
        place = len(context) - 2
        keys = context[0].astype(np.uint64)
        for part in context[1:]:
            keys = (keys << _SHIFT) | part.astype(np.uint64)
        weights = np.zeros(len(keys), np.float32)
        found, values = self.tables[place].find(keys)
        weights[found] = self.weights[place][values >> 8]
        return weights


@dataclass(frozen=True, eq=False)
class BlendedModel:
    """Two models over the same words as one: their probabilities are added up with fixed weights."""

    base: NgramModel
    other: NgramModel
    share: float

    @property
    def words(self) -> list[str]:
        """The words, by number."""
        return self.base.words

    @property
    def index(self) -> dict[str, int]:
        """The number of each word."""
        return self.base.index

    @property
    def by_bare(self) -> dict[str, list[int]]:
        """The words that are the same without diacritics."""
        return self.base.by_bare

    @property
    def order(self) -> int:
        """The length of the longest n-grams."""
        return self.base.order

    def number(self, word: str) -> int:
        """Return the number of a word, 0 when it is not known."""
        return self.base.number(word)

    def ngram(self, context: tuple[Tokens, ...], token: Tokens) -> Logs:
        """Return log P(token | context), elementwise."""
        other = self.other.ngram(context[1 - self.other.order :], token) + np.float32(np.log(self.share))
        blended: Logs = np.logaddexp(self.base.ngram(context, token) + np.float32(np.log(1 - self.share)), other)
        return blended
