"""A command line that speaks Vietnamese, and the options that several commands share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from cchc_assistant.settings import Settings

# argparse's own messages, and how they read here.
MESSAGES = (
    (re.compile(r"the following arguments are required: (.+)"), r"thiếu {0}"),
    (re.compile(r"unrecognized arguments: (.+)"), "không hiểu: {0}"),
    (re.compile(r"argument (\S+).*: invalid choice: (.+?) \(choose from (.+)\)"), "{0}: không có {1}; chọn {2}"),
    (re.compile(r"argument (\S+).*: expected (?:one|at least one) argument"), "{0}: thiếu giá trị"),
    (re.compile(r"argument (\S+).*: invalid int value: (.+)"), "{0}: {1} không phải là số"),
    (re.compile(r"argument (\S+).*: ignored explicit argument (.+)"), "{0}: thừa giá trị {1}"),
    (re.compile(r"ambiguous option: (\S+) could match (.+)"), "{0}: có thể là {1}"),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help, with its one English word at the head of the usage line in Vietnamese."""

    def add_usage(
        self,
        usage: str | None,
        actions: object,
        groups: object,
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """A parser that speaks Vietnamese and puts a usage error on one line."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("formatter_class", _Help)
        super().__init__(add_help=False, **options)
        self._positionals.title = "đối số"
        self._optionals.title = "tuỳ chọn"
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thôi")
        self.add_argument(
            "--debug",
            action="store_true",
            default=argparse.SUPPRESS,
            help="khi lỗi, in cả dấu vết (traceback)",
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to see the right usage; ends the process with status 2."""
        self.exit(2, f"cchc: {_translated(message)} (xem: {self.prog} --help)\n")


def _translated(message: str) -> str:
    for pattern, template in MESSAGES:
        if match := pattern.fullmatch(message):
            return template.format(*match.groups())
    return message


Command = Callable[[str, str, str], Parser]


def index_option(parser: Parser, settings: Settings) -> None:
    """Add the option that names the index."""
    parser.add_argument(
        "--index",
        type=Path,
        default=settings.index,
        metavar="DIR",
        help=f"thư mục chỉ mục (mặc định: {settings.index})",
    )
    parser.add_argument(
        "--store",
        default=settings.store,
        metavar="URL",
        help="chỉ mục trên máy chủ Milvus thay cho thư mục: milvus://may-chu:19530/ke_hoach",
    )


def users_option(parser: Parser, settings: Settings) -> None:
    """Add the option that names the users file."""
    parser.add_argument(
        "--users",
        type=Path,
        default=settings.users,
        metavar="FILE",
        help="tệp người dùng (mặc định: users.json cạnh thư mục chỉ mục)",
    )


def json_option(parser: Parser) -> None:
    """Add the option for output that programs read."""
    parser.add_argument("--json", action="store_true", help="in JSON cho chương trình khác đọc")
