"""Logging in and out on the page."""

from __future__ import annotations

import html
from functools import cache
from importlib.resources import files
from string import Template

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cchc_assistant.web.access import COOKIE, Access, Refused, user_of
from cchc_assistant.web.sessions import LONGEST_SECONDS


def routes(access: Access) -> APIRouter:
    """Return the login page, what takes its form, and the way out."""
    router = APIRouter(include_in_schema=False)
    home = f"{access.root_path}/"

    @router.get("/login")
    def ask(request: Request) -> Response:
        if user_of(request) is not None or not access.required:
            return RedirectResponse(home, 303)
        return _form()

    @router.post("/login")
    async def check(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        name, password = (str(form.get(field, "")) for field in ("name", "password"))
        address = request.client.host if request.client else ""
        user = await access.log_in(name, password, address)
        if isinstance(user, Refused):
            return _form(name, user)
        answer = RedirectResponse(home, 303)
        answer.set_cookie(
            COOKIE,
            access.sessions.begin(user),
            max_age=LONGEST_SECONDS,
            path=home,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    @router.post("/logout")
    def leave(request: Request) -> Response:
        access.sessions.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(f"{access.root_path}/login", 303)
        answer.delete_cookie(COOKIE, path=home, httponly=True, samesite="lax")
        return answer

    return router


@cache
def _page() -> Template:
    return Template((files(__package__) / "login.html").read_text(encoding="utf-8"))


def _form(name: str = "", refused: Refused | None = None) -> HTMLResponse:
    message = f'<p role="alert">{html.escape(refused.message.capitalize())}.</p>' if refused else ""
    text = _page().substitute(message=message, name=html.escape(name[:100], quote=True))
    headers = {"Cache-Control": "no-store", **(refused.headers if refused else {})}
    return HTMLResponse(text, refused.status if refused else 200, headers)
