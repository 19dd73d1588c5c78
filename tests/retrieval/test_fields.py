from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cchc_assistant.plans.model import Plan
from cchc_assistant.reading.document import Document
from cchc_assistant.retrieval.fields import WEIGHT, Field, asked, gain, held, tasks_in
from cchc_assistant.retrieval.hybrid import Searcher
from cchc_assistant.retrieval.passages import SIGNER, passages


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Ai chủ trì hội thi?", Field.UNIT),
        ("don vi nao lam, khi nao xong", Field.UNIT | Field.TIME),
        ("kinh phí lấy từ đâu", Field.MONEY),
        ("How often is the bulletin out?", Field.FREQUENCY),
        ("mục đích của kế hoạch", Field(0)),
        ("số hiệu của kế hoạch là gì, ai ký?", Field.HEAD | Field.SIGNER),
        ("Who signed the plan, and when?", Field.SIGNER),
        ("nơi nhận kế hoạch gồm những ai", Field.RECIPIENTS),
        ("sở nội vụ chủ trì những nhiệm vụ nào trong phụ lục", Field.TASK | Field.APPENDIX),
        ("đâu ra lắm việc thế", Field(0)),
    ],
)
def test_fields_asked_for(question: str, expected: Field) -> None:
    assert asked(question) == expected


def test_gain_is_the_share_of_what_was_asked() -> None:
    fields = np.array([0, 1, 3, 31], np.uint16)
    np.testing.assert_allclose(gain(Field.UNIT | Field.TIME, fields), WEIGHT * np.array([0, 0.5, 1, 1]))


def test_a_form_holds_its_fields_and_running_text_none(searcher: Searcher) -> None:
    store = searcher.passages
    form = next(n for n, passage in enumerate(store) if "Đặt hàng sản xuất video clip" in passage.text)
    aim = next(n for n, passage in enumerate(store) if passage.section == "I.1")
    assert store.fields[form] & (Field.UNIT | Field.TIME) == Field.UNIT | Field.TIME
    assert store.fields[aim] == 0


def test_a_title_names_what_the_passages_below_it_hold(searcher: Searcher) -> None:
    store = searcher.passages
    money = next(n for n, passage in enumerate(store) if passage.text.startswith("Kinh phí thực hiện Kế hoạch này"))
    assert store.fields[money] == Field.MONEY


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("ai ký kế hoạch tuyên truyền 2020 của sở khcn quảng ngãi?", "GIÁM ĐỐC"),
        ("nơi nhận của kế hoạch tuyên truyền 2020 quảng ngãi", "Nơi nhận"),
        ("kế hoạch cchc năm 2021 của sở khcn đồng tháp số mấy", "Số:"),
    ],
)
def test_the_part_of_the_plan_that_is_asked_for_is_found(searcher: Searcher, question: str, words: str) -> None:
    found = searcher.search(question, 3)
    assert any(words in hit.passage.text for hit in found), [hit.passage.text[:40] for hit in found]


def test_a_part_that_was_not_read_still_stands_where_such_parts_stand(plans: list[tuple[Plan, Document]]) -> None:
    plan, document = plans[0]
    unread = replace(plan, metadata=replace(plan.metadata, signer=None, signer_title=None))
    cut = passages(unread, document)
    signed = [
        one for one, bits in zip(cut, held(unread, cut, tasks_in(unread, cut)), strict=True) if bits & Field.SIGNER
    ]
    assert [one.heading for one in signed] == [(SIGNER,)]
