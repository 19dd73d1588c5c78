from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.plans.model import Plan
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.register_index import RegisterIndex, TaskHit


@pytest.fixture(scope="module")
def register(index: Path) -> RegisterIndex:
    return RegisterIndex.open(index_files.current(index) / "register")


@pytest.fixture(scope="module")
def plans(index: Path) -> list[Plan]:
    return [file.plan for file in index_files.read(index) if file.plan is not None]


def task_text(plans: list[Plan], hit: TaskHit) -> str:
    return plans[hit.plan].tasks[hit.task].task.text


def test_places_are_those_of_the_plans(register: RegisterIndex, plans: list[Plan]) -> None:
    expected = [(number, task) for number, plan in enumerate(plans) for task in range(len(plan.tasks))]
    assert register.places.tolist() == [list(place) for place in expected]


@pytest.mark.parametrize("question", ["video tuyên truyền cchc", "video tuyen truyen cai cach hanh chinh"])
def test_task_is_found_with_and_without_marks(register: RegisterIndex, plans: list[Plan], question: str) -> None:
    assert "video" in task_text(plans, register.search(question, 1)[0]).lower()


def test_weights_of_words_decide(register: RegisterIndex, plans: list[Plan]) -> None:
    heavy = register.search([("hội thi", 5.0), ("video", 0.1)], 1)[0]
    light = register.search([("hội thi", 0.1), ("video", 5.0)], 1)[0]
    assert "thi" in task_text(plans, heavy).lower()
    assert "video" in task_text(plans, light).lower()


def test_confined_to_plans_and_units(register: RegisterIndex, plans: list[Plan]) -> None:
    assert {hit.plan for hit in register.search("tập huấn", 50, plans=[0])} == {0}
    named = register.search("tập huấn", 50, units=["sở tư pháp"])
    assert named
    for hit in named:
        task = plans[hit.plan].tasks[hit.task]
        units = [unit.text for unit in task.units]
        assert "Tư pháp" in " ".join((task.task.text, task.heading, *units))


def test_nothing_asked_finds_nothing(register: RegisterIndex) -> None:
    assert register.search("", 5) == register.search([], 5) == []
