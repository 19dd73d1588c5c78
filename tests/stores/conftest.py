"""A real Milvus server on loopback, and the five plans in a folder and on it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cchc_assistant.ingest import build
from cchc_assistant.retrieval.store import Place, Store, open_store


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def start_server(data: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers."""
    program = Path(sys.executable).with_name("milvus-lite")
    server = subprocess.Popen(
        [program, "server", "--data-dir", data, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise RuntimeError("the Milvus server did not start")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is read for a server out of the cache of whoever runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server, without a collection."""
    port = free_port()
    server = start_server(tmp_path_factory.mktemp("milvus"), port)
    yield f"milvus://127.0.0.1:{port}"
    server.kill()
    server.wait()


@pytest.fixture(scope="session")
def places(index: Path, corpus: Path, milvus: str) -> dict[str, Place]:
    """The five plans in a folder and on a server, to read and not to write."""
    address = f"{milvus}/five"
    build([corpus], address)
    return {"folder": index, "milvus": address}


@pytest.fixture(params=["folder", "milvus"])
def place(request: pytest.FixtureRequest, tmp_path: Path, milvus: str) -> Place:
    """Where a new index may be written, in each kind of store."""
    return tmp_path / "index" if request.param == "folder" else f"{milvus}/{tmp_path.name.replace('-', '_')}"


@pytest.fixture
def store(place: Place) -> Store:
    return open_store(place)


@pytest.fixture
def plans_folder(tmp_path: Path, corpus: Path) -> Path:
    """A folder of a plan and a short one, to be changed."""
    folder = tmp_path / "plans"
    folder.mkdir()
    shutil.copy(corpus / "qngai-ubnd-2023-tuyen-truyen-cchc.txt", folder)
    (folder / "ngan.txt").write_text("KẾ HOẠCH\nNăm 2024\n\n1. Tập huấn nghiệp vụ.\n", encoding="utf-8")
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of a server of the test's own, and what kills it."""
    port = free_port()
    process = start_server(tmp_path / "milvus", port)

    def kill() -> None:
        process.kill()
        process.wait()

    yield f"milvus://127.0.0.1:{port}/own", kill
    kill()
