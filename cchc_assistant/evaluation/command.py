"""``cchc eval``: from its options to what it prints and how it ends."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cchc_assistant.errors import UsageError
from cchc_assistant.evaluation import runner
from cchc_assistant.evaluation.asking import Progress as Report
from cchc_assistant.evaluation.compare import gates
from cchc_assistant.evaluation.console import comparison_view, failures_view, results_view
from cchc_assistant.evaluation.forms import forms_of

# Below this many questions a second process costs more than it saves.
_SMALL = 100


def evaluate(options: argparse.Namespace, screen: Console, log: Console) -> int:
    """Run an evaluation as the command line asks and return the exit status.

    Raises:
        UsageError: an option can't be understood.
        BadQuestionSet: the file holds no usable question.
        IndexUnusable: there is no index, or it can't be used.
        InputError: there is nothing to compare with.
    """
    if options.jobs is not None and options.jobs < 1:
        raise UsageError(f"--jobs {options.jobs}: cần một số từ 1 trở lên")
    chosen = runner.Options(
        forms=forms_of(options.forms) or ("vi",),
        jobs=options.jobs or os.cpu_count() or 1,
        compare=options.compare,
        least=tuple(gates(options.min, "--min")),
        most=tuple(gates(options.max, "--max")),
        blind=tuple(options.blind),
        small=0 if options.jobs else _SMALL,
        language_model=options.language_model,
    )
    with progress_bar(log) as progress:
        outcome = runner.run(options.questions, options.store or options.index, options.out, chosen, progress)
    for bad in outcome.questions.bad:
        log.print(f"cchc: {outcome.questions.name}: {bad}", markup=False, soft_wrap=True)
    screen.print(results_view(outcome.systems, len(outcome.questions.bad)))
    if outcome.changes:
        screen.print(comparison_view(outcome.changes))
    if outcome.failed:
        screen.print(failures_view(outcome.failed))
    screen.print(f"Báo cáo: {options.out / runner.REPORT}", markup=False, soft_wrap=True)
    return outcome.exit_status


@contextmanager
def progress_bar(console: Console) -> Iterator[Report]:
    """Show how many questions have been asked; gives the function that reports it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("Đang hỏi", total=None)
        yield lambda done, total: bar.update(line, completed=done, total=total)
