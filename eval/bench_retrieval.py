"""Print every figure of retrieval: articles, plans, speed, growth, cold start, killed writers.

    python eval/bench_retrieval.py [--data DIR] [--parts articles,subset,plans,cold,kills] [--small 3000] [--json OUT]

``--data`` names the folder with the legal articles and questions (see the card of the embedder); without it the parts
"articles" and "subset" are left out. The 300 questions of ``legal_report_ids.txt`` took no part in training or tuning.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cchc_assistant.ingest import build  # noqa: E402
from cchc_assistant.retrieval.engine import SearchText, Tuning  # noqa: E402
from cchc_assistant.retrieval.hybrid import Searcher  # noqa: E402
from cchc_assistant.retrieval.index_search import text_of  # noqa: E402
from eval.retrieval_systems import FORMS, MiniLm, Ours, PlainBm25, System, Understanding  # noqa: E402

REPORT_IDS = ROOT / "eval" / "legal_report_ids.txt"
QUESTION_SETS = (
    (ROOT / "corpus", ROOT / "eval" / "questions.jsonl"),
    (ROOT / "eval" / "plans", ROOT / "eval" / "questions-more.jsonl"),
)
K = 10
ARTICLES = Tuning(heading=15.0, heading_vector=0.35, pair=1.0, dense=0.35)
"""An article's heading is its own title, not that of a part; the weights are from the questions for tuning."""


@dataclass
class Report:
    """Figures as they are found; printed at once and kept for ``--json``."""

    figures: dict[str, Any] = field(default_factory=dict)

    def row(self, part: str, system: str, form: str, **values: float) -> None:
        """Print and keep one line of a table."""
        self.figures[f"{part} | {system} | {form}"] = {name: round(value, 4) for name, value in values.items()}
        shown = "  ".join(f"{name} {value:8.3f}" for name, value in values.items())
        sys.stdout.write(f"{part:<16}{system:<28}{form:<15}{shown}\n")
        sys.stdout.flush()


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON Lines file, xz-compressed or plain."""
    data = path.read_bytes()
    for line in (lzma.decompress(data) if path.suffix == ".xz" else data).splitlines():
        yield json.loads(line)


def ranking(found: Sequence[int], gold: set[int]) -> tuple[float, float]:
    """Return recall and nDCG of the first ten."""
    gains = [number in gold for number in found[:K]]
    best = sum(1 / math.log2(place + 2) for place in range(min(K, len(gold))))
    return sum(gains) / len(gold), sum(gain / math.log2(place + 2) for place, gain in enumerate(gains)) / best


def timed(
    search: Callable[[str, int], list[int]], questions: Iterable[str]
) -> tuple[list[list[int]], dict[str, float]]:
    """Search for each question; return what was found and how many milliseconds it took.

    On a machine with other work, processor time says more than the clock.
    """
    found, wall, processor = [], [], []
    for question in questions:
        started, begun = time.perf_counter(), time.process_time()
        found.append(search(question, K))
        wall.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - begun) * 1000)
    speed = {
        "p50_ms": statistics.median(wall),
        "p95_ms": percentile(wall, 0.95),
        "cpu50_ms": statistics.median(processor),
        "cpu95_ms": percentile(processor, 0.95),
    }
    return found, speed


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _law(data: Path) -> tuple[list[SearchText], dict[str, int], list[dict[str, Any]]]:
    """Return the legal articles, their numbers by id, and the questions kept for reporting."""
    law = list(records(data / "zalo" / "legal_articles.jsonl.xz"))
    kept = set(REPORT_IDS.read_text(encoding="utf-8").split())
    asked = [record for record in records(data / "zalo" / "legal_questions.jsonl.xz") if record["id"] in kept]
    passages = [SearchText(record["text"], record["title"]) for record in law]
    return passages, {record["_id"]: number for number, record in enumerate(law)}, asked


def articles(data: Path, report: Report) -> None:
    """Measure on all legal articles."""
    passages, numbers, asked = _law(data)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        ours = Ours.build(passages, Path(folder), bar("chỉ mục"), ARTICLES)
        report.row("articles 84k", ours.name, "build", seconds=time.perf_counter() - started)
        systems: list[System] = [ours, Ours(**{**vars(ours), "rrf": True, "name": "ours, ranks fused"})]
        compare(systems, asked, numbers, "articles 84k", report)
        report.row("articles 84k", "whole process", "memory", rss_mb=peak_mb())
        compare([PlainBm25(passages), PlainBm25(passages, pairs=True)], asked, numbers, "articles 84k", report)


def subset(data: Path, small: int, report: Report) -> None:
    """Measure on a random part of the articles, those that answer among them: few enough for a transformer."""
    passages, numbers, asked = _law(data)
    rng = random.Random(0)
    wanted = {numbers[one] for record in asked for one in record["relevant"]}
    chosen = sorted(wanted | set(rng.sample(range(len(passages)), max(0, small - len(wanted)))))
    part = [passages[number] for number in chosen]
    own = {number: place for place, number in enumerate(chosen)}
    places = {name: own[number] for name, number in numbers.items() if number in own}
    with tempfile.TemporaryDirectory() as folder:
        name = f"articles {len(part)}"
        systems: list[System] = [
            Ours.build(part, Path(folder), tuning=ARTICLES),
            PlainBm25(part),
            PlainBm25(part, pairs=True),
        ]
        compare([*systems, MiniLm(part)], asked, places, name, report)


def compare(
    systems: Iterable[System], asked: list[dict[str, Any]], numbers: dict[str, int], part: str, report: Report
) -> None:
    """Ask every system every question in three forms."""
    for system in systems:
        system.search("khởi động", K)
        for form, typed in FORMS.items():
            found, speed = timed(system.search, (typed(record["question"], record["id"]) for record in asked))
            scores = [
                ranking(ranks, {numbers[one] for one in record["relevant"]})
                for ranks, record in zip(found, asked, strict=True)
            ]
            recall, ndcg = (statistics.fmean(side) for side in zip(*scores, strict=True))
            report.row(part, system.name, form, **{"R@10": recall, "nDCG@10": ndcg}, **speed)


def plans(report: Report) -> None:
    """Measure on the question sets over plans: is a passage that holds the answer among the first three?

    Left out are questions whose answer stands in a title alone, which no system here quotes.
    """
    counted: dict[tuple[str, str, str], list[int]] = {}
    for folder, questions in QUESTION_SETS:
        for key, places in _places(folder, questions).items():
            counted.setdefault(key, []).extend(places)
    for (split, system, form), first in counted.items():
        within = {f"@{k}": share(first, k) for k in (1, 3, 10)}
        report.row(f"plans, {split}", system, form, questions=len(first), **within)


def _places(plans: Path, questions: Path) -> dict[tuple[str, str, str], list[int]]:
    """Return, by split, system and form, where the first passage with the answer of each question stands."""
    with tempfile.TemporaryDirectory() as folder:
        build([plans], Path(folder))
        searcher = Searcher.open(Path(folder))
        held = list(searcher.passages)
        facts = {document.name: document for document in searcher.passages.documents}
        shown = [passage for passage in held if passage.kind != "heading"]
        texts = [text_of(passage, facts[passage.document], searcher.phrasing) for passage in shown]
        numbers = {id_of(passage): number for number, passage in enumerate(shown)}
        understanding = Understanding([passage.text for passage in held])

        class Whole:
            name = "ours"

            def search(self, question: str, k: int) -> list[int]:
                hits = searcher.search(understanding.wordings(question), k)
                return [numbers[id_of(hit.passage)] for hit in hits]

        asked = [q for q in records(questions) if q["answerable"] and q["quotes"]]
        gold = {q["id"]: golden(q, shown) for q in asked}
        found: dict[tuple[str, str, str], list[int]] = {}
        for system in (Whole(), PlainBm25(texts), PlainBm25(texts, pairs=True), MiniLm(texts)):
            for question in (question for question in asked if gold[question["id"]]):
                for form, typed in FORMS.items() if question["lang"] == "vi" else [("English", FORMS["accented"])]:
                    ranks = system.search(typed(text(question), question["id"]), K)
                    wanted = gold[question["id"]]
                    first = next((place for place, one in enumerate(ranks, 1) if one in wanted), K + 1)
                    found.setdefault((question["split"], system.name, form), []).append(first)
        return found


def id_of(passage: Any) -> tuple[str, int, int]:  # noqa: ANN401
    """Return what tells a passage from others."""
    return passage.document, passage.span.start, passage.span.end


def golden(question: dict[str, Any], passages: Sequence[Any]) -> set[int]:
    """Return the numbers of the passages that hold some of the words that answer."""
    return {
        number
        for number, passage in enumerate(passages)
        for quote in question["quotes"]
        if passage.document == quote["doc"] and passage.span.start < quote["end"] and quote["start"] < passage.span.end
    }


def text(question: dict[str, Any]) -> str:
    """Return a question with the one before it, where it follows one."""
    return (
        f"{question['context_question']} {question['question']}"
        if question["context_question"]
        else question["question"]
    )


def share(places: Sequence[int], k: int) -> float:
    """Return the share of places within the first ``k``."""
    return sum(place <= k for place in places) / max(1, len(places))


def cold(report: Report) -> None:
    """Measure a search in a new process: wall clock and processor time, median of five."""
    with tempfile.TemporaryDirectory() as folder:
        build([ROOT / "corpus"], Path(folder))
        script = (
            "from pathlib import Path; from cchc_assistant.retrieval.hybrid import Searcher;"
            f"Searcher.open(Path({folder!r})).search('ai chủ trì tập huấn cải cách hành chính?', 3)"
        )
        wall, processor = [], []
        for _ in range(5):
            before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            wall.append(time.perf_counter() - started)
            processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        report.row(
            "cold search", "ours", "five plans", wall_s=statistics.median(wall), cpu_s=statistics.median(processor)
        )


def kills(report: Report, times: int = 50) -> None:
    """Kill the writer at random moments; every index left behind must be whole."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plans").mkdir()
        for path in (ROOT / "corpus").iterdir():
            (folder / "plans" / path.name).write_bytes(path.read_bytes())
        script = ROOT / "tests" / "retrieval" / "kill_writer.py"
        done = subprocess.run(
            [sys.executable, str(script), str(folder / "plans"), str(folder / "index"), str(times)],
            capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        summary = json.loads(done.stdout.splitlines()[-1])
        report.row(
            "killed writer", "ours", f"{summary['kills']} kills", broken=summary["wrong"], moments=summary["operations"]
        )


def bar(name: str) -> Callable[[int, int], None] | None:
    """Return a progress bar on the terminal, nothing where there is none."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        filled = 30 * done // max(1, total)
        sys.stderr.write(f"\r{name} [{'#' * filled}{'.' * (30 - filled)}] {100 * done // max(1, total)} %")
        if done == total:
            sys.stderr.write("\n")

    return show


def peak_mb() -> float:
    """Return the largest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--parts", default="articles,subset,plans,cold,kills")
    parser.add_argument("--small", type=int, default=3000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    report = Report()
    parts = options.parts.split(",")
    if "articles" in parts and options.data:
        articles(options.data, report)
    if "subset" in parts and options.data:
        subset(options.data, options.small, report)
    if "plans" in parts:
        plans(report)
    if "cold" in parts:
        cold(report)
    if "kills" in parts:
        kills(report)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report.figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
