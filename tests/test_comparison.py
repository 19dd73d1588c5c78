"""Two plans side by side: every task of both once, with what changed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.assistant import Assistant
from cchc_assistant.comparison import compare
from tests.samples import SECOND_QUARTER, due, plan, task

NEXT_YEAR = due("Quý I - II/2023", dt.date(2023, 1, 1), dt.date(2023, 6, 30))
THIRD = due("Quý III/2023", dt.date(2023, 7, 1), dt.date(2023, 9, 30))


def test_what_is_kept_moved_added_and_dropped() -> None:
    before = plan(
        task("Tổ chức đào tạo ISO 9001 năm 2022 cho cán bộ", deadline=SECOND_QUARTER),
        task("Rà soát thủ tục hành chính nội bộ", deadline=SECOND_QUARTER),
        task("In tờ rơi tuyên truyền"),
    )
    after = plan(
        task("Rà soát các thủ tục hành chính nội bộ", lead=("Thanh tra Sở",), deadline=THIRD),
        task("Tổ chức đào tạo ISO 9001 năm 2023 cho cán bộ", deadline=NEXT_YEAR),
        task("Mua máy quét"),
    )
    kept, moved, dropped, added = compare(before, after)
    assert kept.changes == ("kept",)
    assert moved.changes == ("unit", "time")
    assert (dropped.changes, dropped.after) == (("dropped",), None)
    assert (added.changes, added.before) == (("added",), None)


@given(st.lists(st.sampled_from(["a b", "b c", "a b c d", "x y", "1 2"]), max_size=6), st.lists(st.text(), max_size=6))
def test_every_task_stands_once(before: list[str], after: list[str]) -> None:
    one, other = plan(*map(task, before)), plan(*map(task, after))
    pairs = compare(one, other)
    assert [pair.before for pair in pairs if pair.before] == list(one.tasks)
    assert sorted(pair.after.task.text for pair in pairs if pair.after) == sorted(after)


def test_plan_compared_with_itself_is_kept(assistant: Assistant) -> None:
    for one in assistant.plans:
        assert {pair.changes for pair in compare(one, one)} <= {("kept",)}
