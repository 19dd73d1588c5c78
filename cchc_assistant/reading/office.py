"""Formats that LibreOffice opens for us: DOC, RTF, ODT to DOCX; XLS, ODS to XLSX."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from cchc_assistant.errors import UnreadableFile

PACKAGES = {"docx": "libreoffice-writer", "xlsx": "libreoffice-calc"}
TIMEOUT = 120
# No macros, nothing fetched over the network, however the file asks.
_SETTINGS = {
    "DisableMacrosExecution": "true",
    "MacroSecurityLevel": "3",
    "BlockUntrustedRefererLinks": "true",
    "DisableActiveContent": "true",
}
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(name=name, value=value) for name, value in _SETTINGS.items())
    + "</oor:items>"
)


@cache
def program() -> str | None:
    """Return the path of LibreOffice if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(data: bytes, name: str, suffix: str, target: str) -> bytes:
    """Convert a file with LibreOffice.

    Args:
        data: the file's bytes.
        name: the file's name, for errors.
        suffix: the extension that names its format: ".doc".
        target: "docx" or "xlsx".

    Raises:
        UnreadableFile: LibreOffice is not installed, fails, or takes too long.
    """
    found = program()
    if found is None:
        raise UnreadableFile(
            name,
            f"định dạng {suffix} cần LibreOffice mà máy chưa có; "
            f"hãy cài {PACKAGES[target]}, hoặc lưu tệp dạng .{target}",
        )
    with tempfile.TemporaryDirectory(prefix="cchc-office-") as folder:
        base = Path(folder)
        profile = base / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = base / f"in{suffix}"
        source.write_bytes(data)
        command = [
            found, f"-env:UserInstallation={(base / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", target, "--outdir", str(base / "out"), str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, env=_environment(base))
        except subprocess.TimeoutExpired:
            raise UnreadableFile(name, f"LibreOffice mở tệp quá {TIMEOUT} giây; tệp có thể hỏng") from None
        except OSError as error:
            raise UnreadableFile(name, f"không chạy được LibreOffice ({error.strerror})") from None
        made = base / "out" / f"in.{target}"
        if not made.exists():
            raise UnreadableFile(name, f"LibreOffice không đọc được tệp {suffix} này; tệp hỏng hoặc có mật khẩu")
        return made.read_bytes()


def _environment(home: Path) -> dict[str, str]:
    """Return the environment of the converter: a home of its own, and no way out to the network."""
    nowhere = "http://127.0.0.1:9"
    return {**os.environ, "HOME": str(home), "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": ""}
