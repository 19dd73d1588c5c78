"""Print how well slips of typing are corrected, and how seldom correct questions are touched.

    python eval/bench_typing.py [--index indexes/default] [--verbose] [--json OUT]

``eval/language/mistyped.jsonl`` holds questions as typed and as meant; two thirds (split "tune") may be looked at while
the correction is worked on, the last third only counts. A syllable is right when it stands, with its diacritics, at its
place after correction and restoration; a question is right when all of its syllables are.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cchc_assistant.assistant import Assistant
from cchc_assistant.evaluation.forms import half_marked
from cchc_assistant.language.lexemes import lexemes
from cchc_assistant.language.normalize import fold, nfc, strip_marks

ROOT = Path(__file__).resolve().parent.parent


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def syllables(text: str) -> list[str]:
    """Return the tokens of a text in the form in which spellings are compared, marks left out."""
    return [fold(lexeme.text) for lexeme in lexemes(nfc(text)) if lexeme.kind in ("word", "number")]


def accuracy(read: Callable[[str], str], pairs: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Return the shares (%) of syllables and of whole questions that ``read`` gets right."""
    total = right = whole = 0
    for pair in pairs:
        gold, got = syllables(pair["meant"]), syllables(read(pair["typed"]))
        blocks = difflib.SequenceMatcher(None, gold, got, autojunk=False).get_matching_blocks()
        total, right, whole = total + len(gold), right + sum(block.size for block in blocks), whole + (gold == got)
    return 100 * right / max(total, 1), 100 * whole / max(len(pairs), 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=ROOT / "indexes" / "default")
    parser.add_argument("--verbose", action="store_true", help="show what is wrong in the split tune")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    assistant = Assistant.open(arguments.index)
    figures: dict[str, float] = {}

    def understood(text: str) -> str:
        return assistant.restored(assistant.corrected(text).text)

    def report(name: str, value: float, unit: str = "%", note: str = "") -> None:
        figures[name] = round(value, 3)
        sys.stdout.write(f"{name:<66}{value:>10.2f} {unit:<5}{note}\n")

    pairs = rows(ROOT / "eval" / "language" / "mistyped.jsonl")
    for split in ("tune", "unseen"):
        part = [pair for pair in pairs if pair["split"] == split]
        for name, read in (
            ("restoration alone", assistant.restored),
            ("corrected", understood),
        ):
            of_syllables, of_questions = accuracy(read, part)
            report(f"{split}, {name}: syllables", of_syllables, note=f"of {len(part)} questions")
            report(f"{split}, {name}: questions", of_questions)
        if arguments.verbose and split == "tune":
            for pair in part:
                fixed = assistant.corrected(pair["typed"]).text
                if syllables(assistant.restored(fixed)) != syllables(pair["meant"]):
                    sys.stdout.write(f"  {pair['id']} {pair['typed']} | {fixed} | {assistant.restored(fixed)}\n")
    questions = [row["question"] for row in rows(ROOT / "eval" / "questions.jsonl")
                 if row["lang"] == "vi" and row["split"] == "tune"]  # fmt: skip
    clean = {"typed questions": [row["question"] for row in rows(ROOT / "eval" / "typed_questions.jsonl")],
             "evaluation questions (tune)": questions}  # fmt: skip
    for name, texts in clean.items():
        bare = [strip_marks(nfc(text)) for text in texts]
        for form, written in (("", texts), (", unaccented", bare)):
            changed = sum(assistant.corrected(text).changed for text in written)
            report(
                f"{name}{form}: correct ones altered", 100 * changed / len(written), note=f"{changed} of {len(texts)}"
            )
    for name, texts in clean.items():
        halves = [{"typed": half_marked(nfc(text), random.Random(text)), "meant": text} for text in texts]
        report(f"{name}, half-accented: right, restoration alone", accuracy(assistant.restored, halves)[1])
        report(f"{name}, half-accented: right, corrected", accuracy(understood, halves)[1])
    for name, texts in (("mistyped", [pair["typed"] for pair in pairs]), ("correct", questions)):
        spent = []
        for text in texts:
            begun = time.process_time()
            assistant.corrected(text)
            spent.append(1000 * (time.process_time() - begun))
        report(f"time for a {name} question, median", sorted(spent)[len(spent) // 2], "ms")
        report(f"time for a {name} question, 95 in 100", sorted(spent)[len(spent) * 95 // 100], "ms")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
