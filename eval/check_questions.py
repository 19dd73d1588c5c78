#!/usr/bin/env python3
"""Check the evaluation questions against the corpus they were written from.

Reads a JSON Lines file of questions (default: questions.jsonl beside this
script) and the documents named in it (default: ../corpus), prints counts by
language, type, document and split, and one line for every problem found, with
the line number in the file.  Exit status 1 when there is any problem.

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
import argparse
import collections
import json
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
FIELDS = {"id": str, "question": str, "lang": str, "type": str, "docs": list, "sections": list, "gold": dict,
          "answerable": bool, "quotes": list, "context_question": (str, type(None)), "split": str}
GOLD = ("units", "deadlines", "must_contain", "must_not_contain")
TYPES = {"lead", "coordinate", "when", "lead_when", "product", "money", "frequency", "list_unit", "list_period",
         "count", "compare", "legal_basis", "metadata", "content", "yes_no", "followup", "unanswerable",
         "false_premise"}
TUNE_DOCS = {"qngai-skhcn-2020-tuyen-truyen-cchc.md", "dthap-skhcn-2021-cchc.md"}
SECTION = re.compile(r"[IVX]+(\.\d+(\.[a-zđ])?)?|Phụ lục( \d+(\.[a-zđ])?)?|Danh mục( [IVX]+(\.\d+)?)?")


def squeeze(text):
    """White space runs as one space, ends trimmed."""
    return " ".join(text.split())


def key(text):
    """A question with letter case, punctuation and spacing put aside."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))


def read_lines(path, problem):
    """Yield (line number, object) for the lines that are JSON objects."""
    with open(path, encoding="utf-8") as handle:
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


def expected_split(docs):
    """The split that the documents call for; None where no document is named."""
    if not docs:
        return None
    return "tune" if TUNE_DOCS.intersection(docs) else "report"


def is_text_list(value):
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def check_fields(item):
    """Problems with the presence and the kinds of the fields."""
    found = [f"field {name!r} is missing" for name in FIELDS if name not in item]
    found += [f"field {name!r} has the wrong kind" for name, kind in FIELDS.items()
              if name in item and not isinstance(item[name], kind)]
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


def check_item(item, texts):
    """Problems with one well-formed question."""
    found = []
    gold, docs = item["gold"], item["docs"]
    if not item["question"].strip() or item["question"] != squeeze(item["question"]):
        found.append("question is empty or has stray spaces")
    if item["lang"] not in ("vi", "en"):
        found.append(f"lang {item['lang']!r}")
    if item["type"] not in TYPES:
        found.append(f"type {item['type']!r}")
    if item["split"] not in ("tune", "report"):
        found.append(f"split {item['split']!r}")
    elif expected_split(docs) not in (None, item["split"]):
        found.append(f"split is {item['split']}, its documents call for {expected_split(docs)}")
    if item["type"] == "followup" and not item["context_question"]:
        found.append("follow-up without its context question")
    if item["type"] != "followup" and item["context_question"]:
        found.append("context question on a question that is not a follow-up")
    if item["type"] in ("unanswerable", "false_premise") and item["answerable"]:
        found.append(f"type {item['type']} but answerable")
    for part in ("question", "context_question"):
        if item[part] and item[part] != unicodedata.normalize("NFC", item[part]):
            found.append(f"{part} is not in Unicode NFC")
    for section in item["sections"]:
        if not SECTION.fullmatch(section):
            found.append(f"section {section!r} has an unknown form")
    for doc in docs:
        if doc not in texts:
            found.append(f"document {doc!r} is not in the corpus")
    if len(set(docs)) != len(docs) or len(set(item["sections"])) != len(item["sections"]):
        found.append("a document or a section is named twice")

    quoted = collections.defaultdict(list)
    for index, quote in enumerate(item["quotes"], 1):
        if not isinstance(quote, dict) or set(quote) != {"doc", "start", "end", "text"}:
            found.append(f"quote {index} does not have doc, start, end, text")
            continue
        text = texts.get(quote["doc"])
        if text is None or quote["doc"] not in docs:
            found.append(f"quote {index} is from {quote['doc']!r}, not one of the documents named")
            continue
        if not 0 <= quote["start"] < quote["end"] <= len(text):
            found.append(f"quote {index} has a span outside the document")
        elif text[quote["start"]:quote["end"]] != quote["text"]:
            found.append(f"quote {index} is not the text at its span: {text[quote['start']:quote['end']]!r}")
        quoted[quote["doc"]].append(squeeze(quote["text"]))

    wanted = gold["units"] + gold["deadlines"]
    if item["answerable"]:
        if not docs:
            found.append("answerable without a document")
        for doc in docs:
            if not quoted.get(doc):
                found.append(f"no quote from {doc}")
        if not wanted and not gold["must_contain"]:
            found.append("answerable without gold")
    elif wanted or gold["must_contain"]:
        found.append("not answerable, yet has gold")
    if item["type"] == "yes_no" and item["answerable"] and gold.get("polarity") not in ("yes", "no"):
        found.append("yes/no question without gold.polarity")
    if not any(".ocr." in doc for doc in docs):
        for value in wanted:
            if not any(squeeze(value) in squeeze(texts.get(doc, "")) for doc in docs):
                found.append(f"gold {value!r} does not occur in {', '.join(docs) or 'any document'}")
            elif not any(value in text for group in quoted.values() for text in group):
                found.append(f"gold {value!r} is not within a quote")
    for value in wanted + [text for group in gold["must_contain"] for text in group]:
        if value != squeeze(value):
            found.append(f"gold {value!r} has stray spaces")
    for bad in gold["must_not_contain"]:
        if any(bad in value for value in wanted) or any(all(bad in text for text in group)
                                                        for group in gold["must_contain"]):
            found.append(f"must_not_contain {bad!r} contradicts the gold")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="?", default=HERE / "questions.jsonl", type=pathlib.Path)
    parser.add_argument("--corpus", default=HERE.parent / "corpus", type=pathlib.Path)
    parser.add_argument("--typed", type=pathlib.Path, help="a file of typed questions to check as well")
    args = parser.parse_args()
    problems = 0

    def reporter(path):
        def problem(number, message):
            nonlocal problems
            problems += 1
            print(f"{path.name}:{number}: {message}")
        return problem

    # newline="" keeps every character, so that offsets are those of the file
    texts = {path.name: path.open(encoding="utf-8", newline="").read()
             for path in sorted(args.corpus.iterdir()) if path.suffix in (".md", ".txt")}
    counts = {name: collections.Counter() for name in ("lang", "type", "doc", "split", "answerable")}
    ids, asked, total = {}, {}, 0
    problem = reporter(args.questions)
    for number, item in read_lines(args.questions, problem):
        total += 1
        found = check_fields(item)
        if not found:
            found = check_item(item, texts)
            for name in ("lang", "type", "split"):
                counts[name][item[name]] += 1
            counts["answerable"]["yes" if item["answerable"] else "no"] += 1
            counts["doc"].update(item["docs"] or ["(none)"])
            pair = key(item["question"]) + " | " + key(item["context_question"] or "")
            for table, value in ((ids, item["id"]), (asked, pair)):
                if value in table:
                    found.append(f"{value!r} is on line {table[value]} already")
                table.setdefault(value, number)
        for message in found:
            problem(number, message)

    print(f"{total} questions")
    for name, counter in counts.items():
        print(f"by {name}:")
        for value, count in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])):
            print(f"  {count:4d}  {value}")

    if args.typed:
        problem, ids, asked = reporter(args.typed), {}, {}
        for number, item in read_lines(args.typed, problem):
            if set(item) != {"id", "question"} or not all(isinstance(value, str) for value in item.values()):
                problem(number, "does not have just an id and a question")
                continue
            if item["question"] != unicodedata.normalize("NFC", item["question"]):
                problem(number, "question is not in Unicode NFC")
            for table, value in ((ids, item["id"]), (asked, key(item["question"]))):
                if value in table:
                    problem(number, f"{value!r} is on line {table[value]} already")
                table.setdefault(value, number)
        print(f"{len(ids)} typed questions")
    print(f"{problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
