"""The plans that the page and its interfaces answer from: the version of the index in use, and the files users add."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from cchc_assistant import ingest
from cchc_assistant.answering.llm import Writer
from cchc_assistant.assistant import Assistant
from cchc_assistant.errors import CchcError, InputError, UnreadableFile
from cchc_assistant.ingest import FileReport, Stage, Stages
from cchc_assistant.live import LiveAssistant
from cchc_assistant.reading import picture
from cchc_assistant.reading.archives import members
from cchc_assistant.reading.isolate import picture_isolated
from cchc_assistant.reading.picture import Picture
from cchc_assistant.reading.read import load
from cchc_assistant.reading.safety import KIND_OF_SUFFIX, kind_of
from cchc_assistant.retrieval.store import Place, open_store

LOG = logging.getLogger(__name__)
REGISTER = "uploads.json"
MOST_FILES = 200
"""How many files one upload may hold, those of its archives counted one by one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a user added: its name on the user's machine, when it came (ISO), and from whom."""

    name: str
    at: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file of an upload: the document it is cited as, or why it was refused."""

    name: str
    document: str = ""
    error: str | None = None


class Library:
    """One index being asked and added to. Safe to share between threads; one of them writes at a time."""

    def __init__(self, index: Place, assistant: Assistant | None = None, writer: Writer | None = None) -> None:
        self.place = index
        self.writer = writer
        self.live = LiveAssistant(index, assistant)
        self._writing = threading.Lock()
        self._original = lru_cache(maxsize=8)(lambda version, document: ingest.original(index, document))
        self._picture = lru_cache(maxsize=32)(self._drawn)
        # Pictures are drawn one after the other, by one worker process that this thread keeps.
        self._drawing = ThreadPoolExecutor(1, thread_name_prefix="pictures")

    @property
    def index(self) -> Path:
        """Folder of the index, where files can be added to it.

        Raises:
            InputError: the index is on a server.
        """
        if not isinstance(self.place, Path):
            raise InputError("chỉ mục ở trên máy chủ; thêm hoặc gỡ tệp bằng «cchc index --store», không qua trang")
        return self.place

    @property
    def assistant(self) -> Assistant:
        """The assistant over the newest version of the index; keep it for one event, not longer."""
        return self.live.assistant

    @property
    def uploads(self) -> dict[str, Upload]:
        """The files that users added, by the document they are cited as; none to an index on a server."""
        if not isinstance(self.place, Path):
            return {}
        try:
            records: dict[str, Any] = json.loads(self._register.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return {document: Upload(**record) for document, record in records.items()}

    @property
    def unreadable(self) -> dict[str, str]:
        """Why each file that could not be read was not, by its name."""
        files = open_store(self.place).manifest()["files"]
        return {record["name"]: str(record["error"]) for record in files if record.get("error")}

    def original(self, document: str) -> bytes:
        """Return the bytes of the file that a document was read from.

        Raises:
            UnreadableFile: the file is gone, or is another one by now.
            IndexUnusable: the index does not say where its files are.
        """
        data: bytes = self._original(self.live.version, document)
        return data

    @staticmethod
    def has_pictures(document: str) -> bool:
        """Say whether a document's file is of a kind whose pages can be drawn."""
        return KIND_OF_SUFFIX.get(PurePosixPath(document).suffix.lower()) in picture.KINDS

    def picture(self, document: str, page: int) -> Picture:
        """Draw a page of the file that a document was read from.

        Raises:
            UnreadableFile: the file is gone or another one by now, or it has no such page.
        """
        made: Picture = self._picture(self.live.version, document, page)
        return made

    def _drawn(self, version: str, document: str, page: int) -> Picture:
        data = self.original(document)
        made = self._drawing.submit(picture_isolated, data, document, page).result()
        if made is None:
            raise UnreadableFile(document, "tệp này không có trang để xem")
        return made

    def add(self, files: Sequence[tuple[str, Path]], *, by: str = "", stages: Stages | None = None) -> list[Added]:
        """Add files to the index; each that can't be read is refused with its reason, the others are askable then.

        Args:
            files: the name of each on the user's machine, and where its bytes are.
            by: the user's name.
            stages: called as the files go through the stages of reading.

        Raises:
            CchcError: the index can't be written to; nothing is added then.
        """
        with self._writing:
            refused, accepted = [], {}
            known = self._digests()
            for name, data, error in _unpacked(files):
                digest = hashlib.sha256(data).hexdigest()
                if error is None and digest in known:
                    error = f"văn bản này đã có ({known[digest]}), không thêm lần nữa"
                if error is not None:
                    refused.append(Added(name, error=error))
                    continue
                document = self._save(name, data, digest)
                known[digest] = name
                accepted[document] = Upload(name, dt.datetime.now().astimezone().isoformat(timespec="seconds"), by)
            if not accepted:
                return refused
            self._record({**self.uploads, **accepted})

            def told(name: str, stage: Stage, done: int, total: int) -> None:
                if stages and (name in accepted or not name):
                    stages(accepted[name].name if name else "", stage, done, total)

            try:
                reports = {report.name: report for report in self._build(told)}
            except CchcError:
                self._forget(accepted)
                raise
            failed = {document: _reason(reports.get(document)) for document in accepted}
            failed = {document: reason for document, reason in failed.items() if reason}
            if failed:
                self._forget(failed)
                self._build(None)
        added = [Added(upload.name, document, failed.get(document)) for document, upload in accepted.items()]
        return [*added, *refused]

    def remove(self, document: str, *, stages: Stages | None = None) -> None:
        """Remove a document that a user added.

        Raises:
            InputError: it is none of those; files of the corpus are not the page's to remove.
            CchcError: the index can't be written to.
        """
        with self._writing:
            if document not in self.uploads:
                raise InputError(f"{document}: chỉ gỡ được văn bản đã tải lên từ trang này")
            self._forget([document])
            self._build(stages)

    def reread(self, document: str, *, stages: Stages | None = None) -> FileReport:
        """Read a document's file again, whether or not it has changed; return what became of it.

        Raises:
            UnreadableFile: there is no such file any more.
            CchcError: the index can't be written to.
        """
        with self._writing:
            for report in self._build(stages, again=(document,)):
                if report.name == document:
                    return report
        raise UnreadableFile(document, "không còn tệp này")

    @property
    def _folder(self) -> Path:
        if not isinstance(self.place, Path):
            raise InputError(
                "chỉ mục ở trên máy chủ: thêm hoặc gỡ tệp bằng «cchc index --store …», không phải trên trang"
            )
        return self.index / ingest.UPLOADS

    @property
    def _register(self) -> Path:
        return self._folder / REGISTER

    def _build(self, stages: Stages | None, again: Sequence[str] = ()) -> tuple[FileReport, ...]:
        report = ingest.build(ingest.paths_of(self.index), self.index, stages=stages, again=again)
        self.live.refresh()
        return report.files

    def _digests(self) -> dict[str, str]:
        manifest = open_store(self.place).manifest()
        uploads = self.uploads
        return {
            record["sha256"]: uploads[record["name"]].name if record["name"] in uploads else record["name"]
            for record in manifest["files"]
            if "error" not in record
        }

    def _save(self, name: str, data: bytes, digest: str) -> str:
        """Write a file under a name of the server's own making; return that name."""
        self._folder.mkdir(exist_ok=True)
        suffix = PurePosixPath(name).suffix.lower()
        document = f"tai-len-{dt.date.today():%Y%m%d}-{digest[:10]}{suffix}"
        (self._folder / document).write_bytes(data)
        return document

    def _record(self, uploads: dict[str, Upload]) -> None:
        text = json.dumps({document: asdict(upload) for document, upload in uploads.items()}, ensure_ascii=False)
        new = self._register.with_suffix(".new.json")
        new.write_text(text, encoding="utf-8")
        new.replace(self._register)

    def _forget(self, documents: Sequence[str] | dict[str, Any]) -> None:
        for document in documents:
            (self._folder / document).unlink(missing_ok=True)
        self._record({name: upload for name, upload in self.uploads.items() if name not in documents})


def _reason(report: FileReport | None) -> str | None:
    if report is None:
        return "không đọc được tệp này"
    return report.error


def _unpacked(files: Sequence[tuple[str, Path]]) -> list[tuple[str, bytes, str | None]]:
    """Return the name and bytes of every file that may be read, those of archives one by one, else the reason."""
    found: list[tuple[str, bytes, str | None]] = []
    for given, path in files:
        name = PurePosixPath(given.replace("\\", "/")).name
        try:
            data = load(path, name)
            if kind_of(data, name)[0] != "zip":
                found.append((name, data, None))
                continue
            for member in members(data, name):
                found.append((member.name, member.data, member.error or _unusable(member.data, member.name)))
        except UnreadableFile as error:
            found.append((name, b"", error.reason))
    over = [(name, b"", f"quá {MOST_FILES} tệp một lần tải") for name, _, _ in found[MOST_FILES:]]
    return [*found[:MOST_FILES], *over]


def _unusable(data: bytes, name: str) -> str | None:
    try:
        kind_of(data, name)
    except UnreadableFile as error:
        return error.reason
    return None
