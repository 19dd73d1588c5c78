"""Files for the user: they travel inside the page and are never written where others could ask for them."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cchc_assistant.web.markup import attributes


@dataclass(frozen=True, slots=True)
class Made:
    """A file made for a user."""

    name: str
    media_type: str
    content: bytes


def link(made: Made) -> str:
    """Return a file as HTML from which the page's script hands it to the user."""
    body = base64.b64encode(made.content).decode()
    return f"<a hidden{attributes(data_name=made.name, data_type=made.media_type, data_body=body)}></a>"
