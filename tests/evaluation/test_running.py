"""``cchc eval`` from file to report: what it writes, how it goes on, compares and ends."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cchc_assistant.cli import main
from cchc_assistant.evaluation import asking, runner
from cchc_assistant.evaluation.question_files import read_questions
from cchc_assistant.evaluation.questions import Question
from tests.evaluation.conftest import QUESTIONS

CONTRACT = {
    "id",
    "question",
    "understood",
    "answer",
    "abstained",
    "reason",
    "units",
    "deadlines",
    "citations",
    "latency_ms",
}


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few questions of every type."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("questions") / "cau-hoi.jsonl"
    kept = [line for line in lines if json.loads(line)["split"] == "tune"][::5]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def done(some: Path, index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an evaluation of them."""
    out = tmp_path_factory.mktemp("out") / "ket-qua"
    assert main(["eval", str(some), "--index", str(index), "--out", str(out), "--forms", "vi,vi-nodiac"]) == 0
    return out


def test_it_writes_the_contract(done: Path, some: Path) -> None:
    predictions = asking.read_lines(done / "predictions.jsonl")
    questions = read_questions(some).questions
    assert len(predictions) == len(questions) + sum(question.lang == "vi" for question in questions)
    for prediction in predictions:
        assert set(prediction) == CONTRACT
    metrics = json.loads((done / "metrics.json").read_text(encoding="utf-8"))
    overall = metrics["systems"]["cchc_assistant"]["overall"]
    assert overall["questions"] == len(predictions)
    assert {"value", "low", "high", "n"} == set(overall["answer_correct"])
    assert metrics["about"]["machine"]["cores"] >= 1
    assert metrics["about"]["versions"]["python"]


def test_it_answers_the_tuning_questions(done: Path) -> None:
    metrics = json.loads((done / "metrics.json").read_text(encoding="utf-8"))
    ours = metrics["systems"]["cchc_assistant"]
    assert ours["overall"]["verbatim"]["value"] == 1.0
    assert ours["slices"]["lang:vi"]["answer_correct"]["value"] >= 0.75
    assert ours["slices"]["lang:vi-nodiac"]["answer_correct"]["value"] >= 0.7


def test_the_report_stands_alone(done: Path) -> None:
    page = (done / "report.html").read_text(encoding="utf-8")
    root = ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    for node in root.iter():
        assert node.tag not in ("script", "link", "iframe", "img")
        assert not {"src", "href", "data", "onclick"} & set(node.attrib)
    assert "http" not in page
    assert "@import" not in page
    assert len(list(root.iter("svg"))) >= 4


def test_what_was_cut_off_goes_on(some: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = read_questions(some).questions[:8]
    asked: list[str] = []
    stop_at = 5
    ask_one = asking.ask_one

    def counting(assistant: object, question: Question, writer: object) -> asking.Record:
        if len(asked) == stop_at:
            raise KeyboardInterrupt
        asked.append(question.id)
        return ask_one(assistant, question, writer)  # type: ignore[arg-type]

    monkeypatch.setattr(asking, "ask_one", counting)
    with pytest.raises(KeyboardInterrupt):
        asking.ask_all(questions, index, tmp_path, 1)
    with (tmp_path / "predictions.jsonl").open("a", encoding="utf-8") as handle:
        handle.write('{"id": "half')
    stop_at = len(questions) + 1
    records = asking.ask_all(questions, index, tmp_path, 1)
    assert asked == [question.id for question in questions] == [record.id for record in records]
    assert len(asking.read_lines(tmp_path / "predictions.jsonl")) == 8
    assert not (tmp_path / "unfinished.json").exists()
    asked.clear()
    asking.ask_all(questions[:3], index, tmp_path, 1)
    assert len(asked) == 3


def test_a_question_that_breaks_the_program_is_told(some: Path, index: Path, tmp_path: Path) -> None:
    class Broken:
        def ask(self, *_: object) -> None:
            raise ZeroDivisionError

    record = asking.ask_one(Broken(), read_questions(some).questions[0])  # type: ignore[arg-type]
    assert record.prediction["reason"] == "error"
    assert set(record.prediction) == CONTRACT


def test_several_processes_say_the_same(some: Path, index: Path, tmp_path: Path) -> None:
    questions = read_questions(some).questions
    alone = asking.ask_all(questions, index, tmp_path / "one", 1)
    together = asking.ask_all(questions, index, tmp_path / "two", 2)

    def answers(records: list[asking.Record]) -> list[dict[str, object]]:
        return [{**record.prediction, "latency_ms": 0} for record in records]

    assert answers(alone) == answers(together)


def test_comparison_and_gates(
    some: Path, done: Path, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "cu"
    old.mkdir()
    spoiled = [
        {**line, "answer": "", "abstained": True, "units": [], "deadlines": []}
        for line in asking.read_lines(done / "predictions.jsonl")
    ]
    (old / "predictions.jsonl").write_text("\n".join(map(json.dumps, spoiled)), encoding="utf-8")
    words = ["eval", str(some), "--index", str(index), "--out", str(tmp_path / "moi"), "--compare", str(old)]
    status = main([*words, "--min", "answer_correct=1.01", "--max", "overall.none=3", "--min", "verbatim=1"])
    assert status == 1
    document = json.loads((tmp_path / "moi" / "metrics.json").read_text(encoding="utf-8"))
    changes = document["compare"]
    assert len(changes["gained"]) > 10
    assert changes["p_value"] < 0.01
    assert len(document["failed_gates"]) == 2
    assert "McNemar" in capsys.readouterr().out
    assert "So với lần chấm trước" in (tmp_path / "moi" / "report.html").read_text(encoding="utf-8")


def test_blind_splits_are_counted_and_not_shown(some: Path, index: Path, tmp_path: Path) -> None:
    questions = [
        {"id": "a", "question": "Câu hỏi bí mật về tàu vũ trụ?", "split": "report", "docs": ["x.txt"],
         "gold": {"units": ["Phòng B"]}, "answerable": True},
        {"id": "b", "question": "Câu hỏi công khai về tàu vũ trụ?", "split": "tune", "docs": ["x.txt"],
         "gold": {"units": ["Phòng B"]}, "answerable": True},
    ]  # fmt: skip
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps(question) for question in questions), encoding="utf-8")
    runner.run(path, index, tmp_path / "out", runner.Options(blind=("report",)))
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "công khai" in page
    assert "bí mật" not in page


def test_own_questions_from_a_spreadsheet(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["eval", "--template"]) == 0
    template = capsys.readouterr().out
    path = tmp_path / "cau-hoi.csv"
    path.write_text(
        template + "c5,,lead\r\nc6,<b>Ai</b> chủ trì & lo đào tạo ISO 9001 năm 2020?,lead\r\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["eval", "cau-hoi.csv", "--index", str(index), "--out", "ket-qua"]) == 1
    captured = capsys.readouterr()
    assert "cau-hoi.csv: dòng 6: thiếu «question»" in captured.err
    assert [line["id"] for line in asking.read_lines(tmp_path / "ket-qua" / "predictions.jsonl")] == [
        "c1",
        "c2",
        "c3",
        "c4",
        "c6",
    ]
    assert "Dòng 6" in (tmp_path / "ket-qua" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "status", "named"),
    [
        ([], 2, "--template"),
        (["khong-co.jsonl"], 1, "khong-co.jsonl"),
        (["q.jsonl", "--forms", "abc"], 2, "--forms abc"),
        (["q.jsonl", "--min", "answer_correct>1"], 2, "--min"),
        (["q.jsonl", "--jobs", "0"], 2, "--jobs"),
        (["q.jsonl", "--index", "chua-co"], 2, "chua-co"),
        (["q.jsonl", "--compare", "chua-cham"], 1, "chua-cham"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    words: list[str], status: int, named: str, index: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("q.jsonl").write_text('{"id": "a", "question": "Ai?"}\n', encoding="utf-8")
    place = [] if "--index" in words else ["--index", str(index)]
    assert main(["eval", *words, *place]) == status
    complaint = capsys.readouterr().err.splitlines()[-1]
    assert complaint.startswith("cchc: ")
    assert named in complaint
