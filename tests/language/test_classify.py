"""What the automatic mode takes a block for; clean text stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.language.legacy import from_unicode
from cchc_assistant.language.restore import Restorer

ROOT = Path(__file__).resolve().parents[2]
CLEAN_PLANS = sorted(path.name for path in (ROOT / "corpus").iterdir() if ".ocr." not in path.name)
LINE = "Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Nội vụ tổ chức tập huấn"


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        (LINE, "clean"),
        ("So Khoa hoc va Cong nghe chu tri, phoi hop voi So Noi vu", "diacritics"),
        ("Sở Khoa học và Cong nghe chu tri, phoi hop voi So Noi vu", "diacritics"),
        ("S& Khoa hoc va Céng nghé cht tri, phdi hgp véi S6 Ndi vu t6 chire tap huan", "ocr"),
        (from_unicode(LINE, "tcvn3"), "legacy"),
        (from_unicode(LINE, "vni"), "legacy"),
        ("Who leads the ISO 9001 training and when?", "clean"),
        ("UBND", "clean"),
        ("15/12/2021", "clean"),
        ("Trần Nha Trang công tác tại Sở Nội vụ tỉnh Khánh Hòa", "clean"),
        ("", "clean"),
    ],
)
def test_kinds(restorer: Restorer, block: str, kind: str) -> None:
    assert restorer.classify(block) == kind


@pytest.mark.parametrize("name", CLEAN_PLANS)
def test_clean_plans_are_untouched(restorer: Restorer, name: str) -> None:
    text = (ROOT / "corpus" / name).read_text(encoding="utf-8")
    restored = restorer.restore(text)
    assert restored.mode == "clean"
    assert restored.text == text


def test_blocks_of_one_text_are_judged_one_by_one(restorer: Restorer) -> None:
    bare = "Cac phong, don vi thuoc So can cu noi dung ke hoach nay, chu dong thuc hien"
    restored = restorer.restore(f"{LINE}\n\n{bare}\n\n{LINE}\n")
    assert restored.mode == "diacritics"
    assert restored.text.startswith(LINE)
    assert "Các phòng, đơn vị thuộc Sở căn cứ nội dung kế hoạch này, chủ động thực hiện" in restored.text
