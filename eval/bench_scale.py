"""Measure what the program does beyond one computer's usual load, and print it.

    python eval/bench_scale.py index --data DIR --work DIR [--sizes 10000,84000,300000,1000000] [--out eval/reports]
    python eval/bench_scale.py milvus --data DIR --work DIR [--passages 84000]
    python eval/bench_scale.py reading --work DIR [--files 300]

``index``: an index in a folder, of passages made from the legal articles of DIR (beyond what there is, repeated with
every eighth word left out): time of a question, memory, and how many of the ten best an exact search finds as well.
``milvus``: the same passages on a Milvus server that is started for it, and whether it finds what the folder finds.
``reading``: how much faster two workers of a cluster read mixed files than one, and what the cores allow at best.

Indexes are kept in ``--work`` and taken up again; each is searched in a process of its own, so that its memory is its
own. ``index`` writes ``scale.json`` and ``scale.svg``.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import lzma
import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cchc_assistant.cluster import connected  # noqa: E402
from cchc_assistant.ingest import fingerprint, read_on_worker  # noqa: E402
from cchc_assistant.plans.model import Metadata, Plan, Span  # noqa: E402
from cchc_assistant.retrieval import engine  # noqa: E402
from cchc_assistant.retrieval.embed import open_embedder  # noqa: E402
from cchc_assistant.retrieval.engine import CANDIDATES, Engine  # noqa: E402
from cchc_assistant.retrieval.index_files import Indexed  # noqa: E402
from cchc_assistant.retrieval.milvus_store import MilvusStore  # noqa: E402
from cchc_assistant.retrieval.model import Hit, Passage  # noqa: E402
from cchc_assistant.retrieval.parts import Floats, Numbers, Selection  # noqa: E402
from cchc_assistant.retrieval.store import FolderStore  # noqa: E402
from eval.retrieval_growth import Perturbed, drawing, passages_of, peak_mb  # noqa: E402
from tests.documents.build_docx import build_docx  # noqa: E402
from tests.documents.build_html import build_html  # noqa: E402
from tests.documents.build_pdf import convert, image_pdf, page_images, spoil  # noqa: E402
from tests.documents.content import plans  # noqa: E402
from tests.stores.conftest import free_port, start_server  # noqa: E402
from tests.test_cluster import Processes  # noqa: E402

QUESTIONS = 200
BEST = 10
_ROUND = 60
Row = dict[str, float | str]


def questions_of(data: Path) -> list[str]:
    """Return real questions over the legal articles."""
    lines = lzma.decompress((data / "zalo" / "legal_questions.jsonl.xz").read_bytes()).splitlines()
    return [json.loads(line)["question"] for line in lines[:QUESTIONS]]


def built(data: Path, size: int, work: Path) -> Path:
    """Return the folder of an index of so many passages, built unless it is there, with the seconds it took."""
    folder = work / f"index-{size}"
    if not (folder / "seconds").exists():
        started = time.process_time()
        engine.build(Perturbed(passages_of(data), size), folder, open_embedder(), progress=told)
        (folder / "seconds").write_text(f"{time.process_time() - started:.1f}")
    return folder


def told(done: int, total: int) -> None:
    """Say now and then how far a build is."""
    if done == total or done % (total // 20 // 2048 * 2048 or 2048) == 0:
        print(f"  {done:,} of {total:,} steps, {time.process_time():.0f} s of computing", flush=True)


class ExactVectors:
    """Vectors of which the nearest are found by comparing all, for some questions asked beforehand."""

    kind = "exact"

    def __init__(self, opened: Engine, questions: Floats) -> None:
        self.rows = np.load(opened.folder / "vectors.npy", mmap_mode="r")
        self.cosines = opened.vectors.cosines
        best = np.full((len(questions), CANDIDATES), -np.inf, np.float32)
        numbers = np.zeros((len(questions), CANDIDATES), np.int64)
        for start in range(0, len(self.rows), 20_000):
            block = questions @ np.asarray(self.rows[start : start + 20_000], np.float32).T
            both = np.concatenate([best, block], axis=1)
            own = np.broadcast_to(np.arange(start, start + block.shape[1]), block.shape)
            all_numbers = np.concatenate([numbers, own], axis=1)
            top = np.argsort(-both, axis=1, kind="stable")[:, :CANDIDATES]
            best, numbers = np.take_along_axis(both, top, 1), np.take_along_axis(all_numbers, top, 1)
        self._found = {question.tobytes(): found for question, found in zip(questions, numbers, strict=True)}

    def nearest(self, query: Floats, k: int, allowed: Selection | None = None) -> Numbers:
        """Return the nearest of all."""
        assert allowed is None
        found: Numbers = self._found[query.tobytes()][:k]
        return found


def search(folder: Path, questions: list[str]) -> Row:
    """Search an index in this process; return times, memory, and how much of an exact search was found."""
    opened, embedder = Engine.open(folder), open_embedder()
    spent, computed, found = [], [], []
    for question in [questions[0], *questions]:
        started, before = time.perf_counter(), time.process_time()
        hits = opened.search(opened.query(question), embedder.encode([question])[0], BEST)
        spent.append((time.perf_counter() - started) * 1000)
        computed.append((time.process_time() - before) * 1000)
        found.append({hit.number for hit in hits})
    spent, computed, memory = sorted(spent[1:]), sorted(computed[1:]), peak_mb()
    vectors = np.stack([embedder.encode([question])[0] for question in questions])
    exact = dataclasses.replace(opened, vectors=ExactVectors(opened, vectors))
    shares, near = [], []
    for question, vector, ours in zip(questions, vectors, found[1:], strict=True):
        theirs = {hit.number for hit in exact.search(exact.query(question), vector, BEST)}
        shares.append(len(ours & theirs) / max(1, len(theirs)))
        nearest = set(exact.vectors.nearest(vector, BEST).tolist())
        near.append(len(nearest & set(opened.vectors.nearest(vector, BEST).tolist())) / BEST)
    return {
        "vectors": opened.vectors.kind,
        "p50_ms": statistics.median(spent),
        "p95_ms": spent[int(0.95 * len(spent))],
        "p95_computing_ms": computed[int(0.95 * len(computed))],
        "rss_mb": memory,
        "recall_at_10": statistics.mean(shares),
        "recall_at_10_of_vectors": statistics.mean(near),
    }


def index(options: argparse.Namespace) -> None:
    """Measure the index in a folder at every size and draw the curves."""
    options.out.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for size in map(int, options.sizes.split(",")):
        folder = built(options.data, size, options.work)
        command = [sys.executable, __file__, "search", "--data", str(options.data), "--work", str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        disk = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        seconds = float((folder / "seconds").read_text())
        row = {"passages": size, "build_s": seconds, "disk_mb": disk, **json.loads(done.stdout)}
        rows.append({name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()})
        print(rows[-1], flush=True)
        (options.out / "scale.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        (options.out / "scale.svg").write_text(drawing(rows), encoding="utf-8")


def documents(data: Path, count: int) -> list[Indexed]:
    """Return so many passages of the legal articles as files of an index, 100 a file."""
    texts = Perturbed(passages_of(data), count)
    files = []
    for first in range(0, count, 100):
        name, source, passages = f"van-ban-{first // 100:05}.txt", "", []
        for text in texts[first : first + 100]:
            span = Span(name, len(source), len(source) + len(text.body))
            source += text.body + "\n"
            runs = ((0, span.start),)
            passages.append(Passage(name, "", (text.heading,), text.body, span, "text", runs))
        digest = hashlib.sha256(source.encode()).hexdigest()
        files.append(Indexed(name, digest, Plan(name, Metadata()), source, passages=tuple(passages)))
    return files


def milvus(options: argparse.Namespace) -> None:
    """Write the same passages to a folder and to a server; say whether both find the same, and what it takes."""
    files = documents(options.data, options.passages)
    questions = questions_of(options.data)[:100]
    folder = FolderStore(options.work / "folder")
    with folder.writer():
        folder.write(files)
    data, port = options.work / "milvus", free_port()
    server = start_server(data, port)
    try:
        store = MilvusStore.at(f"milvus://127.0.0.1:{port}/bench")
        started = time.perf_counter()
        store.write(files)
        written = time.perf_counter() - started
        searchers = [one.open().searcher() for one in (folder, store)]
        lists: list[list[list[Hit]]] = []
        spent: list[list[float]] = []
        for searcher in searchers:
            times, hits = [], []
            for question in [questions[0], *questions]:
                started = time.perf_counter()
                hits.append(searcher.search(question, BEST))
                times.append((time.perf_counter() - started) * 1000)
            lists.append(hits[1:])
            spent.append(sorted(times[1:]))
        memory = _status(server.pid, "VmHWM:")
    finally:
        server.kill()
        server.wait()
    pairs = list(zip(*lists, strict=True))
    equal = [[hit.passage for hit in one] == [hit.passage for hit in other] for one, other in pairs]
    tied = [_same_but_for_ties(one, other) for one, other in pairs]
    common = [len({hit.passage for hit in one} & {hit.passage for hit in other}) / BEST for one, other in pairs]
    print(
        f"{options.passages:,} passages, {len(questions)} questions, the ten best of each: the same list"
        f" {sum(equal)} times, the same but for ties {sum(tied)} times, {statistics.mean(common):.1%} in common;"
        f" folder p50 {statistics.median(spent[0]):.0f} ms, server p50 {statistics.median(spent[1]):.0f} ms"
        f" p95 {spent[1][int(0.95 * len(questions))]:.0f} ms; written in {written:.0f} s; server {memory:.0f} MB"
    )


def _same_but_for_ties(one: list[Hit], other: list[Hit]) -> bool:
    """Say whether two lists have the same scores, which only texts of one score can have in another order."""
    return len(one) == len(other) and all(abs(a.score - b.score) < 1e-4 for a, b in zip(one, other, strict=True))


def _status(process: int, name: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return float("nan")


def mixed_files(count: int, folder: Path) -> list[Path]:
    """Make Word files, web pages, PDF files and scans of the test plans: of every ten, three, three, three and one."""
    folder.mkdir(parents=True, exist_ok=True)
    given = [*plans("plans"), *plans("unread")]
    words = []
    for plan in given:
        path = folder / f"{plan.name}.docx"
        path.write_bytes(build_docx(plan))
        words.append(path)
    pdfs = convert(words, "pdf", folder)
    made = []
    for number in range(count):
        place, kind = (number // 10) % len(given), number % 10
        if kind < 3:
            data, suffix = words[place].read_bytes(), "docx"
        elif kind < 6:
            data, suffix = build_html(given[place]), "html"
        elif kind < 9:
            data, suffix = pdfs[place].read_bytes(), "pdf"
        else:
            pages = [spoil(page, number, skew=0.7, noise=0.3) for page in page_images(pdfs[place], 150)[:1]]
            data, suffix = image_pdf(pages, 150), "scan.pdf"
        path = folder / "files" / f"{number:04}.{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        made.append(path)
    return made


def both_cores() -> float:
    """Return how many times as much two processes reckon as one in the same time: the most that can be gained."""
    reckoning = [sys.executable, "-c", "sum(number * number % 7 for number in range(10_000_000))"]
    taken = []
    for count in (1, 2):
        started = time.perf_counter()
        processes = [subprocess.Popen(reckoning) for _ in range(count)]
        for process in processes:
            process.wait()
        taken.append(time.perf_counter() - started)
    return 2 * taken[0] / taken[1]


def reading(options: argparse.Namespace) -> None:
    """Read mixed files on one worker of a cluster and on two, in turns, so that both meet the same load."""
    folder = options.work / "mixed"
    made = sorted((folder / "files").glob("*")) if (folder / "files").is_dir() else []
    files = made if len(made) == options.files else mixed_files(options.files, folder)
    state = fingerprint()
    seconds, read = {1: 0.0, 2: 0.0}, {1: set[str](), 2: set[str]()}
    reckoned: list[float] = []
    with ExitStack() as stack:
        clusters = {}
        for workers in seconds:
            own = options.work / f"cluster-{workers}"
            own.mkdir(exist_ok=True)
            processes = Processes(own, workers, preload=False)
            stack.callback(processes.stop)
            clusters[workers] = stack.enter_context(connected(processes.address))
            clusters[workers].wait_for_workers(workers)
            warm = [lambda path=path: (path.name, path.read_bytes(), state) for path in files[:4] * workers]
            list(clusters[workers].each(read_on_worker, warm))  # each has its models now
        for first in range(0, len(files), _ROUND):
            some = sorted(files[first : first + _ROUND], key=lambda path: path.stat().st_size, reverse=True)
            jobs = [lambda path=path: (path.name, path.read_bytes(), state) for path in some]
            for workers, cluster in clusters.items():
                started = time.perf_counter()
                for number, values in cluster.each(read_on_worker, jobs):
                    assert "plan" in values, some[number].name
                    assert some[number].name not in read[workers]
                    read[workers].add(some[number].name)
                seconds[workers] += time.perf_counter() - started
            reckoned.append(both_cores())
            told = ", ".join(f"{workers}: {seconds[workers]:.1f} s" for workers in seconds)
            print(f"  {first + len(some)} files; workers {told}", flush=True)
    assert len(read[1]) == len(read[2]) == len(files)
    ratio = seconds[1] / seconds[2]
    print(f"{len(files)} files: two workers are {ratio:.2f} times as fast as one, on {os.cpu_count()} cores")
    print(f"two processes that only reckon are {statistics.median(reckoned):.2f} times as fast as one here")


def main() -> None:
    """Run the part that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["index", "search", "milvus", "reading"])
    parser.add_argument("--data", type=Path, help="the training data, with zalo/legal_articles.jsonl.xz")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sizes", default="10000,84000,300000,1000000")
    parser.add_argument("--passages", type=int, default=84_000)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "reports")
    options = parser.parse_args()
    if options.part == "search":
        sys.stdout.write(json.dumps(search(options.work, questions_of(options.data))))
    else:
        options.work.mkdir(parents=True, exist_ok=True)
        {"index": index, "milvus": milvus, "reading": reading}[options.part](options)


if __name__ == "__main__":
    main()
