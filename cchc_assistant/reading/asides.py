"""Where a page of the web, or a text copied from one, goes on to something else: "Tin khác", "Bản quyền thuộc …"."""

from __future__ import annotations

import re
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks

_LONGEST = 60
# How many different things that only a site says to its readers make a paragraph one of the site's own.
_TELLING = 2


@cache
def _headings() -> re.Pattern[str]:
    return re.compile("|".join(load_toml("reading/web.toml")["other"]))


def goes_elsewhere(text: str) -> bool:
    """Say whether a line is a heading after which a page holds no more of its document.

    >>> goes_elsewhere("Tin khác:"), goes_elsewhere("Các nhiệm vụ khác")
    (True, False)
    """
    said = strip_marks(fold(" ".join(text.split()))).strip(" :.-»()0123456789")
    return 0 < len(said) < _LONGEST and _headings().fullmatch(said) is not None


def is_of_site(text: str) -> bool:
    """Say whether a paragraph is what a web site says to its readers, left in a copy of a document.

    >>> is_of_site("Quý khách vui lòng đăng nhập để xem văn bản."), is_of_site("Cán bộ đăng nhập để xử lý hồ sơ.")
    (True, False)
    """
    said = strip_marks(fold(text))
    return sum(pattern.search(said) is not None for pattern in _site()) >= _TELLING


@cache
def _site() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w){words}") for words in load_toml("reading/web.toml")["site"])
