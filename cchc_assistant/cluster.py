"""Work handed to the workers of a dask cluster: in pieces that are small, asked for again when a worker is lost.

    dask scheduler --port 8786
    dask worker tcp://may-chu:8786 --nworkers 4 --nthreads 1      (on every machine)
    cchc index ke-hoach/ --cluster tcp://may-chu:8786

``local`` starts a scheduler and one worker a core on this computer. Each worker loads its models once. Only so much is
sent out as keeps the workers busy. Work during which a worker died is asked for once more, alone; if a worker dies
again it is given up, with the reason, and the rest goes on.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import numpy as np

from cchc_assistant.errors import CchcError, UsageError
from cchc_assistant.retrieval.embed import Embedder, Vectors, open_embedder

LOCAL = "local"
_CONNECT_SECONDS, _NO_WORKER_SECONDS = 15, 60
_IN_FLIGHT = 2
"""How many pieces of work are out for each thread of a worker: one at work, one waiting."""
_TEXTS = 256


class ClusterLost(CchcError):
    """The cluster can't be reached, has no workers, or they run other code."""


class Killed(Exception):
    """Twice a worker died of a piece of work."""


Job = Callable[[], Sequence[Any]]
"""Makes the arguments of a piece of work, when it is sent out and not before."""


class Cluster:
    """A connection to a cluster; made by `connected`."""

    def __init__(self, client: Any, address: str) -> None:  # noqa: ANN401
        self._client = client
        self.address = address

    def each(self, work: Callable[..., Any], jobs: Sequence[Job]) -> Iterator[tuple[int, Any]]:
        """Do some work on the workers; yield the number of each job with what was returned, as they are done.

        Args:
            work: a function of a module, done on the workers.
            jobs: the arguments of each piece of work. A job whose work killed two workers yields `Killed`, one whose
                work failed the exception.

        Raises:
            ClusterLost: the cluster is gone, or was without workers for a minute.
        """
        waiting, suspects = deque(range(len(jobs))), deque[int]()
        deaths: dict[int, int] = {}
        out: dict[Any, int] = {}
        while waiting or suspects or out:
            while waiting and len(out) < self._room():
                self._send(work, jobs, waiting.popleft(), out)
            if suspects and not out:  # alone, so that it is known of what the worker dies
                self._send(work, jobs, suspects.popleft(), out)
            for future in self._done(list(out)):
                number = out.pop(future)
                result = self._result(future)
                if isinstance(result, Killed):
                    deaths[number] = deaths.get(number, 0) + 1
                    if deaths[number] == 1:
                        suspects.append(number)
                        continue
                yield number, result

    def wait_for_workers(self, count: int) -> None:
        """Wait until there are so many workers.

        Raises:
            ClusterLost: there are not within a minute.
        """
        with self._talking():
            self._client.wait_for_workers(count, timeout=_NO_WORKER_SECONDS)

    def _send(self, work: Callable[..., Any], jobs: Sequence[Job], number: int, out: dict[Any, int]) -> None:
        with self._talking(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a file is as large as it is
            out[self._client.submit(work, *jobs[number](), pure=False)] = number

    def _room(self) -> int:
        with self._talking():
            threads: int = sum(self._client.nthreads().values())
        return _IN_FLIGHT * max(1, threads)

    def _done(self, futures: list[Any]) -> list[Any]:
        """Wait until some are done."""
        import distributed

        remote: Any = distributed
        last_seen = time.monotonic()
        while True:
            with self._talking():
                try:
                    with self._client.as_current():
                        return list(remote.wait(futures, timeout=5, return_when="FIRST_COMPLETED").done)
                except (TimeoutError, remote.TimeoutError):
                    if self._client.status != "running":
                        raise self._lost("mất kết nối") from None
                    if self._client.nthreads():
                        last_seen = time.monotonic()
            if time.monotonic() - last_seen > _NO_WORKER_SECONDS:
                raise self._lost("không còn máy làm việc nào")

    def _result(self, future: Any) -> Any:  # noqa: ANN401
        """Return what the work returned or raised, `Killed` if its worker died."""
        import distributed

        remote: Any = distributed
        with self._talking():
            error = future.exception()
            if error is None:
                return future.result()
        return Killed() if isinstance(error, remote.scheduler.KilledWorker) else error

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Turn what goes wrong with the connection into one clear error."""
        import distributed

        remote: Any = distributed
        try:
            yield
        except (OSError, TimeoutError, remote.client.FutureCancelledError) as error:
            raise self._lost(type(error).__name__) from None

    def _lost(self, reason: str) -> ClusterLost:
        return ClusterLost(f"{self.address}: cụm máy không làm việc được ({reason}); kiểm tra các máy rồi chạy lại")

    def embedder(self, model: str) -> Embedder:
        """Return an embedding model whose work is done on the workers."""
        return _ClusterEmbedder(self, model)


class _ClusterEmbedder:
    """An embedding model on the workers of a cluster."""

    def __init__(self, cluster: Cluster, model: str) -> None:
        own = open_embedder(model)
        self.name, self.dimensions = own.name, own.dimensions
        self._cluster = cluster
        self._model = model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Embedder.encode`."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        starts = range(0, len(texts), _TEXTS)
        jobs = [lambda start=start: (self._model, self.name, list(texts[start : start + _TEXTS])) for start in starts]
        for number, found in self._cluster.each(_encode, jobs):
            if isinstance(found, Exception):
                raise ClusterLost(f"{self._cluster.address}: không tính được véc-tơ ({found!r}); chạy lại") from None
            vectors[starts[number] : starts[number] + len(found)] = found
        return vectors


@cache
def _embedder(model: str) -> Embedder:
    return open_embedder(model)


def _encode(model: str, name: str, texts: list[str]) -> Vectors:
    """Encode texts on a worker."""
    embedder = _embedder(model)
    if embedder.name != name:
        raise ValueError(f"the worker's model is {embedder.name}")
    return embedder.encode(texts)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to the cluster at an address ("tcp://host:8786"), or start one on this computer ("local").

    Raises:
        UsageError: the address is malformed, or dask.distributed is not installed.
        ClusterLost: no scheduler answers.
    """
    if address != LOCAL and not address.startswith(("tcp://", "tls://", "ws://", "wss://")):
        raise UsageError(f"--cluster {address}: cần địa chỉ bộ điều phối dask: tcp://may-chu:8786, hoặc {LOCAL}")
    try:
        import distributed
    except ImportError:
        remedy = "cài: pip install 'cchc-assistant[cluster]'"
        raise UsageError(f"--cluster cần thư viện dask.distributed; {remedy}") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in one line of our own
    remote: Any = distributed
    own = _started() if address == LOCAL else None
    try:
        client = remote.Client(own or address, timeout=_CONNECT_SECONDS)
    except (OSError, TimeoutError) as error:
        raise ClusterLost(
            f"{address}: không kết nối được bộ điều phối dask ({type(error).__name__}); kiểm tra địa chỉ và máy chủ"
        ) from None
    try:
        before = client.run_on_scheduler(_allow_failures, 0)
        try:
            yield Cluster(client, address)
        finally:
            if client.status == "running":
                with suppress(OSError, TimeoutError):  # the scheduler may go just now
                    client.run_on_scheduler(_allow_failures, before)
    finally:
        client.close()
        if own is not None:
            own.close()


def _started() -> Any:  # noqa: ANN401
    import distributed

    remote: Any = distributed
    return remote.LocalCluster(
        n_workers=os.cpu_count() or 1, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    )


def _allow_failures(count: int, dask_scheduler: Any = None) -> int:  # noqa: ANN401
    """Set how many deaths of workers a piece of work outlives before the client is told; return what it was."""
    before = int(dask_scheduler.allowed_failures)
    dask_scheduler.allowed_failures = count
    return before
