"""Measure how the search grows with the number of passages, and draw it.

    python eval/retrieval_growth.py --data DIR [--sizes 10000,84000,300000,1000000] [--out eval/reports]

The passages are windows of at most 600 characters over the legal articles; beyond what there is, they are repeated with
every eighth word left out, others each time. Each size runs in a process of its own, so that its memory is its own.
Writes ``retrieval_growth.json`` and ``retrieval_growth.svg``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import overload

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cchc_assistant.retrieval.engine import SearchText  # noqa: E402
from cchc_assistant.retrieval.sentences import windows  # noqa: E402

WINDOW = 600
QUESTIONS = 200


class Perturbed(Sequence[SearchText]):
    """As many passages as wanted, made of those there are, without holding more than those in memory."""

    def __init__(self, passages: list[SearchText], size: int) -> None:
        self._passages = passages
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> SearchText: ...
    @overload
    def __getitem__(self, place: slice) -> list[SearchText]: ...
    def __getitem__(self, place: int | slice) -> SearchText | list[SearchText]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._size))]
        if not 0 <= place < self._size:
            raise IndexError(place)
        round_, number = divmod(place, len(self._passages))
        passage = self._passages[number]
        if not round_:
            return passage
        words = passage.body.split(" ")
        rng = random.Random(place)
        kept = " ".join(word for word in words if rng.random() > 1 / 8)
        return SearchText(kept, passage.heading)


def passages_of(data: Path) -> list[SearchText]:
    """Cut the legal articles into windows, in a random order that is the same every time."""
    found = []
    for line in lzma.decompress((data / "zalo" / "legal_articles.jsonl.xz").read_bytes()).splitlines():
        record = json.loads(line)
        found += [SearchText(record["text"][a:b], record["title"]) for a, b in windows(record["text"], WINDOW)]
    random.Random(0).shuffle(found)
    return found


def measure(data: Path, size: int) -> dict[str, float | str]:
    """Build and search one size; run in a process of its own."""
    from eval.retrieval_systems import Ours

    lines = lzma.decompress((data / "zalo" / "legal_questions.jsonl.xz").read_bytes()).splitlines()
    questions = [json.loads(line)["question"] for line in lines[:QUESTIONS]]
    passages = Perturbed(passages_of(data), size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        ours = Ours.build(passages, folder)
        built = time.perf_counter() - started
        disk = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        kind = ours.engine.vectors.kind
        # Opened anew in a fresh process, so that the memory is that of searching alone.
        done = subprocess.run(
            [sys.executable, __file__, "--search", name],
            input=json.dumps(questions),
            capture_output=True,
            text=True,
            check=True,
        )
    return {"passages": size, "vectors": kind, "build_s": built, "disk_mb": disk, **json.loads(done.stdout)}


def peak_mb() -> float:
    """Return the largest resident memory of this process so far; getrusage counts that of the parent before exec."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def search(folder: Path) -> None:
    """Search an index for the questions on standard input; print times and memory."""
    from cchc_assistant.retrieval.embed import open_embedder
    from cchc_assistant.retrieval.engine import Engine

    questions = json.loads(sys.stdin.read())
    engine, embedder = Engine.open(folder), open_embedder()
    spent = []
    for question in [questions[0], *questions]:
        started = time.perf_counter()
        engine.search(engine.query(question), embedder.encode([question])[0], 10)
        spent.append((time.perf_counter() - started) * 1000)
    spent = sorted(spent[1:])
    figures = {
        "p50_ms": statistics.median(spent),
        "p95_ms": spent[int(0.95 * len(spent))],
        "rss_mb": peak_mb(),
    }
    sys.stdout.write(json.dumps(figures))


CURVES = (("build_s", "build, s"), ("disk_mb", "disk, MB"), ("rss_mb", "memory while searching, MB"),
          ("p95_ms", "query p95, ms"), ("p50_ms", "query p50, ms"))  # fmt: skip
COLOURS = ("#8c564b", "#7f7f7f", "#2ca02c", "#d62728", "#1f77b4")


def drawing(rows: Sequence[dict[str, float | str]]) -> str:
    """Draw the figures over the number of passages, both axes logarithmic, as SVG."""
    from math import floor, log10

    wide, high, left, top = 760, 460, 70, 50
    sizes = [float(row["passages"]) for row in rows]
    values = [float(row[name]) for name, _ in CURVES for row in rows]
    low, top_value = floor(log10(min(values))), log10(max(values)) + 0.15
    first, last = log10(min(sizes)), log10(max(sizes))

    def x(size: float) -> float:
        return left + (log10(size) - first) / max(1e-9, last - first) * (wide - left - 220)

    def y(value: float) -> float:
        return high - 50 - (log10(value) - low) / (top_value - low) * (high - 50 - top)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">',
        f'<rect width="{wide}" height="{high}" fill="white"/>',
        f'<text x="{left}" y="24" font-size="16">Search over {sizes[0]:,.0f} to {sizes[-1]:,.0f} passages</text>',
    ]
    for power in range(low, floor(top_value) + 1):
        height = y(10**power)
        parts.append(f'<path d="M{left} {height:.1f}H{wide - 220}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{height + 4:.1f}" text-anchor="end">{10**power:,g}</text>')
    for row, size in zip(rows, sizes, strict=True):
        parts.append(f'<text x="{x(size):.1f}" y="{high - 28}" text-anchor="middle">{size:,.0f}</text>')
        parts.append(
            f'<text x="{x(size):.1f}" y="{high - 12}" text-anchor="middle" fill="#777">{row["vectors"]}</text>'
        )
    ends: list[float] = []
    for (name, label), colour in zip(CURVES, COLOURS, strict=True):
        points = [(x(size), y(float(row[name]))) for size, row in zip(sizes, rows, strict=True)]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        at = points[-1][1]
        while any(abs(at - other) < 14 for other in ends):
            at += 3
        ends.append(at)
        shown = f"{label}: {float(rows[-1][name]):,.0f}"
        parts.append(f'<text x="{points[-1][0] + 10:.1f}" y="{at + 4:.1f}" fill="{colour}">{shown}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Measure every size and draw the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sizes", default="10000,84000,300000,1000000")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "reports")
    parser.add_argument("--one", type=int)
    parser.add_argument("--search", type=Path)
    options = parser.parse_args()
    if options.search:
        search(options.search)
        return
    if options.one:
        sys.stdout.write(json.dumps(measure(options.data, options.one)))
        return
    options.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for size in map(int, options.sizes.split(",")):
        done = subprocess.run(
            [sys.executable, __file__, "--data", str(options.data), "--one", str(size)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        rows.append({k: round(v, 2) if isinstance(v, float) else v for k, v in json.loads(done.stdout).items()})
        print(rows[-1], flush=True)
        (options.out / "retrieval_growth.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        (options.out / "retrieval_growth.svg").write_text(drawing(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
