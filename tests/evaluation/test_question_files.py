"""The shipped questions hold what their data card says, and the README says what the last evaluation found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from eval import check_questions, readme_figures

ROOT = Path(__file__).resolve().parents[2]


def test_checker_finds_nothing_wrong() -> None:
    command = [
        sys.executable,
        str(ROOT / "eval" / "check_questions.py"),
        "--typed",
        str(ROOT / "eval" / "typed_questions.jsonl"),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_checker_finds_what_is_wrong() -> None:
    texts = {"a.txt": "Văn phòng Sở chủ trì."}
    good: dict[str, Any] = {
        "id": "x",
        "question": "ai chủ trì?",
        "lang": "vi",
        "type": "lead",
        "docs": ["a.txt"],
        "sections": [],
        "gold": {"units": ["Văn phòng Sở"], "deadlines": [], "must_contain": [], "must_not_contain": []},
        "answerable": True,
        "quotes": [{"doc": "a.txt", "start": 0, "end": 12, "text": "Văn phòng Sở"}],
        "context_question": None,
        "split": "report",
    }
    assert check_questions.check_fields(good) == []
    assert check_questions.check_item(good, texts) == []
    shifted = {**good, "quotes": [{"doc": "a.txt", "start": 1, "end": 13, "text": "Văn phòng Sở"}]}
    invented = {**good, "gold": {**good["gold"], "units": ["Thanh tra Sở"]}}
    assert any("not the text at its span" in found for found in check_questions.check_item(shifted, texts))
    assert any("does not occur" in found for found in check_questions.check_item(invented, texts))


def _records() -> list[dict[str, Any]]:
    files = sorted((ROOT / "eval").glob("questions*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def test_no_question_was_trained_on() -> None:
    asked = {check_questions.key(record["question"]) for record in _records()}
    for path in (ROOT / "training").glob("*.txt"):
        trained = {check_questions.key(line) for line in path.read_text(encoding="utf-8").splitlines()}
        assert not asked & trained


def test_unanswerable_questions_are_enough_and_of_both_kinds() -> None:
    records = _records()
    refused = Counter(record["type"] for record in records if not record["answerable"])
    assert sum(refused.values()) >= 0.12 * len(records)
    assert refused["false_premise"] >= 10


def test_readme_says_what_the_last_evaluation_found() -> None:
    block = readme_figures.figures(json.loads(readme_figures.METRICS.read_text(encoding="utf-8")))
    readme = readme_figures.README.read_text(encoding="utf-8")
    assert block in readme, "run: python eval/readme_figures.py"
    assert readme_figures.updated(readme.replace("| ---", "| ----"), block) == readme
