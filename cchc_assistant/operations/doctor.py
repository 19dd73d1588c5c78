"""``cchc doctor``: whether this computer, this installation and this index are fit to serve."""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from cchc_assistant import __version__
from cchc_assistant.errors import CchcError
from cchc_assistant.retrieval.index_files import sha256_of
from cchc_assistant.retrieval.store import Place, open_store
from cchc_assistant.settings import users_file

State = Literal["ok", "warning", "fault"]
PACKAGE = Path(__file__).resolve().parent.parent
MODELS = PACKAGE / "models"
SUMS = "SHA256SUMS"
_DISTRIBUTION = "cchc-assistant"
_SIGNS: dict[State, str] = {"ok": "được", "warning": "lưu ý", "fault": "HỎNG"}
_ELSEWHERE = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")
_SPARE = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: a warning limits what can be done, a fault is to be mended."""

    about: str
    state: State
    told: str


def examine(index: Place, users: Path) -> Iterator[Finding]:
    """Look at everything, one thing after the other; what can't even be looked at is a fault."""
    looks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("phiên bản", _versions),
        ("mô hình", _models),
        ("chỉ mục", lambda: _index(index)),
        ("người dùng", lambda: _users(users)),
        ("đọc bản quét", _programs),
        ("trang hỏi đáp", _page),
        ("ổ đĩa", lambda: _disk(index if isinstance(index, Path) else users.parent)),
        ("ngoại tuyến", lambda: _offline(index)),
    )
    for about, look in looks:
        try:
            yield from look()
        except CchcError as error:
            yield Finding(about, "fault", str(error))
        except Exception as error:
            yield Finding(about, "fault", f"không kiểm tra được ({type(error).__name__}: {error})")


def _versions() -> Iterator[Finding]:
    yield Finding("phiên bản", "ok", f"cchc {__version__}, Python {platform.python_version()}, {platform.platform()}")
    try:
        wanted = importlib.metadata.requires(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("phiên bản", "warning", "chạy từ mã nguồn, chưa cài: không đối chiếu được phiên bản thư viện")
        return
    wrong = []
    for requirement in map(Requirement, wanted):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"thiếu {requirement}")
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            wrong.append(f"{requirement.name} {found}, cần {requirement.specifier}")
    if wrong:
        yield Finding("phiên bản", "fault", f"{'; '.join(wrong)}; cài lại: pip install -e .")
    else:
        yield Finding("phiên bản", "ok", "mọi thư viện đúng phiên bản")


def _models() -> Iterator[Finding]:
    listed = dict(line.split(maxsplit=1)[::-1] for line in (MODELS / SUMS).read_text(encoding="utf-8").splitlines())
    for name, digest in listed.items():
        path = MODELS / name
        if not path.is_file():
            yield Finding("mô hình", "fault", f"thiếu {path}; cài lại chương trình")
        elif sha256_of(path) != digest:
            yield Finding("mô hình", "fault", f"{path} không còn nguyên vẹn; cài lại chương trình")
    yield Finding("mô hình", "ok", f"đã đối chiếu {len(listed)} tệp theo SHA-256")


def _index(index: Place) -> Iterator[Finding]:
    store = open_store(index)
    version = store.current()
    problems = store.verify()
    for problem in problems:
        yield Finding("chỉ mục", "fault", problem)
    if not problems:
        manifest = store.manifest()
        unread = sum("error" in file for file in manifest["files"])
        told = f"{index} ({version}) nguyên vẹn: {manifest['plans']} kế hoạch, {manifest['tasks']} nhiệm vụ"
        yield Finding(
            "chỉ mục", "warning" if unread else "ok", told + (f"; {unread} tệp không đọc được" if unread else "")
        )
    if isinstance(index, Path) and not os.access(index, os.W_OK):
        yield Finding("chỉ mục", "warning", f"{index} chỉ đọc được: không tải lên hay dựng lại được")


def _users(path: Path) -> Iterator[Finding]:
    from cchc_assistant.web.users import Users

    found = Users(path).all()
    if not found:
        yield Finding("người dùng", "ok", "chưa có người dùng: máy chủ chỉ phục vụ chính máy này")
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("người dùng", "fault", f"{path}: người khác trên máy đọc được; chạy: chmod 600 {path}")
    editors = sum(user.edits for user in found.values())
    yield Finding("người dùng", "ok", f"{len(found)} người, {editors} người được sửa")


def _programs() -> Iterator[Finding]:
    from cchc_assistant.reading import office, tesseract

    ocr = tesseract.program()
    if ocr is None:
        yield Finding(
            "đọc bản quét", "warning", "chưa có tesseract hoặc tiếng Việt: apt install tesseract-ocr tesseract-ocr-vie"
        )
    else:
        yield Finding("đọc bản quét", "ok", f"{ocr}, có tiếng Việt")
    if office.program() is None:
        yield Finding("đọc bản quét", "warning", "chưa có LibreOffice: không đọc được .doc, .rtf, .odt")


def _page() -> Iterator[Finding]:
    origin = importlib.util.find_spec("gradio")
    if origin is None or origin.origin is None:
        yield Finding("trang hỏi đáp", "fault", "thiếu gradio; cài lại: pip install -e .")
        return
    frontend = Path(origin.origin).parent / "templates" / "frontend"
    texts = {frontend / "index.html", PACKAGE / "web" / "login.html", *(PACKAGE / "web").glob("*.css")}
    outside = [path for path in sorted(texts) if _ELSEWHERE.search(path.read_text(encoding="utf-8"))]
    for path in outside:
        yield Finding("trang hỏi đáp", "fault", f"{path} lấy phông chữ hoặc mã từ máy khác")
    fonts = [font for font in _theme_fonts() if "://" in font]
    if fonts:
        yield Finding("trang hỏi đáp", "fault", f"phông chữ lấy từ mạng: {', '.join(fonts)}")
    if not outside and not fonts:
        count = sum(path.is_file() for path in (frontend / "assets").iterdir())
        yield Finding("trang hỏi đáp", "ok", f"{count} tệp của trang và các phông chữ đều ở máy này")


def _theme_fonts() -> list[str]:
    from cchc_assistant.web import theme

    made = theme.theme()
    return [*made._stylesheets, *theme.FONTS, *theme.MONOSPACE_FONTS]


def _disk(index: Path) -> Iterator[Finding]:
    place = next(path for path in (index, *index.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) if index.is_dir() else 0
    told = f"còn {free / 2**30:.1f} GiB, chỉ mục chiếm {size / 2**20:.0f} MiB"
    if free < _SPARE + size:
        yield Finding("ổ đĩa", "fault", f"{told}: không đủ để dựng lại; dọn bớt")
    else:
        yield Finding("ổ đĩa", "ok", told)


def _offline(index: Place) -> Iterator[Finding]:
    """Serve, open the page and ask in another process that notes every address it reaches for."""
    if not isinstance(index, Path):
        yield Finding("ngoại tuyến", "warning", f"chỉ mục ở {index}: máy này gọi tới đó, nên không chạy thử")
        return
    command = [sys.executable, "-m", "cchc_assistant.operations.offline_probe", str(index)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or "không rõ").splitlines()[-1]
        yield Finding("ngoại tuyến", "fault", f"không chạy thử được máy chủ: {last}")
        return
    reached = json.loads(done.stdout.splitlines()[-1])
    if reached:
        yield Finding("ngoại tuyến", "fault", f"đã gọi tới máy khác: {', '.join(reached)}")
    else:
        yield Finding("ngoại tuyến", "ok", "chạy thử: mở trang, hỏi và trả lời mà không kết nối nào ra khỏi máy này")


def run(options: argparse.Namespace) -> int:
    """Print what is found; return 1 if anything is to be mended, else 0."""
    found = []
    for finding in examine(options.store or options.index, users_file(options.users, options.index)):
        found.append(finding)
        if not options.json:
            sys.stdout.write(f"[{_SIGNS[finding.state]}] {finding.about}: {finding.told}\n")
            sys.stdout.flush()
    if options.json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2) + "\n")
    return 1 if any(finding.state == "fault" for finding in found) else 0
