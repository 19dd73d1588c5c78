"""The assistant over an index that is rebuilt while it answers: a new version is opened beside, then taken at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from cchc_assistant.assistant import Assistant
from cchc_assistant.errors import CchcError
from cchc_assistant.retrieval.store import Place, open_store

LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0


class LiveAssistant:
    """The newest version of an index, opened and warm; questions under way keep the version they began with.

    Attributes:
        index: where the index is.
        switches: how many times a newer version was taken.
    """

    def __init__(self, index: Place, assistant: Assistant | None = None) -> None:
        """Open an index, or take what is opened already.

        Raises:
            IndexUnusable: there is none, it is damaged, or of another format.
        """
        self.index = index
        self.switches = 0
        self._refused: str | None = None
        self._assistant = assistant or _opened(index)
        self._opening = threading.Lock()
        self._closed, self._look = threading.Event(), threading.Event()
        self._watch: threading.Thread | None = None

    @property
    def assistant(self) -> Assistant:
        """The assistant over the newest version; keep it for the length of one question, not longer."""
        return self._assistant

    @property
    def version(self) -> str:
        """The name of the version that is answered from: "v3"."""
        return self._assistant.version

    def refresh(self) -> bool:
        """Take the version in use if it is another one than before; say whether it was.

        A version that can't be opened is logged once and left alone; the one before goes on answering.
        """
        with self._opening:
            name = ""
            try:
                name = open_store(self.index).current()
                if name in (self.version, self._refused):
                    return False
                assistant = _opened(self.index)
            except CchcError as error:
                if name != self._refused:
                    LOG.error("index not switched", extra={"version": name, "reason": str(error)})
                self._refused = name
                return False
            self._assistant, self._refused = assistant, None
            self.switches += 1
            LOG.info("index switched", extra={"version": assistant.version, "plans": len(assistant.plans)})
            return True

    def watch(self, switched: Callable[[], None] | None = None) -> None:
        """Look for newer versions until `close`; ``switched`` is called after each that was taken."""

        def look() -> None:
            while True:
                self._look.wait(SECONDS_BETWEEN_LOOKS)
                self._look.clear()
                if self._closed.is_set():
                    return
                try:
                    if self.refresh() and switched is not None:
                        switched()
                except Exception:
                    LOG.exception("looking for a newer index failed")

        self._closed.clear()
        self._watch = threading.Thread(target=look, name="index-watch", daemon=True)
        self._watch.start()

    def look(self) -> None:
        """Look for a newer version now, while questions are answered from the one before; see `watch`."""
        self._look.set()

    def close(self) -> None:
        """Stop looking for newer versions."""
        self._closed.set()
        self._look.set()
        if self._watch is not None:
            self._watch.join()


def _opened(index: Place) -> Assistant:
    """Open an index and ask it what makes it load all it answers with, so that no user waits for that."""
    assistant = Assistant.open(index)
    for question in (*assistant.examples()[:1], "ai chu tri dao tao, khi nao"):
        assistant.ask(question)
    return assistant
