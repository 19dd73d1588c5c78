"""``cchc backup`` and ``cchc restore-backup``."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from cchc_assistant.errors import InputError
from cchc_assistant.operations import backup
from cchc_assistant.settings import users_file
from cchc_assistant.terminal import progress_bar


def back_up(options: argparse.Namespace) -> int:
    """Write a backup; return the exit status."""
    if options.store:
        raise InputError(f"{options.store}: chỉ mục ở máy chủ; sao lưu máy chủ đó bằng công cụ của nó")
    with progress_bar(Console(stderr=True)) as progress:
        count = backup.back_up(options.file, options.index, users_file(options.users, options.index), progress)
    size = options.file.stat().st_size / 2**20
    sys.stdout.write(
        f"{options.file}: {count} tệp, {size:.1f} MiB; có mật khẩu đã băm, cất nơi chỉ quản trị viên đọc\n"
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    """Make a folder of a backup; return the exit status."""
    with progress_bar(Console(stderr=True)) as progress:
        restored = backup.restore(options.file, options.folder, progress)
    if restored.rebuilt:
        sys.stdout.write("chỉ mục trong bản sao lưu thuộc dạng cũ, đã dựng lại từ các kế hoạch\n")
    sys.stdout.write(f"đã khôi phục; dùng: cchc chat --index {restored.index}\n")
    return 0
