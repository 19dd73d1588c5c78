"""How the command line is written: its commands and options, its help and its usage errors, all in Vietnamese."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from cchc_assistant import __version__
from cchc_assistant.settings import Settings

FORMATS = ("table", "json", "csv", "xlsx", "ics")
RESTORE_MODES = ("auto", "diacritics", "ocr", "vie", "legacy")

EXAMPLES = """\
ví dụ:
  cchc index corpus/                      đọc các kế hoạch trong thư mục corpus
  cchc ask "Ai chủ trì đào tạo ISO 9001?" hỏi; có thể gõ không dấu hoặc bằng tiếng Anh
  cchc tasks --due 2022-04-01..2022-06-30 --format ics --out quy-2.ics
  cchc chat                               mở trang hỏi đáp trong trình duyệt

Đặt CCHC_INDEX, CCHC_CORPUS, CCHC_HOST, CCHC_PORT để đổi mặc định.
Kết thúc với mã 0: xong; 1: có đầu vào không dùng được; 2: gõ sai lệnh hoặc chưa có chỉ mục."""

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


def build_parser(settings: Settings) -> Parser:
    """Return the parser of the whole command line; ``settings`` are its defaults."""
    parser = Parser(
        prog="cchc",
        description="Hỏi đáp trên các kế hoạch cải cách hành chính, không cần mạng, mọi ý đều có trích dẫn.",
        epilog=EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"cchc {__version__}", help="in phiên bản rồi thôi")
    commands = parser.add_subparsers(
        dest="command", metavar="LỆNH", title="các lệnh", required=True, parser_class=Parser
    )

    def command(name: str, summary: str, example: str) -> Parser:
        description = f"{summary[0].upper()}{summary[1:]}."
        return commands.add_parser(name, help=summary, description=description, epilog=f"ví dụ: {example}")

    _index(command, settings)
    _ask(command, settings)
    _inspect(command)
    _tasks(command, settings)
    _eval(command, settings)
    _restore(command)
    _verify_index(command, settings)
    _chat(command, settings)
    return parser


_Command = Callable[[str, str, str], Parser]


def _index_option(parser: Parser, settings: Settings) -> None:
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


def _users_option(parser: Parser, settings: Settings) -> None:
    parser.add_argument(
        "--users",
        type=Path,
        default=settings.users,
        metavar="FILE",
        help="tệp người dùng (mặc định: users.json cạnh thư mục chỉ mục)",
    )


def _json_option(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="in JSON cho chương trình khác đọc")


def _index(command: _Command, settings: Settings) -> None:
    parser = command("index", "đọc các kế hoạch vào chỉ mục", "cchc index ke-hoach/ --index indexes/so-khcn")
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        default=[settings.corpus],
        help=f"tệp hoặc thư mục (mặc định: {settings.corpus})",
    )
    _index_option(parser, settings)
    parser.add_argument(
        "--cluster",
        default=settings.cluster,
        metavar="URL",
        help="đọc bằng các máy của cụm dask: tcp://may-chu:8786; local: các tiến trình trên máy này",
    )


def _ask(command: _Command, settings: Settings) -> None:
    parser = command("ask", "trả lời một câu hỏi, kèm trích dẫn", 'cchc ask "Ai chủ trì đào tạo ISO 9001, khi nào?"')
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="câu hỏi, có dấu, không dấu hoặc tiếng Anh")
    _index_option(parser, settings)
    _json_option(parser)


def _inspect(command: _Command) -> None:
    parser = command("inspect", "xem một kế hoạch được đọc ra sao", "cchc inspect ke-hoach.pdf --json")
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp kế hoạch")
    _json_option(parser)


def _tasks(command: _Command, settings: Settings) -> None:
    parser = command(
        "tasks",
        "liệt kê hoặc xuất các nhiệm vụ",
        'cchc tasks --unit "Văn phòng Sở" --year 2022 --format xlsx --out nhiem-vu.xlsx',
    )
    _index_option(parser, settings)
    parser.add_argument("--doc", metavar="DOC", help="chỉ các nhiệm vụ của văn bản này")
    parser.add_argument("--unit", metavar="ĐƠN_VỊ", help="chỉ các nhiệm vụ có đơn vị này; viết tắt cũng được")
    parser.add_argument("--year", type=int, metavar="NĂM", help="chỉ các kế hoạch của năm này")
    parser.add_argument("--due", metavar="TỪ..ĐẾN", help="chỉ nhiệm vụ có hạn trong khoảng: 2022-04-01..2022-06-30")
    parser.add_argument(
        "--format", choices=FORMATS, default="table", metavar="DẠNG", help="table (mặc định), json, csv, xlsx hoặc ics"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="ghi vào tệp này thay vì in ra")


def _eval(command: _Command, settings: Settings) -> None:
    parser = command(
        "eval", "chấm câu trả lời trên một bộ câu hỏi", "cchc eval cau-hoi.csv --out ket-qua/ --min answer_correct=0.9"
    )
    parser.add_argument(
        "questions",
        nargs="?",
        type=Path,
        metavar="QUESTIONS",
        help="tệp .jsonl (mỗi dòng một câu hỏi) hoặc .csv theo mẫu",
    )
    _index_option(parser, settings)
    parser.add_argument(
        "--out", type=Path, default=Path("eval/results"), metavar="DIR", help="nơi ghi kết quả (mặc định: eval/results)"
    )
    parser.add_argument("--template", action="store_true", help="in mẫu CSV cho bộ câu hỏi của bạn rồi thôi")
    parser.add_argument(
        "--forms",
        default="vi",
        metavar="DẠNG",
        help="hỏi lại câu tiếng Việt theo các dạng: vi,vi-nodiac,vi-half,vi-typo (mặc định: vi)",
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="số tiến trình (mặc định: số lõi, bộ nhỏ thì 1)")
    parser.add_argument("--compare", type=Path, metavar="DIR", help="so từng câu với kết quả lần chấm trước")
    parser.add_argument(
        "--min",
        action="append",
        default=[],
        metavar="METRIC=SỐ",
        help="mã kết thúc 1 nếu số đo thấp hơn; ví dụ split:report/unit_exact=0.96",
    )
    parser.add_argument(
        "--max",
        action="append",
        default=[],
        metavar="METRIC=SỐ",
        help="mã kết thúc 1 nếu cao hơn; ví dụ latency_ms.p95=40",
    )
    parser.add_argument(
        "--blind", action="append", default=[], metavar="SPLIT", help="không liệt kê câu sai của phần này trong báo cáo"
    )


def _restore(command: _Command) -> None:
    parser = command(
        "restore", "thêm dấu, sửa lỗi OCR hoặc đổi mã chữ cũ", "echo 'ke hoach cai cach hanh chinh' | cchc restore"
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="tệp văn bản; - là đầu vào chuẩn (mặc định)"
    )
    parser.add_argument(
        "--mode",
        choices=RESTORE_MODES,
        default="auto",
        metavar="KIỂU",
        help="auto (mặc định), diacritics (thiếu dấu), ocr, vie (OCR tiếng Việt) hoặc legacy (TCVN3, VNI)",
    )
    _json_option(parser)


def _verify_index(command: _Command, settings: Settings) -> None:
    parser = command("verify-index", "kiểm tra chỉ mục còn nguyên vẹn", "cchc verify-index --index indexes/so-khcn")
    _index_option(parser, settings)


def _chat(command: _Command, settings: Settings) -> None:
    parser = command(
        "chat", "mở trang hỏi đáp cho trình duyệt, và REST cho chương trình khác", "cchc chat --port 8080 --workers 2"
    )
    parser.add_argument("--host", default=settings.host, help=f"địa chỉ lắng nghe (mặc định: {settings.host})")
    parser.add_argument("--port", default=str(settings.port), help=f"cổng (mặc định: {settings.port})")
    _index_option(parser, settings)
    _users_option(parser, settings)
    parser.add_argument(
        "--root-path", default=settings.root, metavar="PATH", help="đường dẫn mà proxy đặt trang này, ví dụ /cchc"
    )
    parser.add_argument(
        "--workers",
        default=str(settings.workers),
        metavar="N",
        help=f"số tiến trình trả lời, đặt bằng số lõi khi nhiều người dùng (mặc định: {settings.workers})",
    )
    parser.add_argument("--queue", default="256", metavar="N", help="số câu hỏi được chờ cùng lúc (mặc định: 256)")
    parser.add_argument(
        "--timeout", default="30", metavar="GIÂY", help="thời gian tối đa cho một câu hỏi (mặc định: 30)"
    )
