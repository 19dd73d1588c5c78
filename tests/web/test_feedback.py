"""What users say of answers is kept, and becomes questions for an evaluation."""

from __future__ import annotations

import json
from pathlib import Path

from cchc_assistant.evaluation.questions import from_json
from cchc_assistant.web import feedback_tab
from cchc_assistant.web.events import Session, Talk
from cchc_assistant.web.feedback import Feedback, to_questions
from cchc_assistant.web.words import words
from tests.samples import LEAD, answer, refusal
from tests.web.html_tree import HOSTILE, Tree, assert_harmless


def test_feedback_is_kept_newest_first_and_per_user(tmp_path: Path) -> None:
    store = Feedback(tmp_path)
    store.add(answer(), "right", "", by="an")
    store.add(refusal(), "wrong", f"phải là\n{LEAD}", before="Ai?", by="bình")
    assert [said["verdict"] for said in Feedback(tmp_path).all()] == ["wrong", "right"]
    assert [said["note"] for said in store.all("bình")] == [f"phải là {LEAD}"]


def test_feedback_becomes_questions_that_eval_reads(tmp_path: Path) -> None:
    store = Feedback(tmp_path)
    store.add(answer(), "right", "")
    store.add(refusal(), "missing", "thiếu mục IV", before="Ai?")
    missing, right = (from_json(json.loads(line)) for line in to_questions(store.all()).splitlines())
    assert right.gold.units == (LEAD,)
    assert right.sections == ("III.5",)
    assert right.answerable
    assert missing.context_question == "Ai?"
    assert not missing.scorable


def test_one_turn_is_judged_once_and_only_by_known_verdicts(tmp_path: Path) -> None:
    store, session = Feedback(tmp_path), Session(talk=Talk(answers={1: answer(), 2: refusal()}))
    for data in ({"turn": "2", "verdict": "wrong", "note": "a"}, {"turn": "2", "verdict": "right"},
                 {"turn": "3", "verdict": "right"}, {"turn": "1", "verdict": "<b>"}):  # fmt: skip
        feedback_tab.record(store, session, data, "an")
    assert [(said["verdict"], said["context_question"]) for said in store.all()] == [("wrong", answer().question)]
    assert session.talk.verdicts == {2: "wrong"}


def test_notes_are_shown_as_text(tmp_path: Path) -> None:
    store = Feedback(tmp_path)
    store.add(answer(), "wrong", HOSTILE, by="an")
    made = feedback_tab.panel(store.all(), words("vi"))
    assert_harmless(made)
    assert len(Tree(made).all("tr")) == 2
    assert "Chưa có góp ý" in feedback_tab.panel([], words("vi"))
