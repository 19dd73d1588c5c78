"""The evaluation as a script: ``python eval/run.py QUESTIONS.jsonl [--index DIR] [--out DIR]``, the same as ``cchc eval``."""

from __future__ import annotations

import sys

from cchc_assistant.cli import main

if __name__ == "__main__":
    sys.exit(main(["eval", *sys.argv[1:]]))
