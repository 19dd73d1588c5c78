"""An optional language model words what was found; it finds nothing itself and decides nothing.

Its sentences are checked one by one as they come (`checking`), and only what passes is shown. Facts of the answer that
the wording leaves out are put back. Whatever goes wrong, the answer made of the plans' own words stands, with a notice.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.checking import Checker
from cchc_assistant.answering.claims import claims
from cchc_assistant.answering.corpus import Corpus
from cchc_assistant.answering.grounding import holds, plain, violations
from cchc_assistant.answering.prompts import Prompt, as_data, from_data, prompt
from cchc_assistant.answering.terms import stop_words, tokens
from cchc_assistant.data_files import load_toml
from cchc_assistant.errors import UsageError
from cchc_assistant.retrieval.sentences import sentences
from cchc_assistant.settings import LanguageModel

_LOG = logging.getLogger(__name__)
# A longer answer is a list, which is clear as it is.
_MOST_LINES, _MOST_CHARACTERS = 8, 2500
_LONGEST_SOURCE = 1200
# How much of a line's words a wording must hold to tell the same.
_TOLD = 0.6
# What some models think before they answer.
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_MARKS = re.compile(r"\s*\[\d+\]")


class ModelFailed(Exception):
    """The model gave no usable text; ``reason`` names a notice of ``data/answering/model.toml``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason}: {detail}" if detail else reason)


class Model(Protocol):
    """A language model that answers a prompt with a stream of text."""

    name: str

    def stream(self, asked: Prompt) -> Iterator[str]:
        """Yield the text as it comes.

        Raises:
            ModelFailed: it can't be had, or not to the end.
        """
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class Writer:
    """Words answers with a language model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def open(cls, settings: LanguageModel) -> Writer:
        """Return the writer of a configured model; the server is not asked yet.

        Raises:
            UsageError: the libraries that speak to it are not installed.
        """
        try:
            from cchc_assistant.answering.chat_model import ChatModel
        except ImportError as error:
            raise UsageError(
                f"CCHC_LLM_URL cần gói {error.name}, chưa cài; chạy: pip install 'cchc-assistant[llm]'"
            ) from error
        return cls(ChatModel(settings))

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def close(self) -> None:
        """Let go of the connections."""
        self._model.close()

    def states(self, answer: Answer, corpus: Corpus) -> Iterator[Answer]:
        """Yield an answer as it is worded: after every sentence that passed, ``partial``; the last one is whole.

        A refusal, a list, a verdict (yes, no, the same) is not worded; it comes back as it is.
        """
        if not _can_be_worded(answer) or not all(cited.doc in corpus.by_document for cited in answer.citations):
            yield answer
            return
        began = time.perf_counter()
        checker = Checker(answer, corpus)
        kept: list[str] = []
        cut = False
        try:
            for sentence in _sentences(self._model.stream(_prompt(answer))):
                checked = checker.checked(from_data(sentence))
                if checked is None:
                    cut = True
                elif checked not in kept:
                    kept.append(checked)
                    yield replace(answer, answer=" ".join(kept), model=self.name, partial=True)
        except ModelFailed as failure:
            _LOG.warning("language model failed: %s", failure)
            yield self._unworded(answer, failure.reason, began)
            return
        missing = _missing_lines(answer, " ".join(kept)) if kept else []
        worded = replace(
            answer,
            answer="\n".join([" ".join(kept), *missing]),
            model=self.name,
            notice=self._notice(answer, "reworded", *["shortened"] * cut, *["completed"] * bool(missing)),
            latency_ms=answer.latency_ms + _since(began),
        )
        if kept and not (broken := violations(worded, corpus)):
            yield worded
            return
        if kept:
            _LOG.warning("wording of the language model not grounded: %s", "; ".join(broken))
        yield self._unworded(answer, "nothing_left", began)

    def _unworded(self, answer: Answer, reason: str, began: float) -> Answer:
        latency = answer.latency_ms + _since(began)
        return replace(answer, notice=self._notice(answer, reason), latency_ms=latency)

    def _notice(self, answer: Answer, *names: str) -> str:
        table = load_toml("answering/model.toml")[answer.language]
        return " ".join(table[name].format(model=self.name) for name in names)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _can_be_worded(answer: Answer) -> bool:
    """Say whether an answer is prose that a model may word: no refusal, no list, no verdict."""
    wording = load_toml("answering/wording.toml")[answer.language]
    verdicts = tuple(f"{wording[name]}:" for name in ("yes", "no", "same", "different"))
    verdicts += tuple(f"{wording[name]}, " for name in ("so", "not_so"))
    lines = answer.answer.split("\n")
    return (
        not answer.abstained
        and bool(answer.citations)
        and not answer.counted
        and not answer.answer.startswith(verdicts)
        and len(lines) <= _MOST_LINES
        and len(answer.answer) <= _MOST_CHARACTERS
    )


def _prompt(answer: Answer) -> Prompt:
    sources = [
        f'<nguon so="{number}" van-ban="{as_data(citation.title).replace(chr(34), "&quot;")}">'
        f"{as_data(plain(citation.repaired or citation.quote))[:_LONGEST_SOURCE]}</nguon>"
        for number, citation in enumerate(answer.citations, start=1)
    ]
    values = {
        "language": load_toml("answering/model.toml")[answer.language]["language"],
        "question": as_data(answer.understood or answer.question),
        "answer": "\n".join(as_data(line) for line in answer.answer.split("\n")),
        "sources": "\n".join(sources),
    }
    return prompt("rephrase", values)


def _sentences(stream: Iterator[str]) -> Iterator[str]:
    """Yield the sentences of a stream as each is complete; what a model thinks aloud is left out."""
    text, done = "", 0
    for piece in stream:
        text += piece
        said = _THOUGHTS.sub("", text)
        # The last sentence may go on; a tag that is only beginning is no sentence yet.
        found = _with_whole_quotes(said)
        yield from found[done:-1]
        done = max(done, len(found) - 1)
    yield from _with_whole_quotes(_THOUGHTS.sub("", text))[done:]


def _with_whole_quotes(text: str) -> list[str]:
    """Return the sentences of a text, each with the whole of what it quotes and the marks behind it."""
    found: list[str] = []
    begin: int | None = None
    for start, end in sentences(text):
        begin = start if begin is None else begin
        piece = text[begin:end]
        if piece.count("“") > piece.count("”"):
            continue
        begin = None
        if found and not _MARKS.sub("", piece).strip():
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found if begin is None else [*found, text[begin:].strip()]


def _missing_lines(answer: Answer, wording: str) -> list[str]:
    """Return the lines of an answer that a wording leaves out: a unit, date or number of them, or most of the words."""
    said = [plain(_MARKS.sub("", wording)).casefold()]
    words = {token.folded for token in tokens(wording)} | stop_words()
    missing = []
    for line in answer.answer.split("\n"):
        bare = _MARKS.sub("", line)
        stated = [claim for claim in claims(bare) if claim.kind != "quote"]
        values = [value for value in (*answer.units, *answer.deadlines) if value in line]
        own = [token.folded for token in tokens(bare)]
        if (
            not all(holds(claim, said) for claim in stated)
            or any(plain(value).casefold() not in said[0] for value in values)
            or sum(word in words for word in own) < _TOLD * len(own)
        ):
            missing.append(line)
    return missing
