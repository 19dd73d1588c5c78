"""Print every figure of the language models: diacritics, OCR repair, legacy encodings, clean text, speed, memory.

    python eval/bench_language.py [--local DIR] [--json OUT]

The sets in ``eval/language`` and the plans in ``corpus`` took no part in training. ``--local`` names a folder of
further texts (one ``.txt`` a set, with diacritics) that can't be shipped; each is measured like the others.
"""

from __future__ import annotations

import argparse
import bisect
import contextlib
import difflib
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc_assistant.evaluation.forms import half_marked
from cchc_assistant.language.legacy import SOFT_HYPHEN, from_unicode
from cchc_assistant.language.lexemes import lexemes
from cchc_assistant.language.normalize import has_marks, nfc, strip_marks, tone_canonical
from cchc_assistant.language.restore import CorpusModel, Mode, Restored, Restorer
from cchc_assistant.language.syllable import is_syllable

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT / "eval" / "language"
PLANS = ("dthap-skhcn-2021-cchc.md", "qngai-skhcn-2020-tuyen-truyen-cchc.md", "qngai-skhcn-2022-tuyen-truyen-cchc.txt",
         "qngai-ubnd-2023-tuyen-truyen-cchc.txt")  # fmt: skip
OCR_PLAN = "qngai-skhcn-2021-truyen-thong-kstthc.ocr.txt"
# Sở Khoa học và Công nghệ, Văn phòng UBND tỉnh, Đài Phát thanh - Truyền hình tỉnh
UNIT = re.compile(
    r"(?:Sở|Văn phòng|Ủy ban|UBND|HĐND|Ban|Bộ|Cục|Chi cục|Thanh tra|Trung tâm|Đài|Báo|Phòng)"
    r"(?:(?: -)? (?:[A-ZĐÂÁ][\w]*|và|tỉnh|huyện|thành phố|nhân dân))+"
)
DIGITS = re.compile(r"\d+")
PYVI_SYLLABLES = 2500


@dataclass
class Report:
    """Figures as they are found; printed at once and kept for ``--json``."""

    figures: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, value: float, unit: str = "%", note: str = "") -> None:
        """Print and keep one figure."""
        self.figures[name] = round(value, 4)
        sys.stdout.write(f"{name:<58}{value:>12.2f} {unit:<12}{note}\n")
        sys.stdout.flush()

    def title(self, text: str) -> None:
        """Print a heading."""
        sys.stdout.write(f"\n{text}\n")


def words(text: str) -> list[str]:
    """Return the words of a text in one tone placement, roman numerals and single consonants left out."""
    found = (tone_canonical(lexeme.text) for lexeme in lexemes(text) if lexeme.kind == "word")
    return [word for word in found if not re.fullmatch(r"[IVX]+|[bcdghklmnpqrstvx]", word, re.IGNORECASE)]


def matching(gold: Sequence[str], got: Sequence[str]) -> int:
    """Return how many words of ``gold`` stand in ``got`` in order."""
    blocks = difflib.SequenceMatcher(None, gold, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def score_marks(gold: str, restored: Restored, given: str) -> tuple[int, int]:
    """Return how many syllables of ``gold`` were open (unmarked in ``given``) and how many of these are right."""
    open_, right = 0, 0
    for lexeme in lexemes(gold):
        if lexeme.kind != "word" or not is_syllable(lexeme.text) or has_marks(given[lexeme.start : lexeme.end]):
            continue
        open_ += 1
        right += tone_canonical(restored.text[lexeme.start : lexeme.end]) == tone_canonical(lexeme.text)
    return open_, right


def diacritics(restorer: Restorer, lines: Iterable[str], vocabulary: CorpusModel | None = None) -> float:
    """Return the share (%) of syllables that are right after all marks were taken away; line by line."""
    total = good = 0
    for line in lines:
        gold = nfc(line)
        given = strip_marks(gold)
        open_, right = score_marks(gold, restorer.restore(given, "diacritics", vocabulary), given)
        total, good = total + open_, good + right
    return 100 * good / max(total, 1)


def half_accented(restorer: Restorer, text: str) -> tuple[float, float]:
    """Return the share (%) of right syllables of the words left unmarked: when half the words are, and when all are."""
    gold = nfc(text)
    rng = random.Random(7)
    chars = list(gold)
    for lexeme in lexemes(gold):
        if rng.random() < 0.5:
            chars[lexeme.start : lexeme.end] = strip_marks(lexeme.text)
    half, bare = "".join(chars), strip_marks(gold)
    open_, right = score_marks(gold, restorer.restore(half, "diacritics"), half)
    _, all_right = score_marks(gold, restorer.restore(bare, "diacritics"), half)
    return 100 * right / open_, 100 * all_right / open_


def half_typed(restorer: Restorer, questions: Iterable[str]) -> float:
    """Return the share (%) of right syllables among the words left unmarked, of questions with half their marks."""
    total = good = 0
    for number, question in enumerate(questions):
        gold = nfc(question)
        given = half_marked(gold, random.Random(number))
        open_, right = score_marks(gold, restorer.restore_question(given), given)
        total, good = total + open_, good + right
    return 100 * good / max(total, 1)


def pyvi_share(lines: Iterable[str]) -> tuple[float, float]:
    """Return the share (%) of syllables ``pyvi.ViUtils.add_accents`` gets right, and its syllables a second."""
    from pyvi import ViUtils

    total = right = 0
    spent = 0.0
    for line in lines:
        gold = nfc(line)
        begun = time.process_time()
        with contextlib.suppress(KeyError, IndexError):
            got = ViUtils.add_accents(strip_marks(gold))
            spent += time.process_time() - begun
            wanted = [word for word in words(gold) if is_syllable(word)]
            total += len(wanted)
            right += matching([word.lower() for word in wanted], [word.lower() for word in words(got)])
        if total > PYVI_SYLLABLES:
            break
    return 100 * right / max(total, 1), total / max(spent, 1e-9)


def ocr_pages(restorer: Restorer, report: Report, name: str, pages: Sequence[dict[str, Any]], mode: Mode) -> None:
    """Measure repaired pages: syllables right before and after (letter case counted), unit names, digits."""
    count: Counter[str] = Counter()
    for page in pages:
        restored = restorer.restore(page["ocr"], mode)
        for line in page["lines"]:
            low, high = span(restored, line["start"], line["end"])
            got, read = restored.text[low:high], page["ocr"][line["start"] : line["end"]]
            gold = words(line["text"])
            count["words"] += len(gold)
            count["read"] += matching(gold, words(read))
            count["right"] += matching(gold, words(got))
            for unit in UNIT.findall(line["text"]):
                count["units"] += 1
                count["units right"] += tone_canonical(unit) in tone_canonical(got)
            numbers = Counter(DIGITS.findall(line["text"])) & Counter(DIGITS.findall(read))
            count["numbers"] += numbers.total()
            count["numbers kept"] += (numbers & Counter(DIGITS.findall(got))).total()
    report.add(f"{name}: syllables as read", 100 * count["read"] / count["words"])
    report.add(f"{name}: syllables after repair", 100 * count["right"] / count["words"], note=f"of {count['words']}")
    if count["units"]:
        report.add(
            f"{name}: unit names exact", 100 * count["units right"] / count["units"], note=f"of {count['units']}"
        )
    if count["numbers"]:
        kept = 100 * count["numbers kept"] / count["numbers"]
        report.add(f"{name}: numbers read right and unchanged", kept, note=f"of {count['numbers']}")


def span(restored: Restored, start: int, end: int) -> tuple[int, int]:
    """Return the range of the repaired text for a range of the original that begins and ends between words."""
    offsets = restored.mapped().offsets
    return bisect.bisect_left(offsets, start), bisect.bisect_left(offsets, end)


def legacy(restorer: Restorer, texts: Iterable[str], damage: Callable[[str], str], encoding: str) -> float:
    """Return the share (%) of words right after writing texts in an encoding, damaging and restoring them."""
    total = right = 0
    for text in texts:
        gold = nfc(text)
        restored = restorer.restore(damage(from_unicode(gold, encoding)), "legacy")
        wanted = [word.lower() for word in words(gold)]
        total += len(wanted)
        right += matching(wanted, [word.lower() for word in words(restored.text)])
    return 100 * right / total


def _chunks(text: str, size: int = 60) -> list[list[str]]:
    lines = text.split("\n")
    return [lines[at : at + size] for at in range(0, len(lines), size)]


def changed_per_10000(read: Callable[[str], Restored], texts: Iterable[str]) -> float:
    """Return how many syllables in 10,000 of clean texts a way of restoring changes."""
    changed = total = 0
    for text in texts:
        restored = read(nfc(text))
        changed += sum(token.changed for token in restored.tokens)
        total += len(words(text))
    return 1e4 * changed / total


_MEMORY_PROBE = """
import pathlib, re, time
from cchc_assistant.language.restore import Restorer
begun = time.perf_counter()
restorer = Restorer.open()
opened = time.perf_counter() - begun
for mode in ("diacritics", "ocr"):
    restorer.restore("ke hoach cai cach hanh chinh\\n" * 200, mode)
peak = re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text()).group(1)
print(opened * 1000, int(peak) / 1024)
"""


def resources(report: Report, restorer: Restorer, lines: Sequence[str], pyvi_speed: float) -> None:
    """Measure speed, time to open and resident memory (in a process of its own)."""
    bare = strip_marks(nfc("\n".join(lines)))
    restorer.restore(bare[:2000], "diacritics")
    begun = time.process_time()
    count = len(words(restorer.restore(bare, "diacritics").text))
    speed = count / (time.process_time() - begun)
    report.add("restoring: speed", speed, "syllables/s", f"{speed / pyvi_speed:.1f} times pyvi ({pyvi_speed:.0f})")
    run = subprocess.run([sys.executable, "-c", _MEMORY_PROBE], capture_output=True, text=True, check=True, cwd=ROOT)
    opened, memory = map(float, run.stdout.split())
    report.add("model: time to open", opened, "ms")
    report.add("restorer: resident memory (diacritics and OCR used)", memory, "MB")
    size = (ROOT / "cchc_assistant/models/syllables.bin").stat().st_size
    report.add("model: file", size / 1e6, "MB")


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def plan_gold(restorer: Restorer, report: Report) -> None:
    """Measure the OCR plan of the corpus against the lines read by hand."""
    source = (ROOT / "corpus" / OCR_PLAN).read_text(encoding="utf-8")
    offsets = [0, *(match.end() for match in re.finditer("\n", source))]
    lines = source.split("\n")
    read = []
    for row in rows(SETS / "ocr_plan_gold.jsonl"):
        start = offsets[row["line"] - 1]
        read.append({"text": row["text"], "start": start, "end": start + len(lines[row["line"] - 1])})
    ocr_pages(restorer, report, "OCR plan of the corpus (tuned on)", [{"ocr": source, "lines": read}], "ocr")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    report = Report()
    restorer = Restorer.open()
    plans = [(ROOT / "corpus" / name).read_text(encoding="utf-8") for name in PLANS]
    vocabulary = CorpusModel.from_texts(plans)
    texts = {"plans of the corpus": "\n".join(plans), "legal text": (SETS / "legal.txt").read_text(encoding="utf-8")}
    if arguments.local:
        for path in sorted(arguments.local.glob("*.txt")):
            texts[f"{path.stem} (local)"] = path.read_text(encoding="utf-8")
    typed_path = ROOT / "eval" / "typed_questions.jsonl"
    typed = [row["question"] for row in rows(typed_path)] if typed_path.exists() else []

    report.title("Diacritics: syllables right after all marks were taken away")
    speeds = []
    for name, text in texts.items():
        gold = nfc(text)
        given = strip_marks(gold)
        open_, right = score_marks(gold, restorer.restore(given, "diacritics"), given)
        share, speed = pyvi_share(text.split("\n"))
        speeds.append(speed)
        report.add(name, 100 * right / open_, note=f"of {open_}; pyvi {share:.1f}")
    if typed:
        share, _ = pyvi_share(typed)
        report.add("typed questions", diacritics(restorer, typed), note=f"{len(typed)} questions; pyvi {share:.1f}")
        report.add("typed questions, with the words of the plans", diacritics(restorer, typed, vocabulary))
        report.add("half-accented typed questions", half_typed(restorer, typed), note="with few marks left off or many")
    for name, text in texts.items():
        half, bare = half_accented(restorer, text)
        report.add(f"half-accented {name}", half, note=f"the same words in unaccented text: {bare:.2f}")

    report.title("OCR: English model on Vietnamese pages, 150-200 dpi")
    pages = rows(SETS / "ocr_pages.jsonl")
    for kind in ("text", "table"):
        ocr_pages(restorer, report, f"pages of plans, {kind}", [page for page in pages if page["kind"] == kind], "ocr")
    ocr_pages(restorer, report, "pages of plans, all", pages, "ocr")
    plan_gold(restorer, report)
    report.title("OCR: Vietnamese model")
    ocr_pages(restorer, report, "Gazette lines", rows(SETS / "vie_lines.jsonl"), "vie")

    report.title("Legacy encodings: words right")
    parts = [*plans, *("\n".join(chunk) for chunk in _chunks((SETS / "legal.txt").read_text(encoding="utf-8")))]
    report.add("TCVN3", legacy(restorer, parts, lambda t: t, "tcvn3"))
    report.add("VNI", legacy(restorer, parts, lambda t: t, "vni"))
    report.add("TCVN3 with ư as a hyphen", legacy(restorer, parts, lambda t: t.replace(SOFT_HYPHEN, "-"), "tcvn3"))
    report.add("TCVN3 with ư dropped", legacy(restorer, parts, lambda t: t.replace(SOFT_HYPHEN, ""), "tcvn3"))

    report.title("Clean text: syllables changed by the automatic mode")
    for name, text in texts.items():
        report.add(name, changed_per_10000(restorer.restore, [text]), "in 10,000")
    if typed:
        report.add("typed questions, one by one", changed_per_10000(restorer.restore_question, typed), "in 10,000")

    report.title("Cost")
    resources(report, restorer, "\n".join(texts.values()).split("\n"), sum(speeds) / len(speeds))
    if arguments.json:
        arguments.json.write_text(json.dumps(report.figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
