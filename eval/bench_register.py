"""Compare the extracted task register with the one a reader wrote by hand, field by field.

    python eval/bench_register.py [--corpus corpus] [--gold eval/register.jsonl] [--verbose] [--min 0.98] [--kind table]

A task is found if an extracted task of the same document and section has the same text (or, among several of one
section, the nearest text). Counted per gold task: its text, section, lead, co-ordinating units, time, and the days of
its deadline; a missing task loses all of its fields, an invented one is counted as wrong fields too.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path

from cchc_assistant.ingest import inspect
from cchc_assistant.plans.serialize import Json, task_json

FIELDS = ("section", "task", "lead", "coordinate", "time", "start", "end")
EXTRA = ("product", "budget", "note", "frequency", "direct", "recurrence")


def normal(value: Json) -> Json:
    """Return a field for comparison: white space collapsed, end punctuation and list dashes gone."""
    if isinstance(value, list):
        return [normal(item) for item in value] or None
    if isinstance(value, str):
        return " ".join(value.replace(" - ", " ").replace(";", " ").split()).strip(" .;,-") or None
    return value or None


def similarity(gold: dict[str, Json], found: dict[str, Json]) -> float:
    """Return how alike two tasks are, 0 to 1, by text, then by section and deadline."""
    wanted, read = (str(normal(task["task"]) or "") for task in (gold, found))
    text = SequenceMatcher(None, wanted, read, autojunk=False).ratio()
    same_section = gold["section"] == found["section"]
    same_time = normal(gold["time"]) == normal(found["time"])
    return 0.8 * text + 0.1 * same_section + 0.1 * same_time


def match(gold: list[dict[str, Json]], found: list[dict[str, Json]]) -> list[tuple[int, int]]:
    """Pair gold and found tasks of one document, the most alike first; pairs below 0.5 are none."""
    scored = sorted(
        ((similarity(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), key=lambda row: -row[0]
    )
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for score, i, j in scored:
        if score >= 0.5 and i not in used_gold and j not in used_found:
            pairs.append((i, j))
            used_gold.add(i)
            used_found.add(j)
    return pairs


def main() -> int:
    """Print the table and return 1 if the share of right fields is below ``--min``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--gold", type=Path, default=Path("eval/register.jsonl"))
    parser.add_argument("--min", type=float, default=0.0)
    parser.add_argument("--verbose", action="store_true", help="print every field that differs")
    parser.add_argument("--kind", help="compare the tasks of this kind only: form, table or prose")
    options = parser.parse_args()
    gold_by_document: dict[str, list[dict[str, Json]]] = defaultdict(list)
    for line in options.gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if options.kind not in (None, row["kind"]):
            continue
        gold_by_document[row["doc"]].append(row)
    right, total = Counter[str](), Counter[str]()
    print(f"{'document':48} {'gold':>5} {'found':>5} {'missed':>6} {'invented':>8} {'fields right':>14}")
    for document, gold in gold_by_document.items():
        plan, source = inspect(options.corpus / document)
        found = [
            task_json(plan, task, source[task.source.start : task.source.end])
            for task in plan.tasks
            if options.kind in (None, task.kind)
        ]
        pairs = match(gold, found)
        here_right, here_total = 0, 0
        for i, j in pairs:
            for field in FIELDS + EXTRA:
                same = normal(gold[i].get(field)) == normal(found[j].get(field))
                right[field] += same
                total[field] += 1
                if field in FIELDS:
                    here_right += same
                    here_total += 1
                if options.verbose and not same:
                    print(
                        f"  {gold[i]['section']}: {field}: gold {gold[i].get(field)!r}, found {found[j].get(field)!r}"
                    )
        missed = [row for i, row in enumerate(gold) if i not in {i for i, _ in pairs}]
        invented = [row for j, row in enumerate(found) if j not in {j for _, j in pairs}]
        for row in missed + invented:
            for field in FIELDS:
                total[field] += 1
                here_total += 1
            if options.verbose:
                what = "missed" if row in missed else "INVENTED"
                print(f"  {what} {row['section']}: {str(row['task'])[:100]!r} {row['lead']} {row['time']}")
        print(
            f"{document:48} {len(gold):5} {len(found):5} {len(missed):6} {len(invented):8} "
            f"{here_right:6}/{here_total} {here_right / here_total:6.1%}"
        )
    print("\nfield        right / of")
    for field in FIELDS + EXTRA:
        print(f"{field:12} {right[field]:4} / {total[field]:<4} {right[field] / max(1, total[field]):6.1%}")
    share = sum(right[field] for field in FIELDS) / sum(total[field] for field in FIELDS)
    print(f"\nfields {', '.join(FIELDS)}: {share:.2%} right")
    return 0 if share >= options.min else 1


if __name__ == "__main__":
    sys.exit(main())
