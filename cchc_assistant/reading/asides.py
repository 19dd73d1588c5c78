"""Where a page of the web, or a text copied from one, goes on to something else: "Tin khác", "Bản quyền thuộc …"."""

from __future__ import annotations

import re
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold, strip_marks

_LONGEST = 60


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
