"""How the command line is written: its commands and options, its help and its usage errors, all in Vietnamese."""

from __future__ import annotations

from pathlib import Path

from cchc_assistant import __version__, usage_server
from cchc_assistant.settings import Settings
from cchc_assistant.usage_parser import Command, Parser, index_option, json_option

FORMATS = ("table", "json", "csv", "xlsx", "ics", "docx")
RESTORE_MODES = ("auto", "diacritics", "ocr", "vie", "legacy")

EXAMPLES = """\
ví dụ:
  cchc index corpus/                      đọc các kế hoạch trong thư mục corpus
  cchc ask "Ai chủ trì đào tạo ISO 9001?" hỏi; có thể gõ không dấu hoặc bằng tiếng Anh
  cchc tasks --due 2022-04-01..2022-06-30 --format ics --out quy-2.ics
  cchc chat                               mở trang hỏi đáp trong trình duyệt

Đặt CCHC_INDEX, CCHC_CORPUS, CCHC_HOST, CCHC_PORT để đổi mặc định.
Kết thúc với mã 0: xong; 1: có đầu vào không dùng được; 2: gõ sai lệnh hoặc chưa có chỉ mục."""


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
    usage_server.add(command, settings)
    return parser


def _index(command: Command, settings: Settings) -> None:
    parser = command("index", "đọc các kế hoạch vào chỉ mục", "cchc index ke-hoach/ --index indexes/so-khcn")
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        default=[settings.corpus],
        help=f"tệp hoặc thư mục (mặc định: {settings.corpus})",
    )
    index_option(parser, settings)
    parser.add_argument(
        "--cluster",
        default=settings.cluster,
        metavar="URL",
        help="đọc bằng các máy của cụm dask: tcp://may-chu:8786; local: các tiến trình trên máy này",
    )


def _ask(command: Command, settings: Settings) -> None:
    parser = command("ask", "trả lời một câu hỏi, kèm trích dẫn", 'cchc ask "Ai chủ trì đào tạo ISO 9001, khi nào?"')
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="câu hỏi, có dấu, không dấu hoặc tiếng Anh")
    parser.set_defaults(language_model=settings.language_model)
    index_option(parser, settings)
    json_option(parser)


def _inspect(command: Command) -> None:
    parser = command("inspect", "xem một kế hoạch được đọc ra sao", "cchc inspect ke-hoach.pdf --json")
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp kế hoạch")
    json_option(parser)


def _tasks(command: Command, settings: Settings) -> None:
    parser = command(
        "tasks",
        "liệt kê hoặc xuất các nhiệm vụ",
        'cchc tasks --unit "Văn phòng Sở" --year 2022 --format xlsx --out nhiem-vu.xlsx',
    )
    index_option(parser, settings)
    parser.add_argument("--doc", metavar="DOC", help="chỉ các nhiệm vụ của văn bản này")
    parser.add_argument("--unit", metavar="ĐƠN_VỊ", help="chỉ các nhiệm vụ có đơn vị này; viết tắt cũng được")
    parser.add_argument("--year", type=int, metavar="NĂM", help="chỉ các kế hoạch của năm này")
    parser.add_argument("--due", metavar="TỪ..ĐẾN", help="chỉ nhiệm vụ có hạn trong khoảng: 2022-04-01..2022-06-30")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        metavar="DẠNG",
        help="table (mặc định), json, csv, xlsx, ics hoặc docx",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="ghi vào tệp này thay vì in ra")


def _eval(command: Command, settings: Settings) -> None:
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
    index_option(parser, settings)
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
    parser.set_defaults(language_model=settings.language_model)


def _restore(command: Command) -> None:
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
    json_option(parser)


def _verify_index(command: Command, settings: Settings) -> None:
    parser = command("verify-index", "kiểm tra chỉ mục còn nguyên vẹn", "cchc verify-index --index indexes/so-khcn")
    index_option(parser, settings)
