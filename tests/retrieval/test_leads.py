from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cchc_assistant.retrieval.hybrid import Searcher
from cchc_assistant.retrieval.leads import Leads
from cchc_assistant.retrieval.phrasing import Phrasing

NAMES = ["so noi vu", "van phong", "van phong so", "so khoa hoc va cong nghe"]
LEADS = Leads(NAMES, np.array([[0, 1], [0, 4], [1, 2], [2, 3], [3, 0]], np.int32))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Sở Nội vụ chủ trì những việc gì", [1, 4]),
        ("so khcn va van phong so lam gi", [0, 3]),
        ("văn phòng được giao việc gì", [2]),
        ("các xã làm gì", []),
    ],
)
def test_passages_led_by_the_units_that_a_question_names(question: str, expected: list[int]) -> None:
    assert LEADS.led(question, Phrasing.of()).tolist() == expected


def test_names_and_passages_that_do_not_agree_are_refused(tmp_path: Path) -> None:
    (tmp_path / "units.txt").write_text("so noi vu\n", encoding="utf-8")
    np.save(tmp_path / "leads.npy", np.array([[3, 0]], np.int32))
    with pytest.raises(ValueError, match="do not agree"):
        Leads.open(tmp_path)


@pytest.mark.parametrize("unit", ["trung tâm kiểm định và kiểm nghiệm", "chi cục tiêu chuẩn đo lường chất lượng"])
def test_what_a_unit_leads_comes_before_what_it_helps_with(searcher: Searcher, unit: str) -> None:
    question = f"{unit} sở khcn đồng tháp chủ trì những nhiệm vụ nào năm 2021"
    led = searcher.leads.led(unit, searcher.phrasing).tolist()
    texts = {passage.text for passage in searcher.passages.some(led)}
    assert searcher.search(question, 1)[0].passage.text in texts
