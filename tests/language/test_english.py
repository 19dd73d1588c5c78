from __future__ import annotations

import lzma
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.language import english, english_lexicon
from cchc_assistant.language.english import Bridged, bridge, looks_english, to_vietnamese
from cchc_assistant.language.english_lexicon import FILE, Lexicon, lexicon, read_lexicon
from cchc_assistant.language.english_words import english_words, key_of, may_be_a_name, stem


@pytest.fixture
def without_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(english, "lexicon", lambda: Lexicon({}, 0))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("organizations", "organis"),
        ("organised", "organis"),
        ("agencies", "agency"),
        ("programmes", "program"),
        ("program", "program"),
        ("processes", "process"),
        ("status", "status"),
        ("submitted", "submit"),
        ("planning", "plan"),
        ("2021", "2021"),
        ("kế", "kế"),
    ],
)
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bắc Ninh's plan", ["bắc", "ninh", "plan"]),
        ("         's plan", ["plan"]),  # where a name was blanked out
        ("the agency’s and the agencies' reports", ["the", "agency", "and", "the", "agencies", "reports"]),
        ("end-to-end", ["end", "to", "end"]),
        ("5G by the 18th, ISO 9001:2015", ["5g", "by", "the", "18", "iso", "9001:2015"]),
        ("45/2016, 3.5 and 1,200", ["45/2016", "3.5", "and", "1,200"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in english_words(text)] == expected


@given(st.text(alphabet="abe'’s- 19T/Đạ", max_size=30))
def test_words_stand_where_they_say(text: str) -> None:
    at = 0
    for word in english_words(text):
        assert at <= word.start < word.end <= len(text)
        assert text[word.start : word.end].lower().replace("’", "'").startswith(word.text)
        at = word.end


@given(st.text(alphabet="abes -", min_size=1, max_size=20))
def test_the_fast_way_to_a_key_is_the_way_of_words(phrase: str) -> None:
    assert key_of(phrase) == tuple(word.stem for word in english_words(phrase))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who leads the 18 May event", ("18/5", "ngày 18 tháng 5")),
        ("the event of May 18", ("18/5", "ngày 18 tháng 5")),
        ("before 15th of December 2025", ("15/12", "ngày 15 tháng 12")),
        ("due on Dec 5th", ("5/12", "ngày 5 tháng 12")),
    ],
)
def test_days_are_written_as_in_plans(question: str, expected: tuple[str, ...]) -> None:
    (date,) = [part for part in bridge(question) if part.vietnamese == expected]
    assert question[date.start : date.end] == date.english


def test_no_day_is_made_of_years_and_counts() -> None:
    assert to_vietnamese("reports due in May 2021") == "báo cáo thời hạn tháng 5 2021"
    assert to_vietnamese("40 reports") == "40 báo cáo"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("the decree detailing the personal data protection law", "nghị định quy định chi tiết"),
        ("personal data protection", "bảo vệ dữ liệu cá nhân"),
        ("gender equality action month", "tháng hành động vì bình đẳng giới"),
        ("anti-drug plan", "kế hoạch phòng, chống ma túy"),
        ("end-to-end online public services", "dịch vụ công trực tuyến toàn trình"),
        ("customs", "hải quan"),
        ("institutes and universities", "viện, trường"),
        ("the education department", "sở giáo dục và đào tạo"),
        ("the Department of Education and Training", "sở giáo dục và đào tạo"),
        ("provincial labour federation", "liên đoàn lao động tỉnh"),
        ("household businesses", "hộ kinh doanh"),
        ("departments, boards and sectors", "sở, ban, ngành"),
        ("the PM", "thủ tướng chính phủ"),
        ("the new building", "tòa nhà"),
        ("build a database", "xây dựng cơ sở dữ liệu"),
    ],
)
def test_the_glossary_knows_provincial_plans(question: str, expected: str) -> None:
    assert to_vietnamese(question).startswith(expected)
    assert all(part.sure for part in bridge(question))


def test_learnt_words_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = read_lexicon("zebra\tngựa vằn\nzebra cross\tvạch qua đường\nquok\t\n")
    monkeypatch.setattr(english, "lexicon", lambda: learnt)
    assert bridge("zebras") == [Bridged("zebras", 0, 6, ("ngựa vằn",), sure=False)]
    assert bridge("zebra crossings") == [Bridged("zebra crossings", 0, 15, ("vạch qua đường",), sure=False)]
    assert bridge("quok") == [], "known to be English, without Vietnamese"


def test_the_lexicon_is_read_only_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Lexicon:
        raise AssertionError("the lexicon was read")

    monkeypatch.setattr(english, "lexicon", fail)
    assert to_vietnamese("Which department leads the training on ISO 9001 in Đồng Tháp?")
    assert looks_english("Which zebra leads the training?")


@pytest.mark.usefixtures("without_lexicon")
@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("the VNeID app", "vneid"),
        ("a DTX plan", "dtx"),
        ("in Tran Bien ward", "tran bien"),
        ("in tran bien ward", "tran bien"),
        ("rhinoceros plan", ""),
    ],
)
def test_names_and_abbreviations_are_kept(question: str, kept: str) -> None:
    found = [part.vietnamese[0] for part in bridge(question)]
    assert (kept in found) if kept else ("rhinoceros" not in found)


def test_short_words_of_other_shapes_are_no_names() -> None:
    assert may_be_a_name("tran")
    assert may_be_a_name("iso")
    assert not may_be_a_name("rhino")
    assert not may_be_a_name("cipher")


def test_borrowed_words_do_not_make_a_question_english() -> None:
    assert not looks_english("nam 2022 san xuat may video clip")
    assert not looks_english("dang bai len website so, facebook, zalo")
    assert looks_english("how many video clips in 2022")


def test_the_shipped_lexicon() -> None:
    packed = resources.files("cchc_assistant").joinpath("models", FILE).read_bytes()
    assert len(packed) < 400_000
    lines = lzma.decompress(packed).decode("utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line.split("\t")[0])
    entries = lexicon().entries
    assert len(entries) == len(lines) > 2_000
    for key, wordings in entries.items():
        assert key.strip() == key == key.lower()
        assert len(wordings) <= 4
        assert all(wording == wording.strip().lower() and wording for wording in wordings)
    assert english_lexicon.lexicon() is lexicon()
