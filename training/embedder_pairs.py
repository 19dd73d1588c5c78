"""The pairs the embedder learns from, as token numbers: with their marks, half of them, and without."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from cchc_assistant.language.normalize import bare_key, strip_marks
from cchc_assistant.retrieval.sentences import sentences

Ids = npt.NDArray[np.int32]
Pair = tuple[str, str]
Kind = tuple[float, int, list[Pair]]
"""Share of the batches, length of a run of neighbours, pairs."""
MAX_CHARS = 1500
QUESTION_COPIES = 4
"""The few questions with known articles come this often among those of the Q&A site."""
ASKING = (
    " được quy định như thế nào?", " là gì?", " gồm những gì?", " như thế nào?", " ra sao?", " do ai thực hiện?", "?",
    " được pháp luật quy định thế nào?", " khi nào?", " bao gồm những nội dung gì?", " có phải không?",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of token numbers of different lengths: row i is ``ids[starts[i]:starts[i + 1]]``."""

    ids: Ids
    starts: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, which: npt.NDArray[np.int64], longest: int) -> tuple[Ids, npt.NDArray[np.int64]]:
        """Return some rows, cut at ``longest`` tokens, as flat numbers and where each row begins."""
        begin = self.starts[which]
        sizes = np.minimum(self.starts[which + 1] - begin, longest)
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        places = np.repeat(begin - offsets[:-1], sizes) + np.arange(offsets[-1])
        return self.ids[places], offsets[:-1]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of pairs; ``weight`` is its share of the batches.

    A batch is made of runs of ``run`` neighbouring pairs: articles of one law are hard negatives for each other.
    """

    name: str
    weight: float
    run: int
    queries: tuple[Ragged, ...]
    passages: tuple[Ragged, ...]


def records(path: Path) -> Iterator[dict[str, str]]:
    """Yield the records of an xz-compressed JSON Lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _parallel(path: Path, shortest: int) -> Iterator[Pair]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            english, vietnamese = line.rstrip("\n").split("\t")[:2]
            if len(english) >= shortest and vietnamese:
                yield english, vietnamese[:MAX_CHARS]


def articles(data: Path) -> dict[str, tuple[str, str]]:
    """Return the legal articles: id to title and text."""
    return {
        record["_id"]: (record["title"], record["text"]) for record in records(data / "zalo/legal_articles.jsonl.xz")
    }


def questions(data: Path) -> list[tuple[str, str, list[str]]]:
    """Return the legal questions: id, question, ids of the articles that answer it."""
    return [
        (record["id"], record["question"], list(record["relevant"]))
        for record in records(data / "zalo/legal_questions.jsonl.xz")
    ]


def text_pairs(data: Path, reserved: frozenset[str], seed: int) -> dict[str, Kind]:
    """Read every kind of pairs.

    Args:
        data: the folder of training data.
        reserved: ids of the legal questions kept for reporting; they and pairs that ask the same are left out.
        seed: of the random choices.
    """
    rng = random.Random(seed)
    asked = questions(data)
    forbidden = {_asked(question) for identifier, question, _ in asked if identifier in reserved}
    law = articles(data)

    def read(name: str) -> list[Pair]:
        pairs = [(record["q"], record["p"][:MAX_CHARS]) for record in records(data / f"pairs/{name}.jsonl.xz")]
        return [(q, p) for q, p in pairs if _asked(q) not in forbidden]

    own = [
        (question, f"{law[article][0]}.\n{law[article][1]}"[:MAX_CHARS])
        for identifier, question, relevant in asked
        if identifier not in reserved
        for article in relevant
    ]
    titles = [(_as_question(title, rng), text[:MAX_CHARS]) for title, text in law.values() if title and text]
    found: dict[str, Kind] = {
        "title": (3.0, 8, titles),
        "sentence": (3.0, 8, [pair for title, text in law.values() if (pair := _inverse_cloze(title, text, rng))]),
        "question": (3.0, 1, [*read("legal_question_passage"), *own * QUESTION_COPIES]),
        "tthc_field": (1.0, 4, read("tthc_field")),
        "viwiki_section": (1.0, 2, read("viwiki_section")),
        "news_title_body": (1.5, 1, read("news_title_body")),
    }
    for name, weight, shortest in (
        ("alqac2024_law_mt_paragraphs", 1.5, 12),
        ("evbnews", 1.0, 20),
        ("dict_vi_en_senses", 0.5, 3),
        ("glossary_338_admin_terms", 0.1, 3),
        ("glossary_giz_social_protection", 0.1, 3),
    ):
        found[name] = (weight, 1, list(_parallel(data / f"parallel/{name}.tsv.xz", shortest)))
    return found


def _asked(question: str) -> str:
    return bare_key(question).strip(" ?.")


def _as_question(title: str, rng: random.Random) -> str:
    """Put every other title as a question, so that question words come to weigh little."""
    return f"{title}{rng.choice(ASKING)}" if rng.random() < 0.5 else title


def _inverse_cloze(title: str, text: str, rng: random.Random) -> Pair | None:
    """Take one sentence out of an article: it asks for the rest."""
    parts = [(a, b) for a, b in sentences(text[:4000]) if 40 <= b - a <= 300]
    if len(parts) < 2:
        return None
    start, end = rng.choice(parts)
    rest = f"{title}.\n{text[:start]}\n{text[end:]}"
    return text[start:end], rest[:MAX_CHARS]


def half_bare(text: str, rng: random.Random) -> str:
    """Strip the marks of every second word or so."""
    return _WORD.sub(lambda match: strip_marks(match[0]) if rng.random() < 0.5 else match[0], text)


def encode(tokenizer: Tokenizer, texts: Sequence[str], unknown: int = 0) -> Ragged:
    """Return the token numbers of each text, unknown words left out."""
    flat: list[Ids] = []
    for start in range(0, len(texts), 4096):
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + 4096]), add_special_tokens=False):
            ids = np.array(encoding.ids, np.int32)
            flat.append(ids[ids != unknown])
    sizes = np.array([len(ids) for ids in flat], np.int64)
    return Ragged(np.concatenate(flat), np.concatenate([[0], np.cumsum(sizes)]))


def load(data: Path, tokenizer: Tokenizer, reserved: frozenset[str], seed: int) -> list[Source]:
    """Read all pairs and turn them into token numbers; pairs without a token on one side are dropped."""
    rng = random.Random(seed)
    sources = []
    for name, (weight, run, pairs) in text_pairs(data, reserved, seed).items():
        left, right = [q for q, _ in pairs], [p for _, p in pairs]
        queries = [encode(tokenizer, left)]
        if name not in ("alqac2024_law_mt_paragraphs", "evbnews", "dict_vi_en_senses"):
            queries.append(encode(tokenizer, [strip_marks(q) for q in left]))
            queries.append(encode(tokenizer, [half_bare(q, rng) for q in left]))
        passages = [encode(tokenizer, right), encode(tokenizer, [strip_marks(p) for p in right])]
        kept = np.flatnonzero(np.logical_and.reduce([np.diff(side.starts) > 0 for side in (*queries, *passages)]))
        print(f"{name}: {len(kept)} pairs", flush=True)
        left_kept, right_kept = (tuple(_keep(side, kept) for side in sides) for sides in (queries, passages))
        sources.append(Source(name, weight, run, left_kept, right_kept))
    return sources


def _keep(side: Ragged, kept: npt.NDArray[np.int64]) -> Ragged:
    ids, starts = side.rows(kept, 10**9)
    return Ragged(ids, np.append(starts, len(ids)))
