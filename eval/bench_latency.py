"""Measure how long answers take over many plans, and print it.

    python eval/bench_latency.py --work DIR [--plans 1000] [--questions 400] [--seed 1] [--max-p95 80]

The plans are those of ``corpus`` and ``eval/plans`` of which the text is clean, again and again under other provinces,
years and numbers. They and their index are kept in ``--work`` and taken up again. Each question is asked twice, in an
order of its own each time, and timed alone in one process: the first round is that of questions never asked before over
plans that may never have been asked about, the second that of a server that has been up for a while.
Where other programs keep the processor busy, its own time tells more than the clock.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import re
import sys
import time
from functools import partial
from pathlib import Path
from statistics import quantiles

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cchc_assistant.assistant import Assistant
from cchc_assistant.data_files import load_toml
from cchc_assistant.ingest import build
from eval.generated_questions import Generator

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "corpus", ROOT / "eval" / "plans")
YEARS = range(2019, 2027)
_YEAR = re.compile(r"(?<!\d)20[12]\d(?!\d)")
_NUMBER = re.compile(r"(?<=Số: )\d+")


def write_plans(folder: Path, count: int, seed: int) -> None:
    """Write ``count`` plans, each made of a real one: another province, year and number."""
    dice = random.Random(seed)
    names = sorted(str(name) for name in load_toml("plans/provinces.toml")["provinces"])
    own = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)
    files = [
        path
        for source in SOURCES
        for path in sorted(source.iterdir())
        if path.suffix in (".txt", ".md") and ".ocr" not in path.name
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(count):
        original = files[place % len(files)]
        text = original.read_text(encoding="utf-8")
        years = sorted({int(year) for year in _YEAR.findall(original.name)}) or [2022]
        shift, province = dice.choice(YEARS) - years[0], dice.choice(names)
        text = own.sub(partial(_named, province), text)
        text = _YEAR.sub(partial(_later, shift), text)
        text = _NUMBER.sub(str(dice.randint(1, 4000)), text)
        (folder / f"{place:05}-{original.name}").write_text(text, encoding="utf-8")


def _named(province: str, found: re.Match[str]) -> str:
    return province.upper() if found[0].isupper() else province


def _later(years: int, found: re.Match[str]) -> str:
    return str(int(found[0]) + years)


def timed(assistant: Assistant, questions: list[str]) -> tuple[list[float], list[float]]:
    """Ask questions and return how many milliseconds each took, by the clock and of the processor."""
    times, work = [], []
    for question in questions:
        began, begun = time.perf_counter(), time.process_time()
        assistant.ask(question)
        times.append(1000 * (time.perf_counter() - began))
        work.append(1000 * (time.process_time() - begun))
    return times, work


def main() -> int:
    """Print the times; return 1 if the slowest twentieth of the second round takes longer than ``--max-p95``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--plans", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-p95", type=float, default=float("inf"), metavar="MS")
    parser.add_argument("--profile", action="store_true", help="print where the time goes; it is longer then")
    options = parser.parse_args()
    folder = options.work / f"plans-{options.plans}-{options.seed}"
    index = options.work / f"index-{options.plans}-{options.seed}"
    if not folder.is_dir():
        write_plans(folder, options.plans, options.seed)
    began = time.perf_counter()
    build([folder], index)
    print(f"index up to date after {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    assistant = Assistant.open(index)
    tasks, passages = len(assistant.corpus.rows), len(assistant.corpus.passages)
    opened = time.perf_counter() - began
    print(f"{len(assistant.plans)} plans, {tasks} tasks, {passages} passages opened in {opened:.1f} s")
    (first,), (own,) = timed(assistant, ["Ai chủ trì nhiệm vụ này, khi nào?"])
    print(f"the first question of all: {first:.0f} ms, of the processor {own:.0f} ms")
    made = Generator(assistant, options.seed).questions(4 * options.questions)
    asked = [one.text for one in made if one.kind.startswith(("vi", "en"))][: options.questions]
    p95 = 0.0
    for name in ("never asked before", "asked again"):
        random.Random(name).shuffle(asked)
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        times, work = timed(assistant, asked)
        if options.profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumtime").print_stats(45)
        cuts = quantiles(times, n=100)
        p95 = cuts[94]
        print(f"{name:18} p50 {cuts[49]:6.1f} ms   p95 {p95:6.1f} ms   longest {max(times):6.0f} ms   ({len(times)})")
        own_cuts = quantiles(work, n=100)
        print(f"{'':18} of the processor alone: p50 {own_cuts[49]:.1f} ms, p95 {own_cuts[94]:.1f} ms")
        slowest = max(zip(times, asked, strict=True))
        print(f"{'':18} slowest: {slowest[1][:100]}")
    return 0 if p95 <= options.max_p95 else 1


if __name__ == "__main__":
    sys.exit(main())
