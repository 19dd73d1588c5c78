"""The commands, as they are typed: what they print, what they write, and how they end."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from cchc_assistant.assistant import Assistant
from cchc_assistant.cli import main

ISO_2020 = ("Chi cục Tiêu chuẩn Đo lường Chất lượng", "Quý I-II/2020")
ISO_2022 = ("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng", "Quý I - II/2022")
HEAVY = ("torch", "gradio", "langchain", "langchain_core", "sentence_transformers", "transformers", "pandas")


class Outcome:
    """How a command ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def complaint(self) -> str:
        """The one line on standard error."""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("cchc: ")
        return self.err.strip()


class Command:
    """Runs ``cchc`` in this process, in an empty folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str | Path) -> Outcome:
        status = main([str(word) for word in words])
        return Outcome(status, *self._capsys.readouterr())


@pytest.fixture
def cchc(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return Command(capsys)


# index


def test_index_reports_what_was_read(cchc: Command, corpus: Path) -> None:
    first = cchc("index", corpus, "--index", "moi")
    assert first.status == 0
    for path in corpus.iterdir():
        assert path.name in first.out
    assert "đã đọc" in first.out
    again = cchc("index", corpus, "--index", "moi")
    assert "đã đọc" not in again.out
    assert "không đổi" in again.out


def test_index_goes_on_past_a_file_it_cannot_read(cchc: Command, corpus: Path) -> None:
    folder = Path("ke-hoach")
    folder.mkdir()
    (folder / "hong.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "rong.md").write_bytes(b"")
    good = next(corpus.glob("*2022*"))
    (folder / good.name).write_bytes(good.read_bytes())
    outcome = cchc("index", folder, "--index", "moi")
    assert outcome.status == 1
    assert [line.split(":")[1].strip() for line in outcome.err.splitlines()] == ["hong.txt", "rong.md"]
    assert cchc("ask", "Ai chủ trì đào tạo ISO 9001?", "--index", "moi").status == 0


# ask


@pytest.mark.parametrize(
    "question", ["who leads the ISO 9001 training and when?", "Đơn vị nào chủ trì đào tạo ISO 9001 và khi nào?"]
)
def test_ask_answers_plan_by_plan(cchc: Command, index: Path, question: str) -> None:
    outcome = cchc("ask", question, "--index", index)
    assert outcome.status == 0
    for words in (*ISO_2020, *ISO_2022, "III.5", "[1]", "[2]"):
        assert words in outcome.out


def test_ask_as_json_quotes_verbatim(cchc: Command, index: Path, assistant: Assistant) -> None:
    outcome = cchc("ask", "Ai chủ trì đào tạo ISO 9001, khi nào?", "--json", "--index", index)
    answer = json.loads(outcome.out)
    assert set(answer["units"]) == {ISO_2020[0], ISO_2022[0]}
    assert set(answer["deadlines"]) == {ISO_2020[1], ISO_2022[1]}
    assert not answer["abstained"]
    for citation in answer["citations"]:
        assert citation["section"] == "III.5"
        assert citation["quote"] == assistant.source(citation["doc"])[citation["start"] : citation["end"]]


def test_refusing_is_done(cchc: Command, index: Path) -> None:
    outcome = cchc("ask", "Ai chủ trì phóng tàu vũ trụ lên Sao Hỏa?", "--json", "--index", index)
    assert outcome.status == 0
    assert json.loads(outcome.out)["abstained"]


def test_question_needs_no_quotation_marks(cchc: Command, index: Path) -> None:
    words = ["Ai", "chủ", "trì", "đào", "tạo", "ISO", "9001", "?"]
    assert json.loads(cchc("ask", *words, "--json", "--index", index).out)["question"] == " ".join(words)


# inspect


def test_inspect_shows_the_plan(cchc: Command, corpus: Path) -> None:
    outcome = cchc("inspect", next(corpus.glob("*ubnd-2023*")))
    assert outcome.status == 0
    assert "Cơ quan" in outcome.out
    assert "nhiệm vụ" in outcome.out.casefold()


def test_inspect_as_json_holds_the_contract(cchc: Command, corpus: Path) -> None:
    plan = json.loads(cchc("inspect", next(corpus.glob("*ubnd-2023*")), "--json").out)
    assert {"metadata", "sections", "tasks", "coverage", "warnings"} <= plan.keys()
    assert {"title", "kind", "agency", "number", "date", "year", "signer", "legal_basis"} <= plan["metadata"].keys()
    assert plan["metadata"]["year"] == 2023


# tasks


def test_tasks_as_a_calendar_for_one_quarter(cchc: Command, index: Path) -> None:
    due = ("--due", "2022-04-01..2022-06-30")
    outcome = cchc("tasks", *due, "--format", "ics", "--out", "quy-2.ics", "--index", index)
    assert outcome.status == 0
    events = Calendar.from_ical(Path("quy-2.ics").read_bytes()).walk("VEVENT")
    assert len(events) == len(json.loads(cchc("tasks", *due, "--format", "json", "--index", index).out)) > 0
    assert any("ISO 9001" in str(event["summary"]) for event in events)


def test_tasks_as_a_worksheet(cchc: Command, index: Path) -> None:
    assert cchc("tasks", "--format", "xlsx", "--out", "nhiem-vu.xlsx", "--index", index).status == 0
    sheet = openpyxl.load_workbook("nhiem-vu.xlsx").worksheets[0]
    records = json.loads(cchc("tasks", "--format", "json", "--index", index).out)
    assert sheet.max_row == len(records) + 1


def test_tasks_of_one_unit_year_and_plan(cchc: Command, index: Path) -> None:
    outcome = cchc("tasks", "--unit", ISO_2022[0], "--year", "2022", "--format", "json", "--index", index)
    records = json.loads(outcome.out)
    assert records
    for record in records:
        assert ISO_2022[0] in record["lead"] + record["coordinate"] + record["direct"]
        assert "2022" in record["doc"]


def test_tasks_as_a_table(cchc: Command, index: Path) -> None:
    outcome = cchc("tasks", "--year", "2022", "--index", index)
    assert "Quý I - II/2022" in outcome.out


def test_tasks_as_csv_on_standard_output(index: Path) -> None:
    command = [sys.executable, "-m", "cchc_assistant", "tasks", "--format", "csv", "--index", str(index)]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stdout.startswith(b"\xef\xbb\xbf")
    assert done.stdout.count(b"\r\n") > 50


# restore


def test_restore_keeps_the_lines(cchc: Command) -> None:
    text = "ke hoach cai cach hanh chinh\n\nVan phong So chu tri\n"
    Path("go.txt").write_text(text, encoding="utf-8")
    assert cchc("restore", "go.txt").out == "kế hoạch cải cách hành chính\n\nVăn phòng Sở chủ trì\n"
    restored = json.loads(cchc("restore", "go.txt", "--mode", "diacritics", "--json").out)
    assert restored["original"] == text


# errors


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "LỆNH"),
        (("hoi",), "'hoi'"),
        (("ask",), "QUESTION"),
        (("ask", " "), "câu hỏi trống"),
        (("tasks", "--format", "doc"), "--format"),
        (("tasks", "--year", "nay"), "--year"),
        (("tasks", "--due", "quý 2"), "khoảng ngày"),
        (("tasks", "--xyz"), "--xyz"),
        (("restore", "--mode", "x"), "--mode"),
        (("chat", "--port", "0"), "--port"),
        (("chat", "--port"), "--port"),
    ],
)
def test_wrong_usage(cchc: Command, words: tuple[str, ...], named: str) -> None:
    outcome = cchc(*words)
    assert outcome.status == 2
    assert named in outcome.complaint
    assert not outcome.out


@pytest.mark.parametrize("command", [("ask", "Ai?"), ("tasks",), ("verify-index",), ("chat",)])
def test_no_index_names_the_remedy(cchc: Command, command: tuple[str, ...]) -> None:
    outcome = cchc(*command, "--index", "chua-co")
    assert outcome.status == 2
    assert "chua-co" in outcome.complaint
    assert "cchc index" in outcome.complaint


def test_verify_index_tells_a_whole_index_from_a_damaged_one(cchc: Command, corpus: Path) -> None:
    cchc("index", corpus, "--index", "moi")
    whole = cchc("verify-index", "--index", "moi")
    assert (whole.status, whole.err) == (0, "")
    largest = max((path for path in Path("moi").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = largest.read_bytes()
    largest.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    damaged = cchc("verify-index", "--index", "moi")
    assert damaged.status == 1
    assert largest.name in damaged.complaint
    assert "cchc index" in damaged.complaint


def test_damaged_index_names_the_remedy(cchc: Command, corpus: Path) -> None:
    cchc("index", corpus, "--index", "hong")
    for path in Path("hong").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x00\xff{")
    outcome = cchc("ask", "Ai?", "--index", "hong")
    assert outcome.status == 2
    assert "cchc index" in outcome.complaint


@pytest.mark.parametrize(
    "content", [None, b"", b" \n", bytes(range(256)) * 8], ids=["missing", "empty", "blank", "binary"]
)
@pytest.mark.parametrize("command", ["inspect", "index"])
def test_file_that_cannot_be_read(cchc: Command, command: str, content: bytes | None) -> None:
    if content is not None:
        Path("ke-hoach.txt").write_bytes(content)
    outcome = cchc(command, "ke-hoach.txt")
    assert outcome.status == 1
    assert "ke-hoach.txt" in outcome.complaint


def test_traceback_only_on_demand(cchc: Command) -> None:
    assert "Traceback" not in cchc("inspect", "khong-co.txt").err
    assert "Traceback" in cchc("inspect", "khong-co.txt", "--debug").err


def test_reader_that_stops_early_is_no_error(index: Path) -> None:
    line = f"{sys.executable} -m cchc_assistant tasks --format json --index {index} | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], check=False, capture_output=True)
    assert done.returncode == 0
    assert not done.stderr


@pytest.mark.parametrize(
    "words", [(), ("index",), ("ask",), ("inspect",), ("tasks",), ("eval",), ("restore",), ("verify-index",), ("chat",)]
)
def test_help_is_in_vietnamese(cchc: Command, words: tuple[str, ...]) -> None:
    outcome = cchc(*words, "--help")
    assert outcome.status == 0
    assert outcome.out.startswith("cách dùng: cchc")
    assert "ví dụ:" in outcome.out
    assert not {"usage", "options", "arguments"} & set(outcome.out.split())


# a cold start


def test_question_imports_nothing_heavy(index: Path) -> None:
    code = (
        "import sys; from cchc_assistant.cli import main; "
        "main(['ask', 'who leads the ISO 9001 training and when?', '--index', sys.argv[1]]); "
        f"print(sorted({set(HEAVY)!r} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(index)], check=True, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_question_is_answered_within_two_seconds_of_processor_time(index: Path) -> None:
    command = [sys.executable, "-m", "cchc_assistant", "ask", "Ai chủ trì đào tạo ISO 9001?", "--index", str(index)]
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONUTF8": "1"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) <= 2
