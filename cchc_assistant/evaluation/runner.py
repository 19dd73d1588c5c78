"""The evaluation from question file to report."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from cchc_assistant import __version__
from cchc_assistant.assistant import Assistant
from cchc_assistant.evaluation.asking import PREDICTIONS, Progress, Record, ask_all
from cchc_assistant.evaluation.cases import Case, judge
from cchc_assistant.evaluation.compare import compare, failures
from cchc_assistant.evaluation.forms import derive
from cchc_assistant.evaluation.question_files import QuestionSet, read_questions
from cchc_assistant.evaluation.report import write_report
from cchc_assistant.evaluation.summary import summarize
from cchc_assistant.retrieval.store import Place
from cchc_assistant.settings import LanguageModel

METRICS, REPORT = "metrics.json", "report.html"
OURS = "cchc_assistant"
_ROOT = Path(__file__).resolve().parent.parent.parent
_LIBRARIES = ("numpy", "numba", "faiss-cpu", "rich")


@dataclass(frozen=True, slots=True)
class Options:
    """How an evaluation is run.

    Attributes:
        forms: forms in which Vietnamese questions are asked; see ``forms.FORMS``.
        jobs: how many processes.
        compare: the folder of another run to compare with.
        least: gates from below, by name of the figure.
        most: gates from above.
        blind: splits whose wrong answers the report does not show.
        small: up to how many questions one process does it all.
        language_model: the model that words the answers, None for the plans' own words.
    """

    forms: tuple[str, ...] = ("vi",)
    jobs: int = 1
    compare: Path | None = None
    least: tuple[tuple[str, float], ...] = ()
    most: tuple[tuple[str, float], ...] = ()
    blind: tuple[str, ...] = ()
    small: int = 0
    language_model: LanguageModel | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation found; ``systems`` are summaries by name, this program's first."""

    questions: QuestionSet
    cases: Sequence[Case]
    systems: Mapping[str, Mapping[str, Any]]
    changes: Mapping[str, Any] | None = None
    failed: Sequence[str] = field(default_factory=tuple)

    @property
    def exit_status(self) -> int:
        """0 if every line could be used and every gate is met, else 1."""
        return 1 if self.questions.bad or self.failed else 0


def run(
    questions: Path, index: Place, out: Path, options: Options | None = None, progress: Progress | None = None
) -> Outcome:
    """Ask the questions of a file and write predictions, metrics and report.

    Args:
        questions: JSON lines or CSV.
        index: where the index is: a folder, or an address of a server.
        out: folder that is written to.
        options: how it is run.
        progress: called with how many questions are done, and of how many.

    Raises:
        BadQuestionSet: the file holds no usable question.
        IndexUnusable: there is no index, or it can't be used.
        InputError: there is nothing to compare with.
    """
    options = options or Options()
    given = read_questions(questions)
    asked = derive(given.questions, options.forms)
    jobs = options.jobs if len(asked) > options.small else 1
    records = ask_all(asked, index, out, jobs, progress, options.language_model)
    source_of = sources(Assistant.open(index))
    cases = judge(asked, records, source_of)
    changes = compare(cases, options.compare, source_of) if options.compare else None
    systems = {OURS: summarize(cases)}
    failed = failures(systems[OURS], options.least, options.most)
    outcome = Outcome(given, cases, systems, changes, failed)
    model = options.language_model.model if options.language_model else None
    write(outcome, out, {**environment(index), "language_model": model}, options.blind)
    return outcome


def sources(*assistants: Assistant) -> Callable[[str], str | None]:
    """Return the function that gives the source text of a document of any of the indexes, None where there is none."""
    texts = {plan.document: assistant.source(plan.document) for assistant in assistants for plan in assistant.plans}
    return texts.get


def write(outcome: Outcome, out: Path, about: Mapping[str, Any], blind: Sequence[str] = ()) -> None:
    """Write ``metrics.json`` and ``report.html`` of an evaluation."""
    out.mkdir(parents=True, exist_ok=True)
    document = {
        "about": {**about, "questions": outcome.questions.name},
        "bad_lines": [{"line": bad.number, "reason": bad.reason} for bad in outcome.questions.bad],
        "systems": outcome.systems,
        "compare": outcome.changes,
        "failed_gates": list(outcome.failed),
    }
    (out / METRICS).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (out / REPORT).write_text(write_report(outcome.cases, document, blind), encoding="utf-8")


def write_predictions(records: Sequence[Record], out: Path) -> None:
    """Write ``predictions.jsonl`` of records that were asked for in parts."""
    lines = (json.dumps(record.prediction, ensure_ascii=False) + "\n" for record in records)
    (out / PREDICTIONS).write_text("".join(lines), encoding="utf-8")


def environment(*indexes: Place) -> dict[str, Any]:
    """Return when, where and with what an evaluation was run."""
    return {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gib": _memory(),
            "system": platform.system(),
        },
        "versions": {"python": platform.python_version(), OURS: __version__, **versions(_LIBRARIES)},
        "git": _git(),
        "indexes": [str(index) for index in indexes],
    }


def versions(names: Sequence[str]) -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError, AttributeError):
        return None


def _git() -> dict[str, Any] | None:
    """Return the commit of the program's own checkout and whether it was changed since; None outside of one."""
    try:
        commit, status = (
            subprocess.run(
                ["git", "-C", str(_ROOT), *words], check=True, capture_output=True, text=True, timeout=10
            ).stdout
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--", "cchc_assistant"))
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit.strip(), "changed": bool(status.strip())}
