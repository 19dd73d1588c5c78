"""How the commands that serve and look after a server are written."""

from __future__ import annotations

from pathlib import Path

from cchc_assistant.logs import FORMS
from cchc_assistant.settings import Settings
from cchc_assistant.usage_parser import Command, Parser, index_option, json_option, users_option

ROLES = ("reader", "editor")


def add(command: Command, settings: Settings) -> None:
    """Add the commands to the command line."""
    _chat(command, settings)
    _users(command, settings)
    _doctor(command, settings)
    _backup(command, settings)


def _chat(command: Command, settings: Settings) -> None:
    parser = command(
        "chat", "mở trang hỏi đáp cho trình duyệt, và REST cho chương trình khác", "cchc chat --port 8080 --workers 2"
    )
    parser.add_argument("--host", default=settings.host, help=f"địa chỉ lắng nghe (mặc định: {settings.host})")
    parser.add_argument("--port", default=str(settings.port), help=f"cổng (mặc định: {settings.port})")
    index_option(parser, settings)
    users_option(parser, settings)
    parser.add_argument(
        "--root-path", default=settings.root, metavar="PATH", help="đường dẫn mà proxy đặt trang này, ví dụ /cchc"
    )
    parser.add_argument(
        "--proxy",
        default=settings.proxy,
        metavar="ĐỊA_CHỈ",
        help="proxy ở máy khác được tin khi báo ai đang hỏi, ví dụ 10.0.0.5 hoặc 172.16.0.0/12",
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
    parser.add_argument(
        "--log",
        choices=FORMS,
        default=settings.log,
        metavar="DẠNG",
        help=f"nhật ký trên đầu ra lỗi: none (chỉ cảnh báo), text hoặc json (mặc định: {settings.log})",
    )
    parser.add_argument(
        "--log-questions", action="store_true", default=settings.log_questions, help="cho ghi cả câu hỏi vào nhật ký"
    )
    parser.set_defaults(language_model=settings.language_model)


def _users(command: Command, settings: Settings) -> None:
    parser = command("users", "quản lý người dùng của máy chủ", "cchc users add lan.nv --role editor")
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", title="các việc", required=True, parser_class=Parser)

    def action(name: str, summary: str, *, named: bool = True) -> Parser:
        made = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if named:
            made.add_argument("name", metavar="TÊN", help="tên đăng nhập: chữ không dấu, số và . _ - @")
        index_option(made, settings)
        users_option(made, settings)
        return made

    def password_option(made: Parser) -> None:
        made.add_argument(
            "--password-stdin", action="store_true", help="đọc mật khẩu từ đầu vào chuẩn thay vì hỏi trên màn hình"
        )

    added = action("add", "thêm người dùng")
    added.add_argument(
        "--role", choices=ROLES, default="reader", metavar="VAI_TRÒ", help="reader (mặc định) hoặc editor (tải lên, gỡ)"
    )
    password_option(added)
    json_option(action("list", "liệt kê người dùng", named=False))
    action("remove", "xoá người dùng, đăng xuất ngay")
    password_option(action("password", "đổi mật khẩu"))
    action("role", "đổi vai trò").add_argument("role", choices=ROLES, metavar="VAI_TRÒ", help="reader hoặc editor")
    action("token", "in mã truy cập mới cho chương trình gọi REST; mã cũ hết hiệu lực")


def _doctor(command: Command, settings: Settings) -> None:
    parser = command(
        "doctor", "kiểm tra máy này có đủ điều kiện chạy, và không gọi ra mạng", "cchc doctor --index indexes/so-khcn"
    )
    index_option(parser, settings)
    users_option(parser, settings)
    json_option(parser)


def _backup(command: Command, settings: Settings) -> None:
    parser = command(
        "backup", "sao lưu kế hoạch, chỉ mục, người dùng và góp ý vào một tệp", "cchc backup /sao-luu/cchc.tar.gz"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp sao lưu, dạng .tar.gz")
    index_option(parser, settings)
    users_option(parser, settings)
    parser = command(
        "restore-backup",
        "khôi phục một bản sao lưu vào thư mục mới",
        "cchc restore-backup /sao-luu/cchc.tar.gz cchc-moi",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp do «cchc backup» tạo")
    parser.add_argument("folder", type=Path, metavar="DIR", help="thư mục mới để khôi phục vào")
