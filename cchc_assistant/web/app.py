"""The server's application: the page, the interface for programs, health and figures, behind one door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from cchc_assistant import __version__
from cchc_assistant.errors import Busy, CchcError, InputError, TooLate, UsageError
from cchc_assistant.reading.safety import MAX_BYTES
from cchc_assistant.web import api, login, theme
from cchc_assistant.web.access import Access, Door, user_of
from cchc_assistant.web.desk import Desk
from cchc_assistant.web.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    pass

_STATUS = {Busy: 503, TooLate: 504, UsageError: 400, InputError: 400}
_BUSY_SECONDS = "2"
# What pydantic says is wrong, and how it reads here.
_FAULTS = {
    "missing": "thiếu",
    "string_too_short": "không được để trống",
    "string_too_long": "quá dài",
    "extra_forbidden": "không có mục này",
    "json_invalid": "không phải JSON",
    "literal_error": "không có lựa chọn này",
}


def create(desk: Desk, access: Access, page: gr.Blocks, *, files: Path) -> tuple[Door, gr.routes.App]:
    """Return the application, and the page's part of it.

    Args:
        desk: answers.
        access: who may come in.
        page: what people see.
        files: the folder that the page keeps its files in.
    """
    app = FastAPI(
        title="Hỏi đáp kế hoạch cải cách hành chính",
        version=__version__,
        description="Câu trả lời và nhiệm vụ của các kế hoạch, mỗi ý có trích dẫn. Every fact is cited.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # these fetch their scripts from another host
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": access.root_path or "/"}],
    )
    app.include_router(api.routes(desk))
    app.include_router(login.routes(access))
    _add_operations(app, desk)
    _add_errors(app)
    gr.mount_gradio_app(
        app,
        page,
        "/",
        root_path=access.root_path or None,
        auth_dependency=_name_of if access.required else None,
        allowed_paths=[],
        blocked_paths=[],
        footer_links=[],
        run_history=False,
        max_file_size=MAX_BYTES,
        show_error=True,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme.theme(),
        css=theme.style_sheet(),
    )
    mounted = next(route.app for route in app.routes if isinstance(route, Mount))
    assert isinstance(mounted, gr.routes.App)
    mounted.uploaded_file_dir = str(files)
    return Door(app, access), mounted


def _name_of(request: Request) -> str | None:
    user = user_of(request)
    return user.name if user else None


def _add_operations(app: FastAPI, desk: Desk) -> None:
    @app.get("/healthz", include_in_schema=False)
    def healthy() -> Response:
        if desk.closing:
            return JSONResponse({"status": "stopping"}, 503)
        return JSONResponse({"status": "ok", "index": desk.live.version, "plans": len(desk.assistant.plans)})

    @app.get("/metrics", include_in_schema=False)
    def figures() -> Response:
        return Response(desk.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(CchcError)
    async def told(request: Request, error: CchcError) -> Response:
        status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
        headers = {"Retry-After": _BUSY_SECONDS} if status == 503 else {}
        return JSONResponse({"error": str(error)}, status, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return JSONResponse({"error": "; ".join(map(_fault, error.errors()))}, 400)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": "có lỗi trong chương trình; xem nhật ký của máy chủ"}, 500)


def _fault(error: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"] if part not in ("body", "query") and isinstance(part, str))
    return f"{where or 'yêu cầu'}: {_FAULTS.get(error['type'], 'giá trị không dùng được')}"
