"""A page that says who asks, and how to press its button."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import gradio as gr
import httpx

from cchc_assistant.web import access
from cchc_assistant.web.library import Library


def telling_page(library: Library, asks: object, may_edit: Callable[[gr.Request], bool]) -> gr.Blocks:
    """A page that says who asks, and returns a file that is theirs."""
    blocks: gr.Blocks = gr.Blocks()
    with blocks:
        said, sent = gr.JSON(), gr.File()

        def tell(request: gr.Request) -> tuple[list[object], str]:
            user = access.user_of(request)
            assert user is not None
            file = Path(tempfile.gettempdir()) / f"cchc-{user.name}.txt"
            file.write_text(f"riêng của {user.name}", encoding="utf-8")
            return [user.name, may_edit(request), request.username], str(file)

        gr.Button("?").click(tell, None, [said, sent], api_name="tell")
    return blocks


def told(client: httpx.Client, tab: str) -> tuple[list[object], str]:
    """Press the page's button in a tab; return what it said, and the address of the file it gave."""
    config = client.get("config").json()
    (button,) = [each["id"] for each in config["dependencies"]]
    join = {"fn_index": button, "data": [], "session_hash": tab}
    assert client.post("gradio_api/queue/join", json=join).status_code == 200
    events = client.get("gradio_api/queue/data", params={"session_hash": tab}).text
    (done,) = [json.loads(line[6:]) for line in events.splitlines() if '"process_completed"' in line]
    said, file = done["output"]["data"]
    return said, f"gradio_api/file={file['path']}"
