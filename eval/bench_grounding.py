"""Ask generated questions and check that every answer shows nothing but spans of cited sources.

    python eval/bench_grounding.py [PATH …] [--count 10000] [--seed 1] [--show 10]

The questions are made of the tasks, units, dates and parts of the plans (by default those of ``corpus`` and
``eval/plans``): put together rightly and wrongly, in every spelling, with follow-ups and nonsense among them. Prints
how many were answered, refused, not grounded, or broke the program, and how long they took; ends with 1 if any of the
latter two is not zero.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.grounding import NotGrounded
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import build
from eval.generated_questions import Asked, Generator

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Outcome:
    """What became of the questions, by kind; ``failures`` are those not grounded or broken, with what is wrong."""

    answered: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    not_grounded: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Asked, str]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def ask_all(assistant: Assistant, count: int, seed: int) -> Outcome:
    """Ask generated questions of a strict assistant."""
    outcome = Outcome()
    conversation = Conversation()
    for asked in Generator(assistant, seed).questions(count):
        if asked.first:
            conversation = Conversation()
        began = time.perf_counter()
        try:
            answer = assistant.ask(asked.text, conversation)
        except NotGrounded as error:
            outcome.not_grounded[asked.kind] += 1
            outcome.failures.append((asked, str(error)))
        except Exception:
            outcome.broken[asked.kind] += 1
            outcome.failures.append((asked, traceback.format_exc()))
        else:
            (outcome.refused if answer.abstained else outcome.answered)[asked.kind] += 1
        outcome.milliseconds.append(1000 * (time.perf_counter() - began))
    return outcome


def report(outcome: Outcome) -> str:
    """Return the table of what became of the questions."""
    columns = (outcome.answered, outcome.refused, outcome.not_grounded, outcome.broken)
    kinds = sorted(set().union(*columns))
    lines = [f"{'questions':28} {'answered':>9} {'refused':>9} {'not grounded':>13} {'tracebacks':>11}"]
    for kind in kinds:
        lines.append(_row(kind, [column[kind] for column in columns]))
    lines.append(_row("all", [column.total() for column in columns]))
    cuts = quantiles(outcome.milliseconds, n=100)
    lines.append(f"latency: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, longest {max(outcome.milliseconds):.0f} ms")
    return "\n".join(lines)


def _row(name: str, numbers: list[int]) -> str:
    return f"{name:28} {numbers[0]:9} {numbers[1]:9} {numbers[2]:13} {numbers[3]:11}"


def main() -> int:
    """Print the table and return 1 if an answer was not grounded or a question broke the program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "corpus", ROOT / "eval" / "plans"])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="how many failures to print")
    options = parser.parse_args()
    Assistant.strict = True
    with tempfile.TemporaryDirectory() as folder:
        build(options.paths, Path(folder) / "index")
        assistant = Assistant.open(Path(folder) / "index")
        assistant.ask("Ai chủ trì nhiệm vụ này?")
        outcome = ask_all(assistant, options.count, options.seed)
    print(report(outcome))
    for asked, what in outcome.failures[: options.show]:
        print(f"\n{asked.kind}: {asked.text!r}\n{what}")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
