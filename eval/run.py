"""The evaluation as a script: ``python eval/run.py QUESTIONS.jsonl`` is ``cchc eval QUESTIONS.jsonl``."""

from __future__ import annotations

import sys

from cchc_assistant.cli import main

if __name__ == "__main__":
    sys.exit(main(["eval", *sys.argv[1:]]))
