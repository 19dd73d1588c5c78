"""Reading on a dask cluster of real processes: nothing lost, nothing twice, whatever dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_assistant.cli import main
from cchc_assistant.cluster import Cluster, ClusterLost, connected
from cchc_assistant.errors import UsageError
from cchc_assistant.ingest import build
from cchc_assistant.retrieval import index_files
from cchc_assistant.retrieval.verify import verify
from tests.stores.conftest import free_port

ROOT = Path(__file__).resolve().parent.parent
PLAN = "KẾ HOẠCH\nCải cách hành chính năm {0}\n\n1. Tập huấn nghiệp vụ {0}\n- Thời gian thực hiện: Quý II/{0}.\n"


class Processes:
    """A scheduler and workers, as processes of their own; those that die are started again, like `dask worker` does."""

    def __init__(self, folder: Path, workers: int, *, preload: bool = True) -> None:
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        patched = ["--preload", str(ROOT / "tests" / "cluster_worker.py")] if preload else []
        self.worker = self._start(
            "worker", self.address, "--host", "127.0.0.1", "--nworkers", str(workers), "--nthreads", "1",
            "--no-dashboard", "--local-directory", str(folder), *patched,
        )  # fmt: skip

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        if arguments[0] == "worker":
            command[2] = "distributed.cli.dask_worker"
        out = (self.folder / f"{arguments[0]}.log").open("wb")
        with out:
            return subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "PYTHONPATH": path})

    def stop(self) -> None:
        for process in (self.worker, self.scheduler):
            process.terminate()
        for process in (self.worker, self.scheduler):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    processes = Processes(tmp_path_factory.mktemp("cluster"), 2)
    try:
        with connected(processes.address) as connection:
            connection.wait_for_workers(2)
        yield processes
    finally:
        processes.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for year in range(2011, 2023):
        (folder / f"slow-{year}.txt").write_text(PLAN.format(year), encoding="utf-8")
    return folder


def _names(index: Path) -> list[str]:
    return [file.name for file in index_files.read(index)]


def test_cluster_reads_what_this_computer_reads(cluster: Processes, corpus: Path, index: Path, tmp_path: Path) -> None:
    assert main(["index", str(corpus), "--index", str(tmp_path / "index"), "--cluster", cluster.address]) == 0
    assert index_files.read(tmp_path / "index", passages=True) == index_files.read(index, passages=True)
    assert verify(tmp_path / "index") == []
    for name in ("search/vectors.npy", "search/docs.npy"):
        both = [index_files.current(one) / name for one in (index, tmp_path / "index")]
        assert both[0].read_bytes() == both[1].read_bytes()


def test_worker_killed_in_the_middle_loses_nothing(cluster: Processes, folder: Path, tmp_path: Path) -> None:
    done: list[str] = []
    with connected(cluster.address) as connection:
        before = set(connection._client.run(os.getpid).values())
    victim = next(iter(before))

    def progress(name: str, number: int, total: int) -> None:
        done.append(name)
        if number == 3:
            os.kill(victim, 9)

    report = build([folder], tmp_path / "index", progress=progress, cluster=cluster.address)
    assert [file.error for file in report.files] == [None] * 12
    assert sorted(done) == sorted(path.name for path in folder.iterdir())
    assert _names(tmp_path / "index") == sorted(path.name for path in folder.iterdir())
    assert verify(tmp_path / "index") == []
    with connected(cluster.address) as connection:
        connection.wait_for_workers(2)
        assert victim not in connection._client.run(os.getpid).values()


def test_file_that_kills_workers_is_reported_and_the_others_go_on(
    cluster: Processes, folder: Path, tmp_path: Path
) -> None:
    (folder / "poison.txt").write_text(PLAN.format(2030), encoding="utf-8")
    (folder / "odd.txt").write_text(PLAN.format(2031), encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\xff\xfe\x00")
    report = build([folder], tmp_path / "index", cluster=cluster.address)
    errors = {file.name: file.error for file in report.files if file.error}
    assert set(errors) == {"poison.txt", "odd.txt", "broken.txt"}
    assert "hai lần, bỏ qua" in str(errors["poison.txt"])
    assert "ZeroDivisionError" in str(errors["odd.txt"])
    assert sum(file.plan is not None for file in report.files) == 12
    assert len(_names(tmp_path / "index")) == 15
    assert verify(tmp_path / "index") == []


def test_only_so_much_is_out_at_once(cluster: Processes) -> None:
    made: list[int] = []
    taken = 0

    def job() -> tuple[float]:
        made.append(taken)
        assert len(made) - taken <= 2 * 2 + 1
        return (0.01,)

    with connected(cluster.address) as connection:
        connection.wait_for_workers(2)
        for _ in connection.each(time.sleep, [job] * 20):
            taken += 1
    assert taken == len(made) == 20


def test_no_scheduler_is_one_line(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cchc_assistant.cluster._CONNECT_SECONDS", 1)
        assert main(["index", str(folder), "--index", str(tmp_path / "index"), "--cluster", address]) == 1
    told = capfd.readouterr().err
    assert f"{address}: không kết nối được bộ điều phối dask" in told
    assert not (tmp_path / "index" / "CURRENT").exists()
    with pytest.raises(UsageError, match="tcp://may-chu:8786"), connected("may-chu:8786"):
        pass


def test_scheduler_that_dies_is_one_line_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    processes = Processes(tmp_path, 1)
    try:
        with connected(processes.address) as connection:
            assert isinstance(connection, Cluster)
            connection.wait_for_workers(1)

        def progress(name: str, number: int, total: int) -> None:
            if number == 2:
                threading.Thread(target=processes.scheduler.kill).start()

        with pytest.raises(ClusterLost, match="chạy lại"):
            build([folder], tmp_path / "index", progress=progress, cluster=processes.address)
    finally:
        processes.stop()
    assert not (tmp_path / "index" / "CURRENT").exists()
