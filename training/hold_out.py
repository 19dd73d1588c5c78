"""Split the texts into training text and held-out text, whole documents or long runs of lines at a time.

    python -m training.hold_out DATA WORK

``DATA`` holds ``text/``, ``pairs/``, ``parallel/`` and ``zalo/``. ``WORK/train`` receives one plain text a source,
``WORK/held`` the held-out text. A line of the training text that equals a held-out one is dropped.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cchc_assistant.language.normalize import nfc
from training.counting import read_lines

_SEED = 20
_SHINGLE = 12
# the sources that can hold official documents, and so those that are kept for judging
_OFFICIAL = ("legal", "legal_passages", "legal_articles")
_SENTENCE_END = re.compile(r'(?<=[.?!…"”])\s+')
_FIRST_PERSON = re.compile(r"\b(tôi|mình|em|anh|chị|tao|mày|cháu|bạn|chúng ta|ông ấy|bà ấy)\b", re.IGNORECASE)


def key(line: str) -> str:
    """Return the form in which lines are compared."""
    return re.sub(r"\W+", " ", line.lower()).strip()


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a JSON Lines file."""
    for line in read_lines(path):
        yield json.loads(line)


def sentences(text: str) -> list[str]:
    """Cut a paragraph at sentence ends."""
    return [part for part in _SENTENCE_END.split(text.replace("\n", " ")) if part]


def blocks(lines: list[str], count: int, size: int, rng: random.Random) -> set[int]:
    """Return the numbers of the lines of ``count`` random runs of ``size`` lines."""
    starts = rng.sample(range(len(lines) // (2 * size)), count)
    return {2 * size * start + offset for start in starts for offset in range(size)}


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of ``_SHINGLE`` words of a text."""
    found = key(text).split()
    for start in range(len(found) - _SHINGLE + 1):
        yield tuple(found[start : start + _SHINGLE])


def reserved(paths: Iterable[Path]) -> set[tuple[str, ...]]:
    """Return the runs of words of documents that are kept for judging."""
    return {run for path in paths for line in read_lines(path) for run in shingles(nfc(line))}


def shares_run(line: str, runs: set[tuple[str, ...]]) -> bool:
    """Tell whether a line holds one of the runs of words."""
    return any(run in runs for run in shingles(line))


def split(data: Path, work: Path, kept_away: set[tuple[str, ...]]) -> None:
    """Write the held-out text and the training text; official text shares no run of words with ``kept_away``."""
    rng = random.Random(_SEED)
    (work / "train").mkdir(parents=True, exist_ok=True)
    (work / "held").mkdir(exist_ok=True)
    legal = [nfc(line.strip()) for line in read_lines(data / "text/legal.txt.xz")]
    asked = [nfc(line.strip()) for line in read_lines(data / "text/questions.txt.xz")]
    citizens = [row["question"] for row in rows(data / "zalo/legal_questions.jsonl.xz")]
    wiki = [nfc(line.strip()) for line in read_lines(data / "text/wiki.txt.xz")]
    articles = list(rows(data / "pairs/news_title_body.jsonl.xz"))
    held_articles = set(rng.sample(range(len(articles)), 400))
    held_legal, held_asked = blocks(legal, 40, 250, rng), blocks(asked, 24, 25, rng)
    held_wiki = blocks(wiki, 20, 50, rng)
    held_citizens = set(rng.sample(range(len(citizens)), 300))
    news_held = [line for i in sorted(held_articles) for line in (articles[i]["q"], *sentences(articles[i]["p"]))]
    held = {
        "legal": [legal[i] for i in sorted(held_legal)],
        "questions": [asked[i] for i in sorted(held_asked)] + [citizens[i] for i in sorted(held_citizens)],
        "wiki": [wiki[i] for i in sorted(held_wiki)],
        "news": news_held,
    }
    secret = {key(line) for name, lines in held.items() for line in lines if name != "legal" or len(line.split()) > 3}
    for name, lines in held.items():
        _write(work / "held" / f"{name}.txt", lines)
    news = list(read_lines(data / "text/news.txt.xz"))
    known_news, known_legal = {key(line) for line in news}, {key(line) for line in legal}
    bodies = [
        line
        for i, row in enumerate(articles)
        if i not in held_articles
        for line in (row["q"], *sentences(row["p"]))
        if key(line) not in known_news
    ]
    passages = (line for row in rows(data / "pairs/legal_question_passage.jsonl.xz") for line in row["p"].split("\n"))
    codified = (
        line for row in rows(data / "zalo/legal_articles.jsonl.xz") for line in (row["title"], *row["text"].split("\n"))
    )
    general = [line.split("\t")[1] for line in read_lines(data / "parallel/evbnews.tsv.xz") if "\t" in line]
    everyday = [line.split("\t")[1] for line in read_lines(data / "parallel/tatoeba_anki.tsv.xz") if "\t" in line]
    train: dict[str, Iterable[str]] = {
        "legal": (line for i, line in enumerate(legal) if i not in held_legal),
        "legal_passages": (line for line in passages if key(line) not in known_legal),
        "legal_articles": (line for line in codified if key(line) not in known_legal),
        "news": news,
        "news_bodies": bodies,
        "wiki": (line for i, line in enumerate(wiki) if i not in held_wiki),
        "questions": [line for i, line in enumerate(asked) if i not in held_asked]
        + [line for i, line in enumerate(citizens) if i not in held_citizens],
        "general": general,
        "tatoeba": everyday,
        "asked": [part for line in (*news, *bodies, *wiki) if "?" in line for part in sentences(line) if "?" in part],
        "quoted": [line for line in (*news, *bodies) if re.search('["“]', line) and _FIRST_PERSON.search(line)],
    }
    for name, source in train.items():
        kept = (
            nfc(line.strip())
            for line in source
            if key(line) not in secret and not (name in _OFFICIAL and shares_run(nfc(line), kept_away))
        )
        _write(work / "train" / f"{name}.txt", kept)


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(line + "\n" for line in lines if line)


def main() -> None:
    """Split."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--exclude", type=Path, nargs="*", default=[], help="texts kept for judging")
    arguments = parser.parse_args()
    split(arguments.data, arguments.work, reserved(arguments.exclude))


if __name__ == "__main__":
    main()
