"""The tokenizer of the embedder: syllables, words of two and three of them, English words, with and without marks.

A unigram model over words: the text is cut where the product of the frequencies is largest, so "cải cách hành chính"
becomes "cải cách" and "hành chính". It needs no word segmenter at run time, and stands in one tokenizer.json.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from cchc_assistant.language.normalize import strip_marks

_CLAUSE = re.compile(r"[^\W_]+(?: [^\W_]+)*")
SPACE = "▁"
UNKNOWN = "[UNK]"


def count_words(texts: Iterable[str], *, longest: int = 3) -> Counter[tuple[str, ...]]:
    """Count runs of one to ``longest`` words that no punctuation parts."""
    numbers: dict[str, int] = {}
    words: list[str] = []
    rows: list[list[int]] = []
    for text in texts:
        for clause in _CLAUSE.findall(" ".join(text.lower().split())):
            row = []
            for word in clause.split(" "):
                number = numbers.setdefault(word, len(numbers))
                if number == len(words):
                    words.append(word)
                row.append(number)
            rows.append(row)
    flat = np.fromiter((number for row in rows for number in (*row, -1)), np.int64)
    found: Counter[tuple[str, ...]] = Counter()
    width = len(words) + 1
    for size in range(1, longest + 1):
        inside = np.ones(len(flat) - size + 1, np.bool_)
        code = np.zeros(len(inside), np.int64)
        for place in range(size):
            part = flat[place : len(flat) - size + 1 + place]
            inside &= part >= 0
            code = code * width + part
        codes, counts = np.unique(code[inside], return_counts=True)
        often = counts >= (2 if size == 1 else 10)
        for value, count in zip(codes[often].tolist(), counts[often].tolist(), strict=True):
            run = []
            for _ in range(size):
                value, number = divmod(value, width)
                run.append(words[number])
            found[tuple(reversed(run))] = count
    return found


def _cohesion(run: tuple[str, ...], counts: Counter[tuple[str, ...]], total: int) -> float:
    """Return how much more often a run occurs than its parts would meet by chance (log ratio at the weakest joint)."""
    parts = [counts[run[:cut]] * counts[run[cut:]] for cut in range(1, len(run))]
    return math.log(counts[run] * total / max(parts)) if all(parts) else 0.0


def choose(counts: Counter[tuple[str, ...]], *, syllables: int, runs: int) -> dict[str, float]:
    """Choose the most frequent words and the most frequent cohesive runs; return each with its count."""
    total = sum(count for run, count in counts.items() if len(run) == 1)
    single = [(run, n) for run, n in counts.most_common() if len(run) == 1 and len(run[0]) <= 24][:syllables]
    joined = [
        (run, n)
        for run, n in counts.items()
        if len(run) > 1 and not any(word.isdigit() for word in run) and _cohesion(run, counts, total) > 2.0
    ]
    joined.sort(key=lambda item: (-item[1], item[0]))
    return {" ".join(run): float(n) for run, n in [*single, *joined[:runs]]}


def bare_forms(chosen: dict[str, float], *, most: int) -> dict[str, float]:
    """Return the forms without marks that differ from their own, with the counts of all that share them."""
    merged: Counter[str] = Counter()
    for word, count in chosen.items():
        bare = strip_marks(word)
        if bare != word:
            merged[bare] += count  # type: ignore[assignment]
    return dict(merged.most_common(most))


def tokenizer_of(chosen: dict[str, float]) -> Tokenizer:
    """Make the tokenizer; token 0 is the unknown word."""
    total = sum(chosen.values())
    pieces = [(UNKNOWN, -30.0)]
    pieces += [(SPACE + word.replace(" ", SPACE), math.log(count / total)) for word, count in sorted(chosen.items())]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}\n.,;:()]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\s*[\n.,;:()]+\s*"), "removed"),
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


# How much of each file is counted: enough to know the words, quick enough to wait for.
TEXT_SHARES = {"legal": 0.4, "wiki": 0.12, "news": 0.15, "questions": 1.0}
WORDS, RUNS, BARE, ENGLISH = 14_000, 34_000, 22_000, 12_000
_ENGLISH_FILES = (
    "evbnews",
    "alqac2024_law_mt_paragraphs",
    "glossary_338_admin_terms",
    "glossary_giz_social_protection",
    "tatoeba_anki",
)
_MAX_CHARS = 1500


def make_tokenizer(data: Path, seed: int) -> Tokenizer:
    """Count the words of the training data and make the tokenizer of the most useful ones."""
    chosen = choose(count_words(_vietnamese(data, seed)), syllables=WORDS, runs=RUNS)
    for word, count in bare_forms(chosen, most=BARE).items():
        chosen[word] = chosen.get(word, 0.0) + count
    for word, count in choose(count_words(_english(data), longest=1), syllables=ENGLISH, runs=0).items():
        chosen.setdefault(word, count)
    return tokenizer_of(chosen)


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def _vietnamese(data: Path, seed: int) -> Iterator[str]:
    for line in _lines(data / "zalo/legal_articles.jsonl.xz"):
        record = json.loads(line)
        yield record["title"]
        yield record["text"][:_MAX_CHARS]
    for name, share in TEXT_SHARES.items():
        rng = random.Random(seed)
        yield from (line for line in _lines(data / f"text/{name}.txt.xz") if rng.random() < share)
    for name in ("tthc_field", "legal_question_passage"):
        for line in _lines(data / f"pairs/{name}.jsonl.xz"):
            record = json.loads(line)
            yield record["q"]
            yield record["p"][:_MAX_CHARS]


def _english(data: Path) -> Iterator[str]:
    for name in _ENGLISH_FILES:
        yield from (line.split("\t")[0] for line in _lines(data / f"parallel/{name}.tsv.xz"))
