#!/usr/bin/env python3
"""Check the evaluation questions against the corpus they were written from.

Reads the two files of questions beside this script and the documents that each is about (questions.jsonl: ../corpus,
questions-more.jsonl: plans), prints counts by language, type, document and split, and one line for every problem found,
with the line number in the file. Exit status 1 when there is any problem.

What is checked, for each question:
  * the line is a JSON object with all required fields, of the right kinds,
    and the question is in Unicode NFC;
  * ids are unique, and so are the questions (letter case and punctuation
    aside; a follow-up is compared together with the question it follows);
  * each quote is the text of its document at exactly [start:end];
  * each gold unit and deadline occurs in a named document, white space
    normalised (not for documents read by OCR, whose gold is in restored
    spelling), and, with no OCR document among them, also within the quotes;
  * an answerable question has gold, and a quote from each of its documents;
  * section paths are of a known form; a follow-up has its context question;
  * the split follows the rule by documents.

With --typed, a file of {"id", "question"} lines is checked as well (ids,
duplicates, NFC).
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SETS = ((HERE / "questions.jsonl", HERE.parent / "corpus"), (HERE / "questions-more.jsonl", HERE / "plans"))
Problem = Callable[[int, str], None]
FIELDS: dict[str, Any] = {
    "id": str,
    "question": str,
    "lang": str,
    "type": str,
    "docs": list,
    "sections": list,
    "gold": dict,
    "answerable": bool,
    "quotes": list,
    "context_question": (str, type(None)),
    "split": str,
}
GOLD = ("units", "deadlines", "must_contain", "must_not_contain")
TYPES = {
    "lead",
    "coordinate",
    "when",
    "lead_when",
    "product",
    "money",
    "frequency",
    "list_unit",
    "list_period",
    "count",
    "compare",
    "legal_basis",
    "metadata",
    "content",
    "yes_no",
    "followup",
    "unanswerable",
    "false_premise",
}
TUNE_DOCS = {
    "qngai-skhcn-2020-tuyen-truyen-cchc.md",
    "dthap-skhcn-2021-cchc.md",
    "phu-tho-syt-2023.md",
    "lao-cai-stnmt-2024.md",
    "thanh-binh-ubnd-2025.txt",
}
# III.5, III.10.b, II.2.1; Phụ lục 3.b, Phụ lục I.2.1; Danh mục III.1; Phần II.A.2
SECTION = re.compile(
    r"[IVX]+(\.\d+(\.[a-zđ\d])?)?|Phụ lục( (\d+|[IVX]+\.\d+)(\.[a-zđ\d])?)?|Danh mục( [IVX]+(\.\d+)?)?|"
    r"Phần [IVX]+(\.[A-Z])?(\.\d+)?"
)


def squeeze(text: str) -> str:
    """Return the text with white space runs as one space, ends trimmed."""
    return " ".join(text.split())


def key(text: str) -> str:
    """Return a question with letter case, punctuation and spacing put aside."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


def read_lines(path: Path, problem: Problem) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) for the lines that are JSON objects."""
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, 1):
            try:
                item = json.loads(line)
            except ValueError as error:
                problem(number, f"not JSON: {error}")
                continue
            if not isinstance(item, dict):
                problem(number, "not a JSON object")
                continue
            yield number, item


def expected_split(docs: Iterable[str]) -> str | None:
    """Return the split that the documents call for, None where no document is named."""
    if not docs:
        return None
    return "tune" if TUNE_DOCS.intersection(docs) else "report"


def is_text_list(value: object) -> bool:
    """Say whether a value is a list of texts that are not empty."""
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def check_fields(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the presence and the kinds of the fields."""
    found = [f"field {name!r} is missing" for name in FIELDS if name not in item]
    found += [
        f"field {name!r} has the wrong kind"
        for name, kind in FIELDS.items()
        if name in item and not isinstance(item[name], kind)
    ]
    if found:
        return found
    gold = item["gold"]
    for name in GOLD:
        value = gold.get(name)
        if name == "must_contain":
            right = isinstance(value, list) and all(is_text_list(group) and group for group in value)
        else:
            right = is_text_list(value)
        if not right:
            found.append(f"gold.{name} is missing or has the wrong kind")
    if not is_text_list(item["docs"]) or not is_text_list(item["sections"]):
        found.append("docs and sections must be lists of non-empty strings")
    return found


def check_item(item: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """Return what is wrong with one well-formed question.

    Args:
        item: the question.
        texts: the documents of its set, by name.
    """
    return [*_labels(item), *_places(item, texts), *_quotes(item, texts), *_gold(item, texts)]


def _labels(item: Mapping[str, Any]) -> Iterator[str]:
    if not item["question"].strip() or item["question"] != squeeze(item["question"]):
        yield "question is empty or has stray spaces"
    if item["lang"] not in ("vi", "en"):
        yield f"lang {item['lang']!r}"
    if item["type"] not in TYPES:
        yield f"type {item['type']!r}"
    if item["split"] not in ("tune", "report"):
        yield f"split {item['split']!r}"
    elif (expected := expected_split(item["docs"])) not in (None, item["split"]):
        yield f"split is {item['split']}, its documents call for {expected}"
    if (item["type"] == "followup") != bool(item["context_question"]):
        yield "a follow-up, and only a follow-up, has a context question"
    if item["type"] in ("unanswerable", "false_premise") and item["answerable"]:
        yield f"type {item['type']} but answerable"
    for part in ("question", "context_question"):
        if item[part] and item[part] != unicodedata.normalize("NFC", item[part]):
            yield f"{part} is not in Unicode NFC"


def _places(item: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    docs, sections = item["docs"], item["sections"]
    yield from (f"section {path!r} has an unknown form" for path in sections if not SECTION.fullmatch(path))
    yield from (f"document {doc!r} is not among the plans" for doc in docs if doc not in texts)
    if len(set(docs)) != len(docs) or len(set(sections)) != len(sections):
        yield "a document or a section is named twice"


def _quotes(item: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    for index, quote in enumerate(item["quotes"], 1):
        if not isinstance(quote, dict) or set(quote) != {"doc", "start", "end", "text"}:
            yield f"quote {index} does not have doc, start, end, text"
            continue
        text = texts.get(quote["doc"])
        if text is None or quote["doc"] not in item["docs"]:
            yield f"quote {index} is from {quote['doc']!r}, not one of the documents named"
        elif not 0 <= quote["start"] < quote["end"] <= len(text):
            yield f"quote {index} has a span outside the document"
        elif text[quote["start"] : quote["end"]] != quote["text"]:
            yield f"quote {index} is not the text at its span: {text[quote['start'] : quote['end']]!r}"


def _gold(item: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    gold, docs = item["gold"], item["docs"]
    quoted = [squeeze(quote["text"]) for quote in item["quotes"] if isinstance(quote, dict) and "text" in quote]
    wanted = gold["units"] + gold["deadlines"]
    if item["answerable"]:
        cited = {quote["doc"] for quote in item["quotes"] if isinstance(quote, dict) and "doc" in quote}
        if not docs:
            yield "answerable without a document"
        yield from (f"no quote from {doc}" for doc in docs if doc not in cited)
        if not wanted and not gold["must_contain"]:
            yield "answerable without gold"
    elif wanted or gold["must_contain"]:
        yield "not answerable, yet has gold"
    if item["type"] == "yes_no" and item["answerable"] and gold.get("polarity") not in ("yes", "no"):
        yield "yes/no question without gold.polarity"
    if not any(".ocr." in doc for doc in docs):
        for value in wanted:
            if not any(squeeze(value) in squeeze(texts.get(doc, "")) for doc in docs):
                yield f"gold {value!r} does not occur in {', '.join(docs) or 'any document'}"
            elif not any(value in text for text in quoted):
                yield f"gold {value!r} is not within a quote"
    for value in wanted + [text for group in gold["must_contain"] for text in group]:
        if value != squeeze(value):
            yield f"gold {value!r} has stray spaces"
    for bad in gold["must_not_contain"]:
        held = any(bad in value for value in wanted)
        if held or any(all(bad in text for text in group) for group in gold["must_contain"]):
            yield f"must_not_contain {bad!r} contradicts the gold"


class Checker:
    """Checks files one after the other; ids and questions must be unique over all of them."""

    def __init__(self) -> None:
        self.problems = 0
        self.counts = {name: collections.Counter[str]() for name in ("lang", "type", "doc", "split", "answerable")}
        self._seen: dict[str, str] = {}

    def questions(self, path: Path, corpus: Path) -> int:
        """Check a file of questions and return how many there are."""
        # newline="" keeps every character, so that offsets are those of the file
        texts = {}
        for document in sorted(corpus.iterdir()):
            if document.suffix in (".md", ".txt"):
                with document.open(encoding="utf-8", newline="") as handle:
                    texts[document.name] = handle.read()
        total = 0
        for number, item in read_lines(path, self._reporter(path)):
            total += 1
            found = check_fields(item)
            if not found:
                found = check_item(item, texts)
                self._count(item)
                pair = f"{key(item['question'])} | {key(item['context_question'] or '')}"
                found += self._repeated(path, number, f"id {item['id']}", f"question {pair}")
            for message in found:
                self._reporter(path)(number, message)
        return total

    def typed(self, path: Path) -> int:
        """Check a file of questions without answers and return how many there are."""
        total = 0
        for number, item in read_lines(path, self._reporter(path)):
            total += 1
            if set(item) != {"id", "question"} or not all(isinstance(value, str) for value in item.values()):
                self._reporter(path)(number, "does not have just an id and a question")
                continue
            found = self._repeated(path, number, f"typed id {item['id']}", f"typed {key(item['question'])}")
            if item["question"] != unicodedata.normalize("NFC", item["question"]):
                found.append("question is not in Unicode NFC")
            for message in found:
                self._reporter(path)(number, message)
        return total

    def _reporter(self, path: Path) -> Problem:
        def problem(number: int, message: str) -> None:
            self.problems += 1
            print(f"{path.name}:{number}: {message}")

        return problem

    def _count(self, item: Mapping[str, Any]) -> None:
        for name in ("lang", "type", "split"):
            self.counts[name][item[name]] += 1
        self.counts["answerable"]["yes" if item["answerable"] else "no"] += 1
        self.counts["doc"].update(item["docs"] or ["(none)"])

    def _repeated(self, path: Path, number: int, *values: str) -> list[str]:
        here = f"{path.name}:{number}"
        return [f"{value} is in {at} already" for value in values if (at := self._seen.setdefault(value, here)) != here]


def main() -> int:
    """Check the files and print the counts; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--typed", type=Path, help="a file of typed questions to check as well")
    options = parser.parse_args()
    checker = Checker()
    total = sum(checker.questions(path, corpus) for path, corpus in SETS)
    print(f"{total} questions")
    for name, counter in checker.counts.items():
        print(f"by {name}:")
        for value, count in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])):
            print(f"  {count:4d}  {value}")
    if options.typed:
        print(f"{checker.typed(options.typed)} typed questions")
    print(f"{checker.problems} problems")
    return 1 if checker.problems else 0


if __name__ == "__main__":
    sys.exit(main())
