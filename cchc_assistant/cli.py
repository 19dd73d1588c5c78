"""The commands of ``cchc``. Each imports what it uses when it runs, so that a cold start is quick."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc_assistant.errors import CchcError, InputError, UsageError, reason_of
from cchc_assistant.settings import Settings, count, networks, port_number, users_file
from cchc_assistant.usage import build_parser

if TYPE_CHECKING:
    from rich.console import Console

    from cchc_assistant.answering.llm import Writer

BINARY_FORMATS = ("xlsx", "docx")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 some input unusable, 2 wrong usage or no index."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = build_parser(Settings.from_environment(os.environ)).parse_args(words)
        return COMMANDS[options.command](options)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except CchcError as error:
        return _failed(str(error), error.exit_status, words)
    except BrokenPipeError:
        # The reader has seen enough (``cchc tasks | head``); keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _failed("đã dừng theo yêu cầu", 130, words)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return _failed(f"{name}{reason_of(error)}; kiểm tra đường dẫn, quyền truy cập và chỗ trống", 1, words)
    except Exception as error:
        remedy = "chạy lại với --debug và gửi dấu vết cho người phát triển"
        return _failed(f"lỗi ngoài dự kiến ({type(error).__name__}: {error}); {remedy}", 1, words)


def _failed(message: str, status: int, words: Sequence[str]) -> int:
    if "--debug" in words:
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"cchc: {' '.join(message.split())}\n")
    return status


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


def _write_json(value: Any, *, indent: int | None = 2) -> None:  # noqa: ANN401
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def _typed(text: str) -> str:
    """Return an argument as text, also where the terminal's bytes were not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _place(options: argparse.Namespace) -> Path | str:
    """Return where the index is: the server's address where one is given, else the folder."""
    return str(options.store) if options.store else Path(options.index)


def _index(options: argparse.Namespace) -> int:
    from cchc_assistant import terminal
    from cchc_assistant.ingest import build

    with terminal.progress_bar(_console(stderr=True)) as progress:
        report = build(options.paths, _place(options), progress=progress, cluster=options.cluster)
    _console().print(terminal.coverage_view(report))
    unusable = [file for file in report.files if file.error is not None]
    for file in unusable:
        sys.stderr.write(f"cchc: {file.name}: {file.error}\n")
    return 1 if unusable else 0


def _ask(options: argparse.Namespace) -> int:
    question = _typed(" ".join(options.question)).strip()
    if not question:
        raise UsageError('câu hỏi trống; ví dụ: cchc ask "Ai chủ trì đào tạo ISO 9001?"')
    from cchc_assistant.assistant import Assistant

    assistant = Assistant.open(_place(options))
    with _writer(options) as writer:
        states = assistant.stream(question, writer=writer)
        if options.json:
            *_, answer = states
            _write_json(answer.to_json(), indent=None)
        else:
            from cchc_assistant import terminal

            terminal.show_answer(states, _console())
    return 0


@contextmanager
def _writer(options: argparse.Namespace) -> Iterator[Writer | None]:
    """Give what words answers, None where no language model is configured."""
    if options.language_model is None:
        yield None
        return
    from cchc_assistant.answering.llm import Writer

    writer = Writer.open(options.language_model)
    try:
        yield writer
    finally:
        writer.close()


def _inspect(options: argparse.Namespace) -> int:
    from cchc_assistant.ingest import inspect

    plan, source = inspect(options.file)
    if options.json:
        from cchc_assistant.plans.serialize import plan_json

        _write_json(plan_json(plan, source))
    else:
        from cchc_assistant import terminal

        _console().print(terminal.plan_view(plan))
    return 0


def _tasks(options: argparse.Namespace) -> int:
    from cchc_assistant import export
    from cchc_assistant.assistant import Assistant

    if options.format in BINARY_FORMATS and options.out is None and sys.stdout.isatty():
        raise UsageError(f"--format {options.format} không in ra màn hình được: thêm --out nhiem-vu.{options.format}")
    due = export.days(options.due) if options.due else None
    assistant = Assistant.open(_place(options))
    found = assistant.tasks(document=options.doc, unit=options.unit, year=options.year, due=due)
    register = export.rows(found, assistant.source)
    if options.format == "table" and options.out is None:
        from cchc_assistant import terminal

        _console().print(terminal.tasks_view(register))
        return 0
    _deliver(_exported(register, options.format), options.out)
    if options.format == "ics" and (undated := sum(row.start is None and row.end is None for row in register)):
        sys.stderr.write(f"cchc: {undated} nhiệm vụ không ghi ngày, không đưa vào lịch\n")
    return 0


def _exported(register: Sequence[Any], format_name: str) -> bytes:
    from cchc_assistant import export

    if format_name != "table":
        return export.to_bytes(register, format_name)
    from io import StringIO

    from rich.console import Console

    from cchc_assistant import terminal

    text = StringIO()
    Console(file=text, width=160).print(terminal.tasks_view(register))
    return text.getvalue().encode()


def _deliver(content: bytes, target: Path | None) -> None:
    """Write an export to a file, or to standard output as the bytes it is."""
    if target is not None:
        target.write_bytes(content)
    elif hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(content.decode())


def _eval(options: argparse.Namespace) -> int:
    if options.template:
        from cchc_assistant.evaluation.question_files import template_csv

        _deliver(template_csv().encode(), None)
        return 0
    if options.questions is None:
        raise UsageError("thiếu QUESTIONS; ví dụ: cchc eval cau-hoi.jsonl; lấy mẫu: cchc eval --template > cau-hoi.csv")
    from cchc_assistant.evaluation.command import evaluate

    return evaluate(options, _console(), _console(stderr=True))


def _restore(options: argparse.Namespace) -> int:
    text = _input_text(options.file)
    from cchc_assistant.language.restore import Restorer

    restored = Restorer.open().restore(text, options.mode)
    if options.json:
        _write_json(restored.to_json())
    else:
        _deliver(restored.text.encode(), None)
    return 0


def _input_text(name: str) -> str:
    """Return the text of a file, or of standard input for "-"; bytes of before Unicode are taken letter by letter."""
    if name == "-":
        content = sys.stdin.buffer.read()
    elif Path(name).is_file():
        content = Path(name).read_bytes()
    else:
        raise InputError(f"{name}: không có tệp này; kiểm tra đường dẫn")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise InputError(f"{name}: không phải tệp văn bản; chuyển sang .txt rồi thử lại")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _verify_index(options: argparse.Namespace) -> int:
    from cchc_assistant.retrieval.store import open_store

    store = open_store(_place(options))
    store.current()  # with no index there is nothing to verify
    problems = store.verify()
    for problem in problems:
        sys.stderr.write(f"cchc: {problem}\n")
    if problems:
        return 1
    sys.stdout.write(f"{_place(options)}: chỉ mục nguyên vẹn\n")
    return 0


def _chat(options: argparse.Namespace) -> int:
    port = port_number(options.port, "--port")
    limits = [count(getattr(options, name), f"--{name}") for name in ("queue", "timeout", "workers")]
    proxies = networks(options.proxy, "--proxy")
    from cchc_assistant import logs
    from cchc_assistant.web.desk import Limits
    from cchc_assistant.web.library import Library
    from cchc_assistant.web.server import Options, serve

    logs.configure(options.log, questions=options.log_questions)
    users = users_file(options.users, options.index)
    with _writer(options) as writer:
        library = Library(_place(options), writer=writer)
        serve(library, Options(options.host, port, users, options.root_path, Limits(*limits), proxies))
    return 0


def _users(options: argparse.Namespace) -> int:
    from cchc_assistant.operations import users_command

    return users_command.run(options)


def _doctor(options: argparse.Namespace) -> int:
    from cchc_assistant.operations import doctor

    return doctor.run(options)


def _backup(options: argparse.Namespace) -> int:
    from cchc_assistant.operations import backup_command

    return backup_command.back_up(options)


def _restore_backup(options: argparse.Namespace) -> int:
    from cchc_assistant.operations import backup_command

    return backup_command.restore(options)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "index": _index,
    "ask": _ask,
    "inspect": _inspect,
    "tasks": _tasks,
    "eval": _eval,
    "restore": _restore,
    "verify-index": _verify_index,
    "chat": _chat,
    "users": _users,
    "doctor": _doctor,
    "backup": _backup,
    "restore-backup": _restore_backup,
}
