from __future__ import annotations

import numpy as np
import pytest

from cchc_assistant.retrieval.hybrid import Searcher
from cchc_assistant.retrieval.task_fields import WEIGHT, TaskField, asked, gain


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Ai chủ trì hội thi?", TaskField.UNIT),
        ("don vi nao lam, khi nao xong", TaskField.UNIT | TaskField.TIME),
        ("kinh phí lấy từ đâu", TaskField.MONEY),
        ("How often is the bulletin out?", TaskField.FREQUENCY),
        ("mục đích của kế hoạch", TaskField(0)),
    ],
)
def test_fields_asked_for(question: str, expected: TaskField) -> None:
    assert asked(question) == expected


def test_gain_is_the_share_of_what_was_asked() -> None:
    fields = np.array([0, 1, 3, 31], np.uint8)
    np.testing.assert_allclose(gain(TaskField.UNIT | TaskField.TIME, fields), WEIGHT * np.array([0, 0.5, 1, 1]))


def test_a_form_holds_its_fields_and_running_text_none(searcher: Searcher) -> None:
    store = searcher.passages
    form = next(n for n, passage in enumerate(store) if "Đặt hàng sản xuất video clip" in passage.text)
    money = next(n for n, passage in enumerate(store) if passage.text.startswith("Kinh phí thực hiện Kế hoạch này"))
    assert store.fields[form] & (TaskField.UNIT | TaskField.TIME) == TaskField.UNIT | TaskField.TIME
    assert store.fields[money] == 0
