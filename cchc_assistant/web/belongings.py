"""What belongs to whom on the page: files it holds for a user, and the sessions of a user's tabs.

Gradio gives a file to whoever knows its address. Here only to the user who sent it, or whom the server told of it.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

_MOST_TABS, _MOST_FILES = 20_000, 100_000


class Belongings:
    """Remembers the owners of files below one folder, and of tabs."""

    def __init__(self, folder: Path) -> None:
        self._folder = re.compile(re.escape(str(folder).encode()) + rb"/+([0-9A-Za-z]+)(?=/)")
        self._tabs: OrderedDict[str, str] = OrderedDict()
        self._files: OrderedDict[tuple[str, bytes], None] = OrderedDict()
        self._lock = threading.Lock()

    def claim_tab(self, tab: str, name: str) -> bool:
        """Give a tab to the first user who names it; say whether it is this user's."""
        with self._lock:
            owner = self._tabs.setdefault(tab, name)
            self._tabs.move_to_end(tab)
            while len(self._tabs) > _MOST_TABS:
                self._tabs.popitem(last=False)
            return owner == name

    def told(self, text: bytes, name: str) -> None:
        """Note that the server sent ``text`` to a user: the files named in it are the user's too."""
        for found in self._folder.finditer(text):
            with self._lock:
                self._files[name, found[1]] = None
                self._files.move_to_end((name, found[1]))
                while len(self._files) > _MOST_FILES:
                    self._files.popitem(last=False)

    def may_name(self, text: bytes, name: str) -> bool:
        """Say whether all files that a user's request names are the user's."""
        with self._lock:
            return all((name, found[1]) in self._files for found in self._folder.finditer(text))

    def may_send(self, body: bytes, name: str) -> bool:
        """Say whether a request's JSON body names only tabs and files of the user."""
        try:
            sent: Any = json.loads(body) if body else {}
        except ValueError:
            return False
        # Written anew, so that no escape sequence hides a path.
        if not self.may_name(json.dumps(sent, ensure_ascii=False).encode(errors="replace"), name):
            return False
        tab = sent.get("session_hash") if isinstance(sent, dict) else None
        return tab is None or (isinstance(tab, str) and self.claim_tab(tab, name))
