"""Learn the shipped lexicon of English words from parallel text: counts of aligned words and phrases, nothing else.

    python -m training.train_english_lexicon PARALLEL REGISTER OUT [--seed 7] [--sample FILE]

PARALLEL is a folder of ``*.tsv.xz`` (English TAB Vietnamese), REGISTER an xz-compressed text of the register that the
lexicon is for. OUT becomes ``english_lexicon.tsv.xz`` and figures are printed as JSON; ``--sample`` names a file for
100 entries to look at.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyvi import ViTokenizer
from rich.progress import Progress, track

from cchc_assistant.language.english import glossary, is_function_word
from cchc_assistant.language.english_words import EnglishWord, english_words, may_be_a_name
from cchc_assistant.language.normalize import nfc
from training.word_alignment import Side, align, phrase_pairs

# What a row of each file counts; news and dictionary senses are further from plans than law is.
WEIGHTS = {"alqac2024": 3.0, "glossary": 3.0, "evbnews": 1.0, "tatoeba": 0.7, "dict": 0.4}
LONGEST_ROW = 90
LONGEST_ENGLISH, LONGEST_VIETNAMESE = 3, 4
ROUNDS = 6
LEAST_SEEN = 2
HELD_OUT = 0.02
REGISTER_LINES = 4  # every fourth line of the register is read
# What an entry needs: weighted count of its English, rows with its pair, how often the Vietnamese is in the register
LEAST_ENGLISH, LEAST_PAIR, LEAST_REGISTER = 3.0, 3, 3
# A phrase needs more: its words must keep together (count beside the geometric mean of the words' counts).
LEAST_PHRASE, LEAST_PHRASE_REGISTER, LEAST_BOND = 6.0, 10, 0.05
SHORTEST, MOST_WORDINGS, MOST_CAPITAL = 3, 4, 0.6
THRESHOLD, PHRASE_THRESHOLD = 0.15, 0.3
# Wordings cut from a longer phrase: "và các cơ quan", "quy định tại".
_TORN = re.compile(
    r"^(?:và|của|các|những|tại|trong|là|đã|đó|về) "
    r"| (?:tại|về|trong|của|cho|với|là|và|các|những|được|để|từ|theo|này|đó|bị|có|ngang|như|khi|không)$"
)
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"(?<=[.;!?])\s+")
_SENSE = re.compile(r"\s*[;,/]\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of sentences: English words, Vietnamese words (folded, spaces inside), whether each is capitalised."""

    english: tuple[EnglishWord, ...]
    english_capital: tuple[bool, ...]
    vietnamese: tuple[str, ...]
    vietnamese_capital: tuple[bool, ...]
    weight: float


def read_lines(path: Path) -> list[str]:
    """Return the lines of an xz-compressed text."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return list(lines)


def read_rows(folder: Path) -> list[tuple[str, str, float]]:
    """Return the pairs of every file with their weights, cut into clauses where both sides have as many."""
    rows = []
    for path in sorted(folder.glob("*.tsv.xz")):
        weight = WEIGHTS[path.name.split("_")[0].split(".")[0]]
        for line in read_lines(path):
            english, _, vietnamese = nfc(line.rstrip("\n")).partition("\t")
            if path.name.startswith("dict"):
                rows += [(sense, vietnamese, weight) for sense in _SENSE.split(english) if sense]
                continue
            cut = _CLAUSE.split(english), _CLAUSE.split(vietnamese)
            pairs = zip(*cut, strict=True) if len(cut[0]) == len(cut[1]) else [(english, vietnamese)]
            rows += [(one, other, weight) for one, other in pairs]
    return rows


def segment(english: str, vietnamese: str, weight: float) -> Row:
    """Cut both sides into words."""
    words = tuple(word for word in english_words(english) if word.stem.isalpha())
    capital = tuple(english[word.start].isupper() and word.start > 0 for word in words)
    found = [word.replace("_", " ") for word in ViTokenizer.tokenize(vietnamese).split()]
    kept = [(number, word) for number, word in enumerate(found) if _WORD.search(word) and not re.search(r"\d", word)]
    return Row(
        words,
        capital,
        tuple(" ".join(_WORD.findall(word.lower())) for _, word in kept),
        tuple(word[0].isupper() and number > 0 for number, word in kept),
        weight,
    )


def numbered(sentences: Sequence[Sequence[str]]) -> tuple[list[list[int]], list[str]]:
    """Replace words by numbers; 0 stands for the rare ones."""
    counts = Counter(word for sentence in sentences for word in sentence)
    names = ["", *sorted(word for word, count in counts.items() if count >= LEAST_SEEN)]
    numbers = {name: number for number, name in enumerate(names)}
    return [[numbers.get(word, 0) for word in sentence] for sentence in sentences], names


@dataclass(slots=True)
class Counts:
    """Weighted counts of pairs of phrases, and of how often each is written with capitals."""

    pairs: dict[str, dict[str, float]]
    english: Counter[str]
    vietnamese: Counter[str]
    capital: Counter[tuple[str, str]]
    rows: Counter[tuple[str, str]]


def count_phrases(rows: Sequence[Row]) -> Counts:
    """Align the rows and count the pairs of phrases."""
    english, _ = numbered([[word.stem for word in row.english] for row in rows])
    vietnamese, names = numbered([row.vietnamese for row in rows])
    a = Side.of(english, 1 + max(max(line, default=0) for line in english))
    b = Side.of(vietnamese, len(names))
    weights = np.array([row.weight for row in rows])
    with Progress() as progress:
        bar = progress.add_task("Aligning", total=2 * ROUNDS)
        forward = align(a, b, weights, ROUNDS, lambda: progress.advance(bar))
        backward = align(b, a, weights, ROUNDS, lambda: progress.advance(bar))
    found = phrase_pairs(a.starts, b.starts, forward, backward, LONGEST_ENGLISH, LONGEST_VIETNAMESE)
    counts = Counts(defaultdict(lambda: defaultdict(float)), Counter(), Counter(), Counter(), Counter())
    for sentence, first, last, low, high in track(found.tolist(), "Counting"):
        row = rows[sentence]
        run = row.english[first : last + 1]
        if any(is_function_word(word.text) for word in run):
            continue
        source = " ".join(word.stem for word in run)
        target = " ".join(row.vietnamese[low : high + 1])
        counts.pairs[source][target] += row.weight
        counts.english[source] += row.weight
        counts.vietnamese[target] += row.weight
        counts.rows[source, target] += 1
        if all(row.english_capital[first : last + 1]) and all(row.vietnamese_capital[low : high + 1]):
            counts.capital[source, target] += row.weight
    return counts


def count_register(path: Path, wanted: set[str]) -> Counter[str]:
    """Count how often each of the ``wanted`` phrases stands in the register."""
    firsts = {phrase.split(" ")[0] for phrase in wanted}
    longest = max(phrase.count(" ") + 1 for phrase in wanted)
    found: Counter[str] = Counter()
    for number, line in enumerate(track(read_lines(path), "Reading the register")):
        if number % REGISTER_LINES:
            continue
        syllables = _WORD.findall(nfc(line).lower())
        for at, syllable in enumerate(syllables):
            if syllable in firsts:
                phrase = syllable
                found[phrase] += 1
                for other in syllables[at + 1 : at + longest]:
                    phrase += " " + other
                    if phrase in wanted:
                        found[phrase] += 1
    return found


def entries_of(counts: Counts, register: Mapping[str, int]) -> dict[str, list[tuple[str, float]]]:
    """Return the entries with their likely wordings: the geometric mean of both conditional probabilities."""
    entries = {}
    for source, targets in counts.pairs.items():
        words = source.split(" ")
        several = len(words) > 1
        if counts.english[source] < (LEAST_PHRASE if several else LEAST_ENGLISH):
            continue
        if min(map(len, words)) < SHORTEST or (several and bond(counts, source) < LEAST_BOND):
            continue
        likely = []
        for target, count in targets.items():
            name = counts.capital[source, target] > MOST_CAPITAL * count or target == source
            rows = counts.rows[source, target]
            if rows < LEAST_PAIR or name or _TORN.search(target):
                continue
            if register[target] < (LEAST_PHRASE_REGISTER if several else LEAST_REGISTER):
                continue
            likely.append((target, (count / counts.english[source] * count / counts.vietnamese[target]) ** 0.5))
        entries[source] = sorted(likely, key=lambda one: (-one[1], one[0]))
    return entries


def is_name(counts: Counts, word: str) -> bool:
    """Say whether an English word mostly stands for itself, or is written with a capital on both sides."""
    capital = sum(counts.capital[word, target] for target in counts.pairs[word])
    return capital + counts.pairs[word].get(word, 0.0) > 0.3 * counts.english[word]


def bond(counts: Counts, phrase: str) -> float:
    """Say how much the words of a phrase keep together, 0 to 1."""
    words = phrase.split(" ")
    mean = float(np.exp(np.mean([np.log(max(counts.english[word], counts.english[phrase])) for word in words])))
    return counts.english[phrase] / mean


def worth_a_line(phrase: str, kept: Mapping[str, Sequence[str]]) -> bool:
    """Say whether a question can need an entry: the glossary lacks its first word, and its words alone say less."""
    words = phrase.split(" ")
    if (words[0],) in glossary():
        return False
    alone = [kept.get(word) or glossary().get((word,), ("",)) for word in words]
    joined = {" ".join(run) for run in itertools.product(*alone)}
    return len(words) == 1 or not set(kept[phrase]) <= joined


def cut(entries: Mapping[str, list[tuple[str, float]]], least: float, least_phrase: float) -> dict[str, list[str]]:
    """Keep the likeliest wordings of each entry; those much less likely than the first go too."""
    kept = {}
    for source, likely in entries.items():
        bar = max(least_phrase if " " in source else least, 0.3 * likely[0][1] if likely else 0.0)
        wordings = [target for target, value in likely if value >= bar][:MOST_WORDINGS]
        if wordings:
            kept[source] = wordings
    return kept


def judge(kept: Mapping[str, Sequence[str]], rows: Iterable[Row]) -> dict[str, float]:
    """Look at held-out rows: how many English words have an entry, and in how many rows one of its wordings stands."""
    words = known = right = first = 0
    for row in rows:
        text = f" {' '.join(row.vietnamese)} "
        for word in row.english:
            if is_function_word(word.text):
                continue
            words += 1
            wordings = kept.get(word.stem)
            if wordings:
                known += 1
                right += any(f" {wording} " in text for wording in wordings)
                first += f" {wordings[0]} " in text
    parts = {"known": known / words, "any wording": right / max(known, 1), "first wording": first / max(known, 1)}
    return {name: round(part, 3) for name, part in parts.items()}


def recall_of_glossary(kept: Mapping[str, Sequence[str]]) -> float:
    """Return the share of the glossary's single words for which the lexicon has one of the glossary's wordings."""
    terms = [(key[0], set(wordings)) for key, wordings in glossary().items() if len(key) == 1]
    return round(sum(bool(wordings & set(kept.get(key, ()))) for key, wordings in terms) / len(terms), 3)


def main() -> None:
    """Train, judge and write the lexicon."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parallel", type=Path)
    parser.add_argument("register", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=Path)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    rows = [segment(*row) for row in track(read_rows(args.parallel), "Cutting into words")]
    rows = [row for row in rows if 0 < len(row.english) <= LONGEST_ROW and 0 < len(row.vietnamese) <= LONGEST_ROW]
    chance.shuffle(rows)
    held = [row for row in rows[: int(HELD_OUT * len(rows))] if row.weight >= 1]
    counts = count_phrases(rows[int(HELD_OUT * len(rows)) :])
    wanted = {target for (_, target), count in counts.rows.items() if count >= LEAST_PAIR}
    register = count_register(args.register, wanted)
    entries = entries_of(counts, register)
    law = [row for row in held if row.weight > 1]
    for least in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        trial = cut(entries, least, 1)
        print(least, "all", judge(trial, held), "law", judge(trial, law))
    kept = cut(entries, THRESHOLD, PHRASE_THRESHOLD)
    print("recall of the glossary's words", recall_of_glossary(kept))
    lines = {source: "|".join(wordings) for source, wordings in kept.items() if worth_a_line(source, kept)}
    for source, count in counts.english.items():
        # Short words that look like names must be known to be English, even without Vietnamese.
        word = len(source) >= SHORTEST and source.isalpha() and source.isascii()
        known = (source,) in glossary() or is_name(counts, source)
        if count >= LEAST_PHRASE and word and may_be_a_name(source) and not known:
            lines.setdefault(source, "")
    text = "".join(f"{source}\t{lines[source]}\n" for source in sorted(lines))
    args.out.write_bytes(lzma.compress(text.encode(), preset=9))
    if args.sample:
        chosen = chance.sample(sorted(source for source in lines if lines[source]), 100)
        args.sample.write_text("".join(f"{source}\t{lines[source]}\n" for source in chosen), encoding="utf-8")
    phrases = sum(" " in source for source in lines)
    figures = {"entries": len(lines), "phrases": phrases, "bytes": args.out.stat().st_size, "plain": len(text.encode())}
    print(json.dumps(figures))
    for path in [*sorted(args.parallel.glob("*.tsv.xz")), args.register, args.out]:
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)


if __name__ == "__main__":
    main()
