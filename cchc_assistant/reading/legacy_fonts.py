"""Runs set in a font of before Unicode: the font decides what its characters show."""

from __future__ import annotations

import re

# ".VnTime", ".VnArialH" show TCVN3 text; "VNI-Times", "VNI-Helve" show VNI text.
_TCVN3 = re.compile(r"\.Vn\w", re.IGNORECASE)
_VNI = re.compile(r"VNI-\w", re.IGNORECASE)
# ".VnTimeH": a font of capitals only.
_CAPITALS = re.compile(r"\.Vn\w*H$")


def decode_run(text: str, font: str) -> str:
    """Return the letters that ``text`` shows in ``font``; text in any other font is returned as it is.

    Text that holds letters of Unicode beyond Latin-1 was typed in Unicode, whatever the font says.
    """
    tcvn3 = bool(_TCVN3.match(font))
    if not (tcvn3 or _VNI.match(font)) or any(char > "\u00ff" and char.isalpha() for char in text):
        return text
    from cchc_assistant.language.legacy import to_unicode

    decoded = to_unicode(text, "tcvn3" if tcvn3 else "vni").text
    return decoded.upper() if _CAPITALS.match(font) else decoded
