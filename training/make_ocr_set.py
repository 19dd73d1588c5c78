"""Turn rendered pages into an evaluation set: each drawn line with its place on the page as read.

python -m training.make_ocr_set PAGES.jsonl OUT.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cchc_assistant.language.normalize import nfc
from training.align import place_lines
from training.counting import read_lines


def main() -> None:
    """Convert."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    drawn = found = 0
    with arguments.out.open("w", encoding="utf-8") as stream:
        for row in read_lines(arguments.pages):
            page = json.loads(row)
            text = nfc(page["ocr"])
            places = place_lines(text, page["lines"])
            drawn, found = drawn + len(page["lines"]), found + len(places)
            lines = [{"text": nfc(place.truth), "start": place.start, "end": place.end} for place in places]
            kept = {"dpi": page["dpi"], "kind": page["kind"], "ocr": text, "lines": lines}
            stream.write(json.dumps(kept, ensure_ascii=False) + "\n")
    sys.stdout.write(f"{found} of {drawn} lines were found on the pages\n")


if __name__ == "__main__":
    main()
