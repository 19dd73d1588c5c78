"""``cchc users``: who may use the server."""

from __future__ import annotations

import argparse
import getpass
import json
import sys

from cchc_assistant.errors import UsageError
from cchc_assistant.settings import users_file
from cchc_assistant.web.users import Users


def run(options: argparse.Namespace) -> int:
    """Do one action on the users file; return the exit status."""
    users = Users(users_file(options.users, options.index))
    if options.action == "list":
        _list(users, as_json=options.json)
    elif options.action == "add":
        user = users.add(options.name, options.role, _password(options))
        _say(f"đã thêm «{user.name}» ({user.role}) vào {users.path}")
    elif options.action == "remove":
        users.remove(options.name)
        _say(f"đã xoá «{options.name}»")
    elif options.action == "password":
        users.set_password(options.name, _password(options))
        _say(f"đã đổi mật khẩu của «{options.name}»")
    elif options.action == "role":
        users.set_role(options.name, options.role)
        _say(f"«{options.name}» nay là {options.role}")
    else:
        sys.stdout.write(f"{users.new_token(options.name)}\n")
    return 0


def _list(users: Users, *, as_json: bool) -> None:
    found = [
        {"name": user.name, "role": user.role, "token": bool(user.token)}
        for user in sorted(users.all().values(), key=lambda user: user.name)
    ]
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    elif not found:
        _say(f"{users.path}: chưa có người dùng; máy chủ chỉ phục vụ chính máy này")
    else:
        for user in found:
            token = "\tcó mã truy cập" if user["token"] else ""
            sys.stdout.write(f"{user['name']}\t{user['role']}{token}\n")


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("không có màn hình để hỏi mật khẩu; thêm --password-stdin và đưa mật khẩu vào đầu vào chuẩn")
    first = getpass.getpass("Mật khẩu: ")
    if getpass.getpass("Nhập lại: ") != first:
        raise UsageError("hai lần nhập khác nhau; chạy lại")
    return first


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
