"""The door of the server: who asks, whether they may, and what leaves with every answer.

Without users the server is for this computer alone. With users everybody logs in: on the page with a cookie, programs
with a token ("Authorization: Bearer …") or a name and password ("Basic").
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import logging
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cchc_assistant.web.belongings import Belongings
from cchc_assistant.web.metrics import Metrics
from cchc_assistant.web.sessions import Remembered, Sessions, Throttle
from cchc_assistant.web.users import User, Users

LOG = logging.getLogger(__name__)
COOKIE = "cchc_session"
OWNER = User("", "editor")
"""Whoever sits at this computer, where there are no users."""

_PUBLIC = ("/healthz", "/login", "/logout")
_FOR_PROGRAMS = re.compile(r"/api/|/metrics$")
_PAGE_API = "/gradio_api/"
# What the page needs of Gradio; the rest (fetching other hosts' files, editing code, run history) stays shut.
_PAGE = re.compile(
    r"/(?:|config/?|theme\.css|favicon\.ico|robots\.txt|manifest\.json|pwa_icon(?:/\d+)?|(?:assets|static|svelte)/.+"
    r"|gradio_api/(?:queue/(?:join|data)|run/[^/]+/?|call/[^/]+(?:/[^/]+)?|upload|upload_progress|heartbeat/[^/]+|cancel"
    r"|reset/?|info/?|app_id/?|user/?|login_check/?|startup-events|component_server|theme\.css|file=(?!https?:).+"
    r"|custom_component/.+|stream/.+))"
)
_TAB = re.compile(r"/gradio_api/(?:heartbeat|stream)/(?P<tab>[^/]+)")
_BODY, _PAGE_BODY = 64 * 2**10, 4 * 2**20
HEADERS = {
    # Styles and scripts of the page stand in it; nothing may be fetched from, or sent to, another host.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Refused(NamedTuple):
    """Why a request is turned away."""

    status: int
    message: str
    headers: dict[str, str] = {}  # noqa: RUF012


@dataclass(slots=True)
class Access:
    """What the door knows: the users, who is logged in, what belongs to whom."""

    users: Users
    belongings: Belongings
    metrics: Metrics = field(default_factory=Metrics)
    root_path: str = ""
    sessions: Sessions = field(init=False)
    throttle: Throttle = field(default_factory=Throttle)
    remembered: Remembered = field(default_factory=Remembered)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.users)

    @property
    def required(self) -> bool:
        """Whether everybody must log in: as soon as there are users."""
        return bool(self.users.all())

    async def log_in(self, name: str, password: str, address: str) -> User | Refused:
        """Check a name and password."""
        name = name.strip().lower()[:100]
        if wait := self.throttle.attempt(name, address):
            self.metrics.logins.labels("throttled").inc()
            minutes = -(-wait // 60)
            message = f"sai mật khẩu quá nhiều lần; hãy thử lại sau {minutes:.0f} phút"
            return Refused(429, message, {"Retry-After": str(int(wait) + 1)})
        user = await run_in_threadpool(self.users.check, name, password)
        if user is None:
            LOG.warning("wrong password", extra={"user": name, "address": address})
            self.metrics.logins.labels("wrong").inc()
            return Refused(401, "sai tên hoặc mật khẩu")
        self.throttle.passed(name, address)
        self.metrics.logins.labels("ok").inc()
        LOG.info("logged in", extra={"user": name, "address": address})
        return user

    async def user(self, headers: Headers, path: str, address: str) -> User | Refused | None:
        """Return who sends a request; None where it does not say."""
        kind, _, credentials = headers.get("authorization", "").partition(" ")
        if credentials and _FOR_PROGRAMS.match(path):
            if kind.lower() == "bearer":
                return self.users.of_token(credentials.strip()) or Refused(401, "mã truy cập không đúng")
            if kind.lower() == "basic":
                return await self._basic(credentials, address)
        secret = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        return self.sessions.user(secret) if secret else None

    async def _basic(self, credentials: str, address: str) -> User | Refused:
        try:
            name, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return Refused(401, "không đọc được tên và mật khẩu")
        known = self.users.get(name)
        if known is not None and self.remembered.holds(known, password):
            return known
        user = await self.log_in(name, password, address)
        if isinstance(user, User):
            self.remembered.note(user, password)
        return user


class Door:
    """ASGI middleware in front of the page and the programs' interface."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or turn it away."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        root = self.access.root_path
        if root and (scope["path"] == root or scope["path"].startswith(f"{root}/")):
            path = scope["path"].removeprefix(root) or "/"
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        send = _with_headers(send)
        refused = await self._admit(scope)
        if refused is not None:
            await self._turn_away(scope, refused)(scope, receive, send)
            return
        receive_limited, refused = await self._looked_through(scope, receive)
        if refused is not None:
            await self._turn_away(scope, refused)(scope, receive, send)
            return
        await self.app(scope, receive_limited, self._noting(scope, send))

    async def _admit(self, scope: Scope) -> Refused | None:
        headers, path = Headers(scope=scope), scope["path"]
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD") and origin is not None and not _same_host(origin, headers):
            return Refused(403, "yêu cầu đến từ trang khác")
        address = scope["client"][0] if scope.get("client") else ""
        if self.access.required:
            user = await self.access.user(headers, path, address)
            if not isinstance(user, User) and path in _PUBLIC:
                user = None
            elif isinstance(user, Refused):
                return user
            elif user is None:
                return Refused(401, "cần đăng nhập")
        elif _from_elsewhere(headers) and path != "/healthz":
            remedy = "tạo người dùng bằng «cchc users add TÊN» để mở cho máy khác"
            return Refused(403, f"máy chủ này chỉ phục vụ chính máy này; {remedy}")
        else:
            user = OWNER
        scope.setdefault("state", {})["user"] = user
        if path not in _PUBLIC and not _FOR_PROGRAMS.match(path) and not _PAGE.fullmatch(path):
            return Refused(404, "không có trang này")
        return None

    async def _looked_through(self, scope: Scope, receive: Receive) -> tuple[Receive, Refused | None]:
        """Return the request's body, limited, unless it names what is another user's."""
        path, user = scope["path"], scope["state"]["user"]
        on_page = path.startswith(_PAGE_API)
        if not on_page:
            return _limited(receive, _BODY), None
        if not self.access.required:
            return receive, None
        address = unquote(f"{path}?{scope['query_string'].decode('latin-1')}")
        foreign = Refused(403, "tệp hoặc phiên này của người khác")
        tabs = [found["tab"] for found in _TAB.finditer(path)]
        tabs += Request(scope).query_params.getlist("session_hash")
        owned = self.access.belongings
        if not owned.may_name(address.encode(), user.name) or not all(owned.claim_tab(tab, user.name) for tab in tabs):
            return receive, foreign
        if scope["method"] != "POST" or path.startswith("/gradio_api/upload"):
            return receive, None
        if "multipart/form-data" in Headers(scope=scope).get("content-type", ""):
            return receive, foreign  # only uploads come as forms
        body = await _whole(_limited(receive, _PAGE_BODY))
        if body is None:
            return receive, Refused(413, "yêu cầu quá lớn")
        return _again(body, receive), None if owned.may_send(body, user.name) else foreign

    def _noting(self, scope: Scope, send: Send) -> Send:
        """Note the files that the page tells a user of."""
        user = scope["state"]["user"]
        if not self.access.required or user is None or not scope["path"].startswith(_PAGE_API):
            return send
        # What is told must be readable here.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        if "/file=" in scope["path"]:
            return send
        tail = b""

        async def noting(message: Message) -> None:
            nonlocal tail
            if message["type"] == "http.response.body":
                text = tail + message.get("body", b"")
                self.access.belongings.told(text, user.name)
                tail = text[-512:]
            await send(message)

        return noting

    def _turn_away(self, scope: Scope, refused: Refused) -> Response:
        headers, path = Headers(scope=scope), scope["path"]
        if refused.status == 401 and "text/html" in headers.get("accept", "") and scope["method"] == "GET":
            return RedirectResponse(f"{self.access.root_path}/login", 303)
        asked = {"WWW-Authenticate": 'Basic realm="cchc", charset="UTF-8"'} if refused.status == 401 else {}
        if not _FOR_PROGRAMS.match(path):
            asked = {}
        return JSONResponse({"error": refused.message}, refused.status, {**asked, **refused.headers})


def user_of(request: Any) -> User | None:  # noqa: ANN401
    """Return who sent a request, of Gradio's or of Starlette's kind; None where nobody logged in."""
    inner = getattr(request, "request", None) or request
    user = getattr(getattr(inner, "state", None), "user", None)
    return user if isinstance(user, User) else None


def may_edit(request: Any) -> bool:  # noqa: ANN401
    """Say whether whoever sent a request may upload and remove plans."""
    user = user_of(request)
    return user is not None and user.edits


def is_loopback(host: str) -> bool:
    """Say whether a host's name or address means this computer."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _from_elsewhere(headers: Headers) -> bool:
    """Say whether a request came through a proxy, or under a name that is not this computer's."""
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return not is_loopback(host) or any(name in headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))


def _same_host(origin: str, headers: Headers) -> bool:
    return urlsplit(origin).netloc.lower() in (
        headers.get("host", "").lower(),
        headers.get("x-forwarded-host", "").lower() or None,
    )


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _limited(receive: Receive, most: int) -> Receive:
    """Return the body up to a length; a longer one reads as if the client had gone."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if read > most else message

    return receiving


async def _whole(receive: Receive) -> bytes | None:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a body that was read already, and after it what the client sends."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return receiving
