"""Write the figures of the last evaluation into the README, between its marks.

    python eval/readme_figures.py [--check]

With --check nothing is written; exit status 1 if the README says something else than the last evaluation.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
METRICS = ROOT / "eval" / "reports" / "latest" / "metrics.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: begin (python eval/readme_figures.py) -->", "<!-- figures: end -->"
_BLOCK = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
_COLUMNS = (
    ("answer_correct", "answers right"),
    ("unit_exact", "units exact"),
    ("deadline_exact", "deadlines exact"),
    ("doc_right", "document right"),
    ("section_right", "section right"),
    ("refusal_precision", "refusals right"),
    ("refusal_recall", "refusals found"),
)
_ROWS = (
    ("lang:vi", "with diacritics"),
    ("lang:vi-nodiac", "without diacritics"),
    ("lang:vi-half", "half of the diacritics"),
    ("lang:vi-typo", "mistyped"),
    ("lang:en", "English"),
    ("split:tune", "all, plans used for tuning"),
    ("split:report", "all, plans kept apart"),
)


def figures(document: Mapping[str, Any]) -> str:
    """Return the block of figures that an evaluation gives, marks included."""
    name, ours = next(iter(document["systems"].items()))
    overall, about = ours["overall"], document["about"]
    lines = [BEGIN, ""]
    head = ["asked", "n", *(title for _, title in _COLUMNS)]
    lines += [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    for key, title in _ROWS:
        if found := ours["slices"].get(key):
            lines.append(_row([title, str(found["questions"]), *(_share(found, metric) for metric, _ in _COLUMNS)]))
    latency = overall["latency_ms"]
    lines += [
        "",
        "Per cent; in brackets the 95 % bootstrap interval. "
        f"Quotes verbatim: {_share(overall, 'verbatim')} %. An answer takes {latency['p50']:.0f} ms (median; 95 %: "
        f"{latency['p95']:.0f} ms) on {about['machine']['cores']} cores of {about['machine']['processor'].strip()}.",
        "",
    ]
    if len(document["systems"]) > 1:
        lines += [
            "All the facts of the answer somewhere in what is shown (×4: four passages), answerable questions:",
            "",
        ]
        keys = ("", "lang:vi", "lang:vi-nodiac", "lang:en")
        lines += [
            _row(["system", "all", "with diacritics", "without", "English"]),
            _row(["---", *["---:"] * len(keys)]),
        ]
        for system, summary in document["systems"].items():
            shown = [summary["slices"].get(key, {}) if key else summary["overall"] for key in keys]
            mark = "**" if system == name else ""
            lines.append(_row([f"{mark}{system}{mark}", *(_share(found, "facts_found") for found in shown)]))
        lines.append("")
    return "\n".join([*lines, END])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _share(found: Mapping[str, Any], metric: str) -> str:
    if not (number := found.get(metric)):
        return "–"
    text = f"{100 * number['value']:.1f}"
    return f"{text} ({100 * number['low']:.1f}–{100 * number['high']:.1f})" if metric == "answer_correct" else text


def updated(readme: str, block: str) -> str:
    """Return the README with its block of figures replaced; unchanged if it has none."""
    return _BLOCK.sub(lambda _: block, readme)


def main() -> int:
    """Write or check the block."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    block = figures(json.loads(METRICS.read_text(encoding="utf-8")))
    readme = README.read_text(encoding="utf-8")
    if BEGIN not in readme:
        print(f"{README.name}: no place for the figures; put these two lines where they belong:\n{BEGIN}\n{END}")
        return 1
    new = updated(readme, block)
    if options.check:
        if new != readme:
            print(f"{README.name}: figures differ from {METRICS.relative_to(ROOT)}; run python eval/readme_figures.py")
        return int(new != readme)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
