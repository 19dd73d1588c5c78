"""What has been read so far for an index that is being made: an interrupted ``cchc index`` goes on from there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from cchc_assistant.retrieval.index_files import Indexed


class Journal:
    """Files as they were read, one a file of a folder, each with its own hash; what is damaged is as good as not there.

    Safe to write to from several threads.
    """

    def __init__(self, folder: Path, state: str) -> None:
        """Open or begin the journal in a folder.

        Args:
            folder: made when the first file is written.
            state: the fingerprint of the readers; what others read is not taken over.
        """
        self._folder = folder
        self._state = state

    def read(self, name: str, digest: str) -> Indexed | None:
        """Return what was read of a file; None if there is nothing of these bytes."""
        from cchc_assistant.retrieval.transfer import from_values

        try:
            hashed, _, body = self._path(name, digest).read_bytes().partition(b"\n")
            if hashed.decode() != hashlib.sha256(body).hexdigest():
                return None
            return from_values(json.loads(body), name, digest)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, file: Indexed) -> None:
        """Keep what was read of a file; one that could not be read is read again. A disk that refuses is no matter."""
        from cchc_assistant.retrieval.transfer import to_values

        if file.plan is None:
            return
        body = json.dumps(to_values(file), ensure_ascii=False).encode()
        path = self._path(file.name, file.sha256)
        new = path.with_suffix(f".{os.getpid()}.new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            new.replace(path)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget everything: the index is made."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, name: str, digest: str) -> Path:
        return self._folder / hashlib.sha256(f"{self._state}\0{name}\0{digest}".encode()).hexdigest()
