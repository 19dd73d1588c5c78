"""Documents that take long to build, built once for all tests of reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.build_docx import build_docx
from tests.documents.build_pdf import convert, image_pdf, page_images, spoil
from tests.documents.content import TestPlan, plans
from tests.documents.rendered import as_docx, corpus_documents

UNREAD_TOO = [*plans("plans"), *plans("unread")]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the built documents lie."""
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="session")
def word_files(folder: Path) -> dict[str, Path]:
    """Every built plan as a Word file."""
    made = {}
    for plan in UNREAD_TOO:
        path = folder / f"{plan.name}.docx"
        path.write_bytes(build_docx(plan))
        made[plan.name] = path
    return made


@pytest.fixture(scope="session")
def pdf_files(folder: Path, word_files: dict[str, Path]) -> dict[str, Path]:
    """Every built plan as a PDF made by LibreOffice."""
    made = convert(list(word_files.values()), "pdf", folder)
    return dict(zip(word_files, made, strict=True))


@pytest.fixture(scope="session")
def corpus_pdfs(folder: Path, corpus: Path) -> dict[str, Path]:
    """The clean plans of the corpus as PDF."""
    files = []
    names = []
    for document in corpus_documents(corpus):
        path = folder / f"{Path(document.name).stem}.docx"
        path.write_bytes(as_docx(document))
        files.append(path)
        names.append(document.name)
    return dict(zip(names, convert(files, "pdf", folder), strict=True))


@pytest.fixture(scope="session")
def scan(pdf_files: dict[str, Path]) -> Callable[[str, int], bytes]:
    """Return a function that makes a scan of a built plan: turned, grainy, stamped."""

    def make(name: str, dpi: int) -> bytes:
        pages = page_images(pdf_files[name], dpi)
        spoiled = [spoil(page, at, skew=0.7, noise=0.3, stamp=at == len(pages) - 1) for at, page in enumerate(pages)]
        return image_pdf(spoiled, dpi)

    return make


def plan_named(name: str) -> TestPlan:
    """Return the built plan of that name."""
    return next(plan for plan in UNREAD_TOO if plan.name == name)
