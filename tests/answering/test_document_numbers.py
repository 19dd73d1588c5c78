"""Documents named by the heads of their numbers, and several of one agency and year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cchc_assistant.answering.grounding import violations
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build

PLAN = """CHÍNH PHỦ
Số: {number}/NQ-CP
Hà Nội, ngày 06 tháng {month} năm 2026
NGHỊ QUYẾT
{title}
Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị;

I. NHIỆM VỤ
1. Rà soát văn bản quy phạm pháp luật
- Đơn vị chủ trì: {unit}.
- Thời gian thực hiện: Quý {quarter}/2026.

TM. CHÍNH PHỦ
KT. THỦ TƯỚNG
PHÓ THỦ TƯỚNG
{signer}
"""


@pytest.fixture(scope="module")
def resolutions(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("nghi-quyet")
    for number, month, title, unit, quarter, signer in (
        (100, 4, "Chương trình hành động về công tác phi chính phủ", "Bộ Ngoại giao", "II", "Bùi Văn Sơn"),
        (105, 5, "Chương trình hành động về tổ chức bộ máy", "Bộ Nội vụ", "III", "Phạm Thị Trà"),
    ):
        text = PLAN.format(number=number, month=month, title=title, unit=unit, quarter=quarter, signer=signer)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    index = tmp_path_factory.mktemp("index")
    build([folder], index)
    return Assistant.open(index)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("nghị quyết 105 do ai ký", "Phạm Thị Trà"),
        ("nghi quyet so 105 do ai ky", "Phạm Thị Trà"),
        ("nq 100 ai ký", "Bùi Văn Sơn"),
        ("ở 105 thì ai ký", "Phạm Thị Trà"),
        ("who signed resolution 105?", "Phạm Thị Trà"),
    ],
)
def test_the_head_of_a_number_names_one_document(resolutions: Assistant, question: str, found: str) -> None:
    answer = resolutions.ask(question)
    assert found in answer.answer
    assert len({citation.doc for citation in answer.citations}) == 1


def test_documents_that_would_be_called_the_same_are_told_apart_by_number(resolutions: Assistant) -> None:
    answer = resolutions.ask("ai chủ trì rà soát văn bản quy phạm pháp luật")
    assert "Nghị quyết 100/NQ-CP năm 2026 (Chính phủ)" in answer.answer
    assert "Nghị quyết 105/NQ-CP năm 2026 (Chính phủ)" in answer.answer


def test_a_document_that_is_only_cited_is_what_is_asked_for(resolutions: Assistant) -> None:
    answer = resolutions.ask("văn bản nào căn cứ nghị quyết 57?")
    assert answer.reason != "number_not_in_corpus"


def test_a_plan_of_a_number_that_is_not_at_hand_is_refused(resolutions: Assistant) -> None:
    answer = resolutions.ask("kế hoạch 999 ai ký")
    assert (answer.abstained, answer.reason) == (True, "number_not_in_corpus")
    assert "100/NQ-CP; 105/NQ-CP" in answer.answer


def test_a_cell_torn_by_a_page_break_is_grounded_but_an_invention_is_not(resolutions: Assistant) -> None:
    answer = resolutions.ask("nghị quyết 105: ai chủ trì rà soát văn bản quy phạm pháp luật, khi nào?")
    citation = answer.citations[0]
    source = resolutions.source(citation.doc)
    assert not violations(answer, resolutions.corpus)
    whole = replace(citation, start=0, end=len(source), quote=source)
    # the end of one line and the beginning of a later one, and words that only stand somewhere in lines
    torn = replace(answer, citations=(whole,), deadlines=("Nghị quyết này PHÓ THỦ TƯỚNG",))
    assert violations(torn, resolutions.corpus)
    held = replace(answer, citations=(whole,), deadlines=("CHÍNH PHỦ Số: 105/NQ-CP",))
    assert not violations(held, resolutions.corpus)


@pytest.mark.parametrize(
    "question", ["nghị quyết 105 có việc nào đến hạn năm 2026", "nq 105 việc nào chỉ làm trong năm 2026"]
)
def test_a_year_beside_a_number_is_when_tasks_are_due(resolutions: Assistant, question: str) -> None:
    assert resolutions.ask(question).answer.startswith("1 nhiệm vụ")
    assert resolutions.ask(question.replace("2026", "2027")).abstained
