"""Asking every question of a set, in several processes, each answer written down as soon as it is there."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.answering.llm import Writer
from cchc_assistant.assistant import Assistant
from cchc_assistant.evaluation.questions import Question
from cchc_assistant.evaluation.trace import Trace, trace
from cchc_assistant.retrieval.store import Place, open_store
from cchc_assistant.settings import LanguageModel

PREDICTIONS, TRACES, UNFINISHED = "predictions.jsonl", "trace.jsonl", "unfinished.json"
ERROR_REASON = "error"
_LOG = logging.getLogger(__name__)
_PACKAGE = Path(__file__).resolve().parent.parent
_WARM_UP = "Ai chủ trì nhiệm vụ này, khi nào?"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one question; ``accented`` is the prediction for its accented form where that can differ."""

    prediction: dict[str, Any]
    trace: Trace
    accented: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return str(self.prediction["id"])


def ask_one(assistant: Assistant, question: Question, writer: Writer | None = None) -> Record:
    """Ask one question, its context question first; a failure becomes a prediction with the reason "error"."""
    try:
        prediction, seen = _asked(assistant, question.id, question.question, question.context_question, writer)
        accented = None
        if question.accented and prediction["understood"] != question.accented:
            accented, _ = _asked(assistant, question.base, question.accented, question.accented_context, writer)
        return Record(prediction, seen, accented)
    except Exception as error:
        # One question that breaks the program must not hide what became of the others.
        _LOG.exception("question %s failed", question.id)
        said = Answer(question.question, "", f"{type(error).__name__}: {error}", abstained=True, reason=ERROR_REASON)
        return Record(said.to_json(question.id), Trace())


def _asked(
    assistant: Assistant, identifier: str, question: str, context: str | None, writer: Writer | None
) -> tuple[dict[str, Any], Trace]:
    conversation = Conversation()
    if context:
        assistant.ask(context, conversation)
    seen = trace(assistant, question, conversation)
    *_, answer = assistant.stream(question, conversation, writer)
    return answer.to_json(identifier), seen


_assistant: Assistant | None = None
_writer: Writer | None = None


def _quiet() -> None:
    """Keep what the program logs of single answers off the screen; the figures tell of them."""
    logging.getLogger("cchc_assistant").addHandler(logging.NullHandler())


def _open(index: Place, model: LanguageModel | None) -> None:
    """Open the index in a worker process and warm it up, so that latencies are those of a running assistant."""
    global _assistant, _writer
    _quiet()
    _assistant = Assistant.open(index)
    _writer = Writer.open(model) if model else None
    _assistant.ask(_WARM_UP)


def _work(question: Question) -> Record:
    assert _assistant is not None
    return ask_one(_assistant, question, _writer)


def ask_all(
    questions: Sequence[Question],
    index: Place,
    folder: Path,
    jobs: int,
    progress: Progress | None = None,
    model: LanguageModel | None = None,
) -> list[Record]:
    """Ask all questions and return their records in order.

    Records are appended to the folder's files as they come, so a run that was cut off goes on where it stopped if it
    is started again with the same questions, index and program.

    Args:
        questions: of one set.
        index: where the index is: a folder, or an address of a server.
        folder: where the files go; made if it is not there.
        jobs: how many processes.
        progress: called with how many are done, and of how many.
        model: the language model that words the answers, None for the plans' own words.

    Raises:
        IndexUnusable: there is no index, or it can't be used.
        UsageError: what speaks to the model is not installed.
    """
    _quiet()
    warm = Assistant.open(index)  # fails early, in this process, if there is none
    folder.mkdir(parents=True, exist_ok=True)
    state = fingerprint(questions, index, model)
    done = {record.id: record for record in _kept(folder, state)}
    _start(folder, state, list(done.values()))
    left = [question for question in questions if question.id not in done]
    with (
        (folder / PREDICTIONS).open("a", encoding="utf-8") as predictions,
        (folder / TRACES).open("a", encoding="utf-8") as traces,
        closing(_stream(left, index, warm, jobs, model)) as stream,
    ):
        for record in stream:
            done[record.id] = record
            predictions.write(_line(record.prediction))
            traces.write(_line(_trace_json(record)))
            predictions.flush()
            traces.flush()
            if progress:
                progress(len(done), len(questions))
    records = [done[question.id] for question in questions]
    _write(folder, records)
    (folder / UNFINISHED).unlink(missing_ok=True)
    return records


def _stream(
    questions: Sequence[Question], index: Place, warm: Assistant, jobs: int, model: LanguageModel | None
) -> Generator[Record]:
    if jobs <= 1 or len(questions) < 2 * jobs:
        warm.ask(_WARM_UP)
        with closing(Writer.open(model)) if model else nullcontext() as writer:
            for question in questions:
                yield ask_one(warm, question, writer)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_open, initargs=(index, model)) as pool:
        yield from pool.map(_work, questions, chunksize=8)


def fingerprint(questions: Sequence[Question], index: Place, model: LanguageModel | None = None) -> str:
    """Return what a run depends on, as a hash: the questions, the index, the program, the model."""
    digest = hashlib.sha256(repr(model).encode() if model else b"")
    for question in questions:
        digest.update(json.dumps(asdict(question), ensure_ascii=False, sort_keys=True).encode())
    digest.update(open_store(index).current().encode())
    found = index.rglob("*") if isinstance(index, Path) else ()
    files = [path for path in found if path.is_file() and path.suffix in (".json", ".jsonl", "")]
    files += [path for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".toml", ".tsv", ".txt")]
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _kept(folder: Path, state: str) -> list[Record]:
    """Return the records of a run that was cut off, none if it asked something else."""
    try:
        if json.loads((folder / UNFINISHED).read_text(encoding="utf-8")).get("fingerprint") != state:
            return []
    except (OSError, ValueError):
        return []
    traces = {line["id"]: line for line in read_lines(folder / TRACES)}
    return [
        _record(prediction, traces[prediction["id"]])
        for prediction in read_lines(folder / PREDICTIONS)
        if prediction["id"] in traces
    ]


def _start(folder: Path, state: str, kept: Sequence[Record]) -> None:
    _write(folder, kept)
    (folder / UNFINISHED).write_text(json.dumps({"fingerprint": state}) + "\n", encoding="utf-8")


def _write(folder: Path, records: Sequence[Record]) -> None:
    (folder / PREDICTIONS).write_text("".join(_line(record.prediction) for record in records), encoding="utf-8")
    (folder / TRACES).write_text("".join(_line(_trace_json(record)) for record in records), encoding="utf-8")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSON-lines file; a line that a cut-off run left half written is left out."""
    found = []
    for line in path.read_text(encoding="utf-8").split("\n") if path.is_file() else ():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and "id" in record:
            found.append(record)
    return found


def _trace_json(record: Record) -> dict[str, Any]:
    return {"id": record.id, **record.trace.to_json(), "accented": record.accented}


def _record(prediction: dict[str, Any], line: dict[str, Any]) -> Record:
    return Record(prediction, Trace.from_json(line), line.get("accented"))


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
