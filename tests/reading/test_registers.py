"""The register of each built plan comes out of every format, and that of the corpus survives each format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_assistant.plans.model import Plan
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading.read import read
from cchc_assistant.reading.repair import repair
from tests.documents.build_html import build_html
from tests.documents.content import TestPlan, plans
from tests.documents.rendered import as_docx, as_html, corpus_documents
from tests.documents.scoring import Score, equal_fields, missed, score

TUNED = plans("plans")
UNREAD = plans("unread")


def _plan(data: bytes, name: str) -> Plan:
    return parse(repair(read(data, name)))


@pytest.mark.parametrize("plan", TUNED, ids=lambda plan: plan.name)
@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_register_of_a_built_plan(
    plan: TestPlan, kind: str, word_files: dict[str, Path], pdf_files: dict[str, Path]
) -> None:
    data = {
        "docx": lambda: word_files[plan.name].read_bytes(),
        "html": lambda: build_html(plan),
        "pdf": lambda: pdf_files[plan.name].read_bytes(),
    }[kind]()
    read_plan = _plan(data, f"{plan.name}.{kind}")
    assert score(read_plan, plan.gold()).f1 >= 0.87, "\n".join(missed(read_plan, plan.gold()))
    assert read_plan.metadata.number is not None
    assert read_plan.metadata.number.text == plan.data["number"]


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_registers_of_plans_nobody_tuned_on(kind: str, word_files: dict[str, Path], pdf_files: dict[str, Path]) -> None:
    total = Score(0, 0, 0)
    for plan in UNREAD:
        data = (
            build_html(plan) if kind == "html" else {"docx": word_files, "pdf": pdf_files}[kind][plan.name].read_bytes()
        )
        total += score(_plan(data, f"{plan.name}.{kind}"), plan.gold())
    assert total.f1 >= 0.9


def test_every_span_lies_in_its_source_on_its_page(pdf_files: dict[str, Path]) -> None:
    document = repair(read(pdf_files["03-ubnd-huyen-dong-xuan"].read_bytes(), "a.pdf"))
    plan = parse(document)
    assert len(document.page_starts) == 2
    assert {task.source.page for task in plan.tasks} == {1, 2}
    for task in plan.tasks:
        quoted = document.text[task.task.span.start : task.task.span.end]
        assert quoted.split()[0] == task.task.text.split()[0]
        assert document.page_of(task.source.start) == task.source.page


def test_corpus_survives_word_and_web_pages(corpus: Path) -> None:
    for document in corpus_documents(corpus):
        before = parse(document)
        for data, name in ((as_docx(document), "a.docx"), (as_html(document), "a.html")):
            same, total = equal_fields(before, _plan(data, name))
            assert same == total, name


def test_corpus_survives_pdf(corpus: Path, corpus_pdfs: dict[str, Path]) -> None:
    same = total = 0
    for document in corpus_documents(corpus):
        one, fields = equal_fields(parse(document), _plan(corpus_pdfs[document.name].read_bytes(), "a.pdf"))
        same, total = same + one, total + fields
    assert same >= 0.99 * total


def test_scan_gives_the_register_with_pages_and_confidence(scan: Callable[[str, int], bytes]) -> None:
    plan = next(plan for plan in TUNED if plan.name.startswith("06"))
    document = read(scan(plan.name, 170), "quet.pdf")
    assert [page for page, _ in document.ocr_pages] == [1]
    assert 0.85 <= document.ocr_pages[0][1] <= 1.0
    read_plan = parse(repair(document))
    assert score(read_plan, plan.gold()).f1 >= 0.85, "\n".join(missed(read_plan, plan.gold()))
    assert all(task.source.page == 1 for task in read_plan.tasks)
