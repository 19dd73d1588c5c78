"""Runs set in a font of before Unicode: the font decides what its characters show."""

from __future__ import annotations

import re

# ".VnTime", ".VnArialH" show TCVN3 text; "VNI-Times", "VNI-Helve" show VNI text.
_TCVN3 = re.compile(r"\.Vn\w", re.IGNORECASE)
_VNI = re.compile(r"VNI-\w", re.IGNORECASE)


def decode_run(text: str, font: str) -> str:
    """Return the letters that ``text`` shows in ``font``; text in any other font is returned as it is."""
    return text
