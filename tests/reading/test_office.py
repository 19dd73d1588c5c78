"""DOC, RTF, ODT and XLS through LibreOffice, and what is said where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.errors import UnreadableFile
from cchc_assistant.plans.parse import parse
from cchc_assistant.reading import office
from cchc_assistant.reading.read import read
from tests.documents.build_pdf import convert
from tests.documents.scoring import score
from tests.reading.conftest import plan_named

_PLAN = "03-ubnd-huyen-dong-xuan"


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_old_formats_give_the_same_register(suffix: str, word_files: dict[str, Path], folder: Path) -> None:
    made = convert([word_files[_PLAN]], suffix, folder)[0]
    document = read(made.read_bytes(), made.name)
    assert score(parse(document), plan_named(_PLAN).gold()).f1 == 1.0
    assert any("LibreOffice" in warning for warning in document.warnings)


def test_word_file_named_doc_is_read_by_its_content(word_files: dict[str, Path]) -> None:
    document = read(word_files[_PLAN].read_bytes(), "ke-hoach.doc")
    assert "Word (DOCX)" in document.warnings[0]
    assert "HUYỆN ĐỒNG XUÂN" in document.text


def test_without_libreoffice_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(UnreadableFile, match="libreoffice-writer"):
        office.converted(b"x", "cu.doc", ".doc", "docx")
