"""Who may use a server: a file of names, roles and hashed passwords, written by ``cchc users``."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import argon2

from cchc_assistant.errors import InputError, UsageError

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 256
_FORMAT = 1
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?")
# Checking a password is made to cost 64 MiB and some 50 ms; no more than two at a time, lest logins crowd out answers.
_HASHER = argon2.PasswordHasher()
_CHECKS = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class User:
    """A user: an editor may also upload and remove plans.

    Attributes:
        name: as typed at the login, in lower case.
        role: "reader" or "editor".
        password: the argon2id hash of the password.
        token: the SHA-256 of the token that programs use, "" where there is none.
    """

    name: str
    role: Role
    password: str = ""
    token: str = ""

    @property
    def edits(self) -> bool:
        """Whether the user may upload and remove plans."""
        return self.role == "editor"


class Users:
    """The users of a file, read again whenever it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._users: dict[str, User] = {}
        self._lock = threading.Lock()

    def all(self) -> dict[str, User]:
        """Return the users by name; none if there is no file.

        Raises:
            InputError: the file can't be read, or is no users file.
        """
        with self._lock:
            try:
                status = self.path.stat()
            except FileNotFoundError:
                self._stamp, self._users = None, {}
                return self._users
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._users = _load(self.path)
                self._stamp = stamp
            return self._users

    def get(self, name: str) -> User | None:
        """Return a user, or None where there is none of this name."""
        return self.all().get(name.strip().lower())

    def check(self, name: str, password: str) -> User | None:
        """Return the user if the password is right."""
        user = self.get(name)
        right = _verified(user.password if user else _nobody(), password)
        return user if right else None

    def of_token(self, token: str) -> User | None:
        """Return the user whose token this is."""
        digest = _digest(token)
        found = None
        for user in self.all().values():
            if user.token and secrets.compare_digest(user.token, digest):
                found = user
        return found

    def add(self, name: str, role: Role, password: str) -> User:
        """Add a user.

        Raises:
            UsageError: the name is taken or malformed, or the password too short or too long.
        """
        name = name.strip().lower()
        if not _NAME.fullmatch(name):
            raise UsageError(f"tên «{name[:40]}» không dùng được; dùng chữ không dấu, số và . _ - @, ví dụ: lan.nv")
        user = User(name, role, _hashed(password))

        def added(users: dict[str, User]) -> None:
            if name in users:
                raise UsageError(f"đã có người dùng «{name}»; đổi mật khẩu: cchc users password {name}")
            users[name] = user

        self._change(added)
        return user

    def remove(self, name: str) -> None:
        """Remove a user, who is logged out at once.

        Raises:
            UsageError: there is no such user.
        """

        def removed(users: dict[str, User]) -> None:
            del users[self._known(users, name).name]

        self._change(removed)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password; sessions under the old one end.

        Raises:
            UsageError: there is no such user, or the password is too short or too long.
        """
        hashed = _hashed(password)
        self._replace(name, lambda user: replace(user, password=hashed))

    def set_role(self, name: str, role: Role) -> None:
        """Give a user another role.

        Raises:
            UsageError: there is no such user.
        """
        self._replace(name, lambda user: replace(user, role=role))

    def new_token(self, name: str) -> str:
        """Return a new token for programs that act for a user; an earlier one ends.

        Raises:
            UsageError: there is no such user.
        """
        token = secrets.token_urlsafe(32)
        self._replace(name, lambda user: replace(user, token=_digest(token)))
        return token

    def _known(self, users: dict[str, User], name: str) -> User:
        user = users.get(name.strip().lower())
        if user is None:
            raise UsageError(f"không có người dùng «{name}»; xem: cchc users list")
        return user

    def _replace(self, name: str, change: Callable[[User], User]) -> None:
        def changed(users: dict[str, User]) -> None:
            user = self._known(users, name)
            users[user.name] = change(user)

        self._change(changed)

    def _change(self, change: Callable[[dict[str, User]], None]) -> None:
        """Read, change and write the file, whole or not at all, with no other writer in between."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(self.path.with_name(f".{self.path.name}.lock")):
            users = dict(_load(self.path)) if self.path.exists() else {}
            change(users)
            records = [
                {"name": user.name, "role": user.role, "password": user.password, "token": user.token}
                for user in sorted(users.values(), key=lambda user: user.name)
            ]
            text = json.dumps({"format": _FORMAT, "users": records}, ensure_ascii=False, indent=1) + "\n"
            new = self.path.with_name(f".{self.path.name}.new")
            new.unlink(missing_ok=True)
            new.touch(mode=0o600, exist_ok=False)
            with new.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)


def _load(path: Path) -> dict[str, User]:
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if stored["format"] != _FORMAT:
            raise InputError(f"{path}: tệp người dùng dạng {stored['format']}, bản này đọc dạng {_FORMAT}")
        users = [User(**record) for record in stored["users"]]
        if any(user.role not in ROLES or not user.password for user in users):
            raise ValueError("role or password missing")
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise InputError(f"{path}: không đọc được tệp người dùng ({reason}); khôi phục từ bản sao lưu") from None
    return {user.name: user for user in users}


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UsageError(f"mật khẩu phải dài từ {SHORTEST_PASSWORD} đến {LONGEST_PASSWORD} ký tự")
    return _HASHER.hash(password)


def _verified(hashed: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    with _CHECKS:
        try:
            return _HASHER.verify(hashed, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


@cache
def _nobody() -> str:
    """What is checked for a name that does not exist, so that it takes as long as for one that does."""
    return _HASHER.hash(secrets.token_hex(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
