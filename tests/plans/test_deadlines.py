from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.plans.deadlines import find, find_period, find_periods, format_interval, parse_field
from cchc_assistant.plans.rhythms import rhythms

YEAR = 2022


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


# the whole field is one deadline: field, first day, last day, recurrence
FIELDS: list[tuple[str, str | None, str | None, str | None]] = [
    ("Quý I hoặc Quý II/2020 (khi UBND tỉnh cho chủ trương tổ chức hội nghị)", "2020-01-01", "2020-06-30", None),
    ("Quý I-II/2020", "2020-01-01", "2020-06-30", None),
    ("Quý I - II/2022", "2022-01-01", "2022-06-30", None),
    ("Quý III-IV/2020", "2020-07-01", "2020-12-31", None),
    ("Quý I - Quý III/2022", "2022-01-01", "2022-09-30", None),
    ("Quí IV-2025", "2025-10-01", "2025-12-31", None),
    ("Trong quý II/2021", "2021-04-01", "2021-06-30", None),
    ("Quý III năm 2024", "2024-07-01", "2024-09-30", None),
    ("Quý II", "2022-04-01", "2022-06-30", None),
    ("Quý 3", "2022-07-01", "2022-09-30", None),
    ("Tháng 6/2021", "2021-06-01", "2021-06-30", None),
    ("Tháng 12 năm 2025", "2025-12-01", "2025-12-31", None),
    ("Tháng tư", "2022-04-01", "2022-04-30", None),
    ("Dự kiến tháng 8/2023", "2023-08-01", "2023-08-31", None),
    ("06/2021", "2021-06-01", "2021-06-30", None),
    ("Từ tháng 3 đến tháng 6/2023", "2023-03-01", "2023-06-30", None),
    ("Tháng 3/2021 - Tháng 5/2021", "2021-03-01", "2021-05-31", None),
    ("Tháng 11 đến tháng 2/2026", "2025-11-01", "2026-02-28", None),
    ("6 tháng đầu năm", "2022-01-01", "2022-06-30", None),
    ("09 tháng đầu năm 2024", "2024-01-01", "2024-09-30", None),
    ("6 tháng cuối năm 2022", "2022-07-01", "2022-12-31", None),
    ("Năm 2026", "2026-01-01", "2026-12-31", None),
    ("2026", "2026-01-01", "2026-12-31", None),
    ("2025 - 2035", "2025-01-01", "2035-12-31", None),
    ("Giai đoạn 2026 - 2030", "2026-01-01", "2030-12-31", None),
    ("Năm  \n2026 - 2027", "2026-01-01", "2027-12-31", None),
    ("Từ năm 2025 đến hết năm 2030", "2025-01-01", "2030-12-31", None),
    ("Năm 2025 và các năm tiếp theo", "2025-01-01", None, None),
    ("Trong năm", "2022-01-01", "2022-12-31", None),
    ("Cả năm", "2022-01-01", "2022-12-31", None),
    ("Trong năm 2025", "2025-01-01", "2025-12-31", None),
    ("31/12/2025", "2025-12-31", "2025-12-31", None),
    ("Ngày 18/5/2022", "2022-05-18", "2022-05-18", None),
    ("Ngày 15 tháng 8 năm 2023", "2023-08-15", "2023-08-15", None),
    ("Từ ngày 15/11/2025 đến ngày 15/12/2025", "2025-11-15", "2025-12-15", None),
    ("Từ ngày 15/11 đến ngày 15/12", "2022-11-15", "2022-12-15", None),
    ("Trước ngày 30/11/2023", None, "2023-11-30", None),
    ("Trước 30/11", None, "2022-11-30", None),
    ("Trước ngày\n30/6/2026", None, "2026-06-30", None),
    ("Trước quý IV/2022", None, "2022-09-30", None),
    ("Chậm nhất là ngày 05/12/2024", None, "2024-12-05", None),
    ("Hoàn thành chậm nhất trong quý I/2026", None, "2026-03-31", None),
    ("Hoàn thành trong tháng 12 năm 2025", "2025-12-01", "2025-12-31", None),
    ("Bắt đầu từ tháng 3/2022, hoàn thành trước 30/11/2022", "2022-03-01", "2022-11-30", None),
    ("Đến hết năm 2025", None, "2025-12-31", None),
    ("Khi có văn bản của Trung ương và trước ngày 30/6/2025", None, "2025-06-30", None),
    ("Thường xuyên", None, None, "Thường xuyên"),
    ("Thường xuyên trong năm", "2022-01-01", "2022-12-31", "Thường xuyên"),
    ("Thường xuyên, hằng năm", None, None, "Thường xuyên, hằng năm"),
    ("Định kỳ trong năm", "2022-01-01", "2022-12-31", "Định kỳ"),
    ("Liên tục trong năm 2024", "2024-01-01", "2024-12-31", "Liên tục"),
    ("Hàng tháng", None, None, "Hàng tháng"),
    ("Hằng tháng, quý, năm", None, None, "Hằng tháng, quý, năm"),
    ("Định kỳ hằng quý", None, None, "Định kỳ hằng quý"),
    ("Định kỳ 6 tháng, năm", None, None, "Định kỳ 6 tháng, năm"),
    ("Ít nhất 01 tin, bài/tháng", None, None, "Ít nhất 01 tin, bài/tháng"),
    ("01 số/tháng (12 kỳ/năm)", None, None, "01 số/tháng"),
    ("Mỗi tháng 01 chương trình", None, None, "Mỗi tháng 01 chương trình"),
    ("6 tháng/lần", None, None, "6 tháng/lần"),
    ("02 lần/năm", None, None, "02 lần/năm"),
    ("Trước ngày 15/11 hằng năm", None, None, "Trước ngày 15/11 hằng năm"),
    ("Chậm nhất ngày 20 hằng tháng", None, None, "Chậm nhất ngày 20 hằng tháng"),
    ("Trước ngày 15 của tháng cuối mỗi quý", None, None, "Trước ngày 15 của tháng cuối mỗi quý"),
    ("Quý, 6 tháng, 9 tháng và năm", None, None, "Quý, 6 tháng, 9 tháng và năm"),
    ("Quý I hằng năm", None, None, "Quý I hằng năm"),
    ("Q.II/2023", "2023-04-01", "2023-06-30", None),
    ("Tháng 01/2023-12/2023", "2023-01-01", "2023-12-31", None),
    ("Từ 15/3 - 30/4/2023", "2023-03-15", "2023-04-30", None),
    ("Hạn cuối: 30/9/2023", None, "2023-09-30", None),
    ("Năm 2023 (quý II)", "2023-04-01", "2023-06-30", None),
    ("- Quý I - Quý III/2022", "2022-01-01", "2022-09-30", None),
    ("Theo Kế hoạch của UBND Tỉnh", None, None, None),
    ("Theo Quyết định số 599/QĐ-UBND ngày 26/4/2019", None, None, None),
    ("Sau khi có Kế hoạch năm 2023 của Bộ Nội vụ", None, None, None),
    ("Khi có văn bản hướng dẫn mới hoặc tùy điều kiện thực tế", None, None, None),
    ("Trong vòng 30 ngày kể từ ngày 01/7/2025", None, None, None),
    ("Ngay sau khi ban hành", None, None, None),
    ("Theo tiến độ", None, None, None),
    ("Đột xuất", None, None, None),
    ("31/02/2022", None, None, None),
]


@pytest.mark.parametrize(("field", "first", "last", "recurrence"), FIELDS)
def test_field_is_one_deadline(field: str, first: str | None, last: str | None, recurrence: str | None) -> None:
    (when,) = parse_field(field, YEAR)
    assert field[when.start : when.end] == field.removeprefix("- ")
    assert (when.first, when.last, when.recurrence) == (day(first), day(last), recurrence)


@pytest.mark.parametrize("field", [field for field, *_ in FIELDS])
def test_marks_around_a_field_change_nothing(field: str) -> None:
    (bare,) = parse_field(field, YEAR)
    (marked,) = parse_field(f" {field}. ", YEAR)
    assert (marked.start - 1, marked.end - 1) == (bare.start, bare.end)
    assert (marked.first, marked.last, marked.recurrence) == (bare.first, bare.last, bare.recurrence)


@pytest.mark.parametrize("empty", ["", " ", "-", " – ", "."])
def test_empty_field_has_no_deadline(empty: str) -> None:
    assert parse_field(empty, YEAR) == []


# several deadlines: field, and for each its words, product, first and last day
LISTS: list[tuple[str, list[tuple[str, str | None, str | None, str | None]]]] = [
    (
        "- Kế hoạch tháng 01/2021 - Báo cáo tháng 11/2021",
        [
            ("Kế hoạch tháng 01/2021", "Kế hoạch", "2021-01-01", "2021-01-31"),
            ("Báo cáo tháng 11/2021", "Báo cáo", "2021-11-01", "2021-11-30"),
        ],
    ),
    (
        "Dự thảo quý I, Quyết định quý II/2024",
        [
            ("Dự thảo quý I", "Dự thảo", "2024-01-01", "2024-03-31"),
            ("Quyết định quý II/2024", "Quyết định", "2024-04-01", "2024-06-30"),
        ],
    ),
    (
        "Kế hoạch tháng 01/2021; Thực hiện theo kế hoạch",
        [
            ("Kế hoạch tháng 01/2021", "Kế hoạch", "2021-01-01", "2021-01-31"),
            ("Thực hiện theo kế hoạch", None, None, None),
        ],
    ),
    (
        "- Tháng 01/2021 - Theo kế hoạch kiểm tra",
        [("Tháng 01/2021", None, "2021-01-01", "2021-01-31"), ("Theo kế hoạch kiểm tra", None, None, None)],
    ),
    (
        "Thường xuyên; báo cáo trước ngày 15/11/2022",
        [
            ("Thường xuyên", None, None, None),
            ("báo cáo trước ngày 15/11/2022", "báo cáo", None, "2022-11-15"),
        ],
    ),
    (
        "Quý I; Quý III/2024",
        [("Quý I", None, "2024-01-01", "2024-03-31"), ("Quý III/2024", None, "2024-07-01", "2024-09-30")],
    ),
    (
        "Quý II/2026\nQuý III/2026",
        [("Quý II/2026", None, "2026-04-01", "2026-06-30"), ("Quý III/2026", None, "2026-07-01", "2026-09-30")],
    ),
    (
        "Xây dựng kế hoạch: Tháng 1/2023; kiểm tra: Quý II, III/2023",
        [
            ("Xây dựng kế hoạch: Tháng 1/2023", "Xây dựng kế hoạch", "2023-01-01", "2023-01-31"),
            ("kiểm tra: Quý II, III/2023", "kiểm tra", "2023-04-01", "2023-09-30"),
        ],
    ),
]


@pytest.mark.parametrize(("field", "expected"), LISTS)
def test_lists_of_dates(field: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    found = [
        (field[when.start : when.end], when.label and field[slice(*when.label)], when.first, when.last)
        for when in parse_field(field, 2021)
    ]
    assert found == [(words, label, day(first), day(last)) for words, label, first, last in expected]


def test_no_year_known_no_days() -> None:
    for field in ("Quý II", "Tháng 6", "Trong năm", "Trước ngày 30/11", "6 tháng đầu năm"):
        (when,) = parse_field(field, None)
        assert (when.first, when.last) == (None, None)


# sentences: the deadlines in them
SENTENCES: list[tuple[str, list[str]]] = [
    ("gửi về Sở (qua Phòng Hành chính - Tổng hợp) trước ngày 10/11/2022 để tổng hợp", ["trước ngày 10/11/2022"]),
    (
        "báo cáo Văn phòng Sở trước ngày 10/11/2020; Văn phòng Sở báo cáo UBND tỉnh trước ngày 15/11/2020",
        ["trước ngày 10/11/2020", "trước ngày 15/11/2020"],
    ),
    ("Xây dựng báo cáo định kỳ hàng quý, 6 tháng và báo cáo năm trình Lãnh đạo Sở", ["định kỳ hàng quý, 6 tháng"]),
    ("định kỳ trước ngày 01/6 và 15/11 hằng năm báo cáo", ["định kỳ trước ngày 01/6 và 15/11 hằng năm"]),
    ("b) Định kỳ hằng năm (trước ngày 15 tháng 12) báo cáo kết quả", ["Định kỳ hằng năm (trước ngày 15 tháng 12)"]),
    ("Định kỳ hàng quý hoặc đột xuất theo yêu cầu, công tác CCHC", ["Định kỳ hàng quý hoặc đột xuất theo yêu cầu"]),
    ("tuyên truyền pháp luật về CCHC trong năm theo kế hoạch được giao", ["trong năm"]),
    ("Trưởng các phòng, đơn vị thường xuyên kiểm tra, giám sát", ["thường xuyên"]),
    ("định kỳ tổng hợp, báo cáo UBND tỉnh", ["định kỳ"]),
    ("hoàn thành chậm nhất trong quý I/2026", ["chậm nhất trong quý I/2026"]),
    ("việc khắc phục phải xong trước 15 tháng 12", ["trước 15 tháng 12"]),
    ("xây dựng kế hoạch (hoàn thành trong tháng 11/2025) gửi về Công an tỉnh", ["trong tháng 11/2025"]),
    ("đạt 20% xã, phường ngay trong năm 2025", ["ngay trong năm 2025"]),
    (
        "gửi kế hoạch trong thời hạn 10 ngày kể từ ngày nhận Kế hoạch này.",
        ["trong thời hạn 10 ngày kể từ ngày nhận Kế hoạch này"],
    ),
    ("Thời gian: Từ ngày 15/11/2025 đến ngày 15/12/2025.", ["Từ ngày 15/11/2025 đến ngày 15/12/2025"]),
    ("Hằng năm hoặc đột xuất báo cáo kết quả thực hiện", ["Hằng năm hoặc đột xuất"]),
    # not deadlines
    ("theo Quyết định số 599/QĐ-UBND ngày 26/4/2019 của UBND tỉnh", []),
    ("Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ", []),
    ("nhân ngày khoa học và công nghệ Việt Nam 18/5", []),
    ("Chương trình tổng thể CCHC nhà nước giai đoạn 2021-2030", []),
    ("phát triển kinh tế xã hội trong năm 2022, cụ thể:", []),
    ("Kế hoạch tuyên truyền cải cách hành chính năm 2022 trên địa bàn tỉnh", []),
    ("chuyển đổi số đến năm 2025, định hướng đến năm 2030", []),
    ("Tổ chức tuyên truyền kịp thời, đầy đủ, thường xuyên, rộng khắp", []),
    ("kinh phí chi thường xuyên theo phân cấp", []),
    ("bố trí từ dự toán ngân sách nhà nước hằng năm", []),
    ("Luật Việc làm được thực hiện thống nhất từ ngày 01 tháng 01 năm 2026 trên địa bàn", []),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_deadlines_in_sentences(sentence: str, expected: list[str]) -> None:
    assert [sentence[when.start : when.end] for when in find(sentence, 2022)] == expected


def test_sentences_state_intervals_and_rules() -> None:
    (rule,) = find("định kỳ trước ngày 01/6 và 15/11 hằng năm báo cáo", 2025)
    assert (rule.first, rule.last) == (None, None)
    assert rule.recurrence == "định kỳ trước ngày 01/6 và 15/11 hằng năm"
    (due,) = find("báo cáo trước ngày 20/11 về Sở", 2025)
    assert (due.first, due.last, due.recurrence) == (None, dt.date(2025, 11, 20), None)


days = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))


@given(first=st.none() | days, last=st.none() | days)
def test_written_interval_reads_as_itself(first: dt.date | None, last: dt.date | None) -> None:
    if first is not None and last is not None and first > last:
        first, last = last, first
    found = [(when.first, when.last) for when in parse_field(format_interval(first, last), None)]
    assert found == ([(first, last)] if first or last else [])


@given(year=st.integers(1990, 2098), month=st.integers(1, 12), span=st.integers(0, 30))
def test_whole_months_read_as_themselves(year: int, month: int, span: int) -> None:
    last_month = dt.date(year + (month - 1 + span) // 12, (month - 1 + span) % 12 + 1, 1)
    first, last = dt.date(year, month, 1), (last_month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    (when,) = parse_field(format_interval(first, last), None)
    assert (when.first, when.last) == (first, last)


# words that name no year, with places for numbers
YEARLESS = ["Quý {q}", "Quý I - {q}", "Tháng {m}", "Trước ngày {d}/{m}", "Từ ngày {d}/{m} đến ngày 31/12", "Trong năm",
            "Thường xuyên trong năm", "6 tháng đầu năm", "Hoàn thành trong tháng {m}", "Báo cáo tháng {m}"]  # fmt: skip


@given(
    pattern=st.sampled_from(YEARLESS),
    quarter=st.sampled_from(["I", "II", "III", "IV"]),
    month=st.integers(1, 12),
    date=st.integers(1, 28),
    year=st.integers(2000, 2050),
)
def test_interval_lies_in_the_plans_year(pattern: str, quarter: str, month: int, date: int, year: int) -> None:
    for when in parse_field(pattern.format(q=quarter, m=month, d=date), year):
        stated = [end for end in (when.first, when.last) if end is not None]
        assert stated
        assert all(end.year == year for end in stated)


@given(st.text(alphabet="Quýtháng năm trướcđịnkỳ IV/-;,.()0123456789\n", max_size=60), st.none() | st.just(2022))
def test_any_text_is_read_within_its_bounds(text: str, year: int | None) -> None:
    for found in (parse_field(text, year), find(text, year)):
        end = 0
        for when in found:
            assert end <= when.start < when.end <= len(text)
            assert when.first is None or when.last is None or when.first <= when.last
            end = when.end


QUESTIONS: list[tuple[str, tuple[str, str] | None]] = [
    ("Quý I/2023 có nhiệm vụ nào?", ("2023-01-01", "2023-03-31")),
    ("tháng 6 năm 2021 làm gì", ("2021-06-01", "2021-06-30")),
    ("đầu năm 2022 có gì", ("2022-01-01", "2022-06-30")),
    ("quy 1/2023", ("2023-01-01", "2023-03-31")),
    ("viec nao trong quy hai nam 2022", ("2022-04-01", "2022-06-30")),
    ("viec nao lam trong thang 6", ("2022-06-01", "2022-06-30")),
    ("việc nào phải xong trước ngày 15/11/2022", ("2022-01-01", "2022-11-15")),
    ("Q1 2023", ("2023-01-01", "2023-03-31")),
    ("Which tasks are due in June 2021?", ("2021-06-01", "2021-06-30")),
    ("What happens in the second quarter of 2022?", ("2022-04-01", "2022-06-30")),
    ("tasks between March and June 2022", ("2022-03-01", "2022-06-30")),
    ("reports due before 15 November 2022", ("2022-01-01", "2022-11-15")),
    ("the first half of 2022", ("2022-01-01", "2022-06-30")),
    ("by the end of 2022", ("2022-01-01", "2022-12-31")),
    ("who may lead the ISO 9001:2015 training?", None),
    ("ai chủ trì tập huấn TCVN ISO 9001:2015", None),
    ("quy che mot cua theo Nghi dinh 61/2018/ND-CP", None),
    ("tuyen truyen nhan ngay khoa hoc va cong nghe Viet Nam 18/5", None),
]


@pytest.mark.parametrize(("question", "asked"), QUESTIONS)
def test_period_of_a_question(question: str, asked: tuple[str, str] | None) -> None:
    assert find_period(question, 2022) == (asked and (day(asked[0]), day(asked[1])))


def test_two_years_of_a_question_are_two_periods() -> None:
    assert [(first.year, last.year) for first, last in find_periods("so sánh năm 2020 và 2022")] == [
        (2020, 2020),
        (2022, 2022),
    ]


@pytest.mark.parametrize(
    ("question", "rhythm"),
    [
        ("viec nao lam hang thang", "hang thang"),
        ("dinh ky hang quy bao cao gi", "dinh ky hang quy"),
        ("quy dinh", None),
    ],
)
def test_rhythm_of_a_question_without_diacritics(question: str, rhythm: str | None) -> None:
    found = [question[start:end] for start, end in rhythms(question, loose=True)]
    assert found == ([rhythm] if rhythm else [])
