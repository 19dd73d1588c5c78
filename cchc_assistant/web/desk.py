"""Where questions are taken: so many wait, so long; the rest are told to come back. Used by the page and by programs.

Answers are made by threads of this process, or by processes of their own (``workers``), each of which opens the same
index; its arrays are mapped, so the machine holds them once.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace

from cchc_assistant import logs
from cchc_assistant.answering.answer import Answer
from cchc_assistant.answering.conversation import Conversation
from cchc_assistant.assistant import Assistant
from cchc_assistant.errors import Busy, TooLate
from cchc_assistant.live import LiveAssistant
from cchc_assistant.retrieval.store import Place
from cchc_assistant.web.metrics import Metrics

LOG = logging.getLogger(__name__)
# More threads would only share one interpreter; these are for answers that wait for something.
_THREADS = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """How many questions wait at most, how long one may take from its arrival, and how many processes answer."""

    waiting: int = 256
    seconds: float = 30.0
    workers: int = 1


class Desk:
    """Takes questions and hands out answers; safe to use from any thread."""

    def __init__(self, live: LiveAssistant, limits: Limits | None = None, metrics: Metrics | None = None) -> None:
        self.live = live
        self.limits = limits or Limits()
        self.metrics = metrics or Metrics()
        self.metrics.holds(live.assistant)
        self._taken = 0
        self._closing = False
        self._lock = threading.Lock()
        self._executor = self._open_executor(wait=True)

    @property
    def assistant(self) -> Assistant:
        """The assistant over the newest version of the index; keep it for one event, not longer."""
        return self.live.assistant

    @property
    def closing(self) -> bool:
        """Whether the server is about to stop and takes no more questions."""
        return self._closing

    def ask(self, question: str, conversation: Conversation | None = None, *, channel: str = "page") -> Answer:
        """Answer a question, waiting for it; as `Assistant.ask`.

        Raises:
            Busy: too many questions wait already, or the server is about to stop.
            TooLate: the answer took too long.
        """
        future = self.submit(question, conversation, channel=channel)
        try:
            return future.result(self.limits.seconds)
        except TimeoutError:
            raise self.late(future, channel) from None

    def submit(
        self, question: str, conversation: Conversation | None = None, *, channel: str = "page"
    ) -> Future[Answer]:
        """Take a question; the answer is in the future returned, and then in the conversation.

        Raises:
            Busy: too many questions wait already, or the server is about to stop.
        """
        self._admit(channel)
        began = time.perf_counter()
        promised: Future[Answer] = Future()
        self._run(question, conversation, channel, began, promised, retries=1)
        return promised

    def late(self, future: Future[Answer], channel: str) -> TooLate:
        """Give up on an answer that took too long; return the error to raise."""
        future.cancel()
        self.metrics.questions.labels(channel, "late").inc()
        LOG.warning("question took too long", extra={"channel": channel})
        return TooLate(f"câu hỏi chưa trả lời xong sau {self.limits.seconds:.0f} giây; hãy hỏi lại ngắn hơn")

    def workers(self) -> list[int]:
        """Return the process ids of those who answer, none where this process does."""
        return list(getattr(self._executor, "_processes", None) or ())

    def switched(self) -> None:
        """Note that a newer version of the index was taken."""
        self.metrics.switches.inc()
        self.metrics.holds(self.live.assistant)

    def close(self, patience: float = 10.0) -> None:
        """Take no more questions, answer those taken for up to ``patience`` seconds, and end the workers."""
        self._closing = True
        end = time.monotonic() + patience
        while self._taken and time.monotonic() < end:
            time.sleep(0.02)
        self._executor.shutdown(wait=not self._taken, cancel_futures=True)

    def _admit(self, channel: str) -> None:
        with self._lock:
            if self._closing or self._taken >= self.limits.waiting:
                self.metrics.questions.labels(channel, "busy").inc()
                reason = "máy chủ sắp dừng" if self._closing else "máy chủ đang bận, nhiều người cùng hỏi"
                raise Busy(f"{reason}; hãy hỏi lại sau ít giây")
            self._taken += 1
            self.metrics.waiting.set(self._taken)

    def _run(
        self,
        question: str,
        conversation: Conversation | None,
        channel: str,
        began: float,
        promised: Future[Answer],
        retries: int,
    ) -> None:
        executor = self._executor

        def done(future: Future[tuple[Answer, Conversation | None]]) -> None:
            try:
                answer, after = future.result()
            except BrokenExecutor as error:
                self._renew(executor)
                if retries and not self._closing:
                    LOG.warning("an answering process died; the question is asked again")
                    self._run(question, conversation, channel, began, promised, retries - 1)
                else:
                    self._settle(promised, channel, error=error)
            except (CancelledError, Exception) as error:
                self._settle(promised, channel, error=error)
            else:
                if not promised.cancelled():
                    if conversation is not None and after is not None:
                        vars(conversation).update(vars(after))
                    self._note(channel, answer, time.perf_counter() - began)
                self._settle(promised, channel, answer=answer)

        try:
            if isinstance(executor, ProcessPoolExecutor):
                asked = executor.submit(_answer, question, conversation, self.live.version)
            else:
                asked = executor.submit(self._answer_here, question, conversation)
        except BrokenExecutor:
            self._renew(executor)
            if not retries:
                self._settle(promised, channel, error=Busy("máy chủ đang khởi động lại; hãy hỏi lại sau ít giây"))
                return
            self._run(question, conversation, channel, began, promised, retries - 1)
        except RuntimeError:  # shut down in between
            self._settle(promised, channel, error=Busy("máy chủ sắp dừng; hãy hỏi lại sau ít giây"))
        else:
            promised.add_done_callback(lambda given_up: given_up.cancelled() and asked.cancel())
            asked.add_done_callback(done)

    def _settle(
        self,
        promised: Future[Answer],
        channel: str,
        *,
        answer: Answer | None = None,
        error: BaseException | None = None,
    ) -> None:
        with self._lock:
            self._taken -= 1
            self.metrics.waiting.set(self._taken)
        if error is not None:
            self.metrics.questions.labels(channel, "failed").inc()
            LOG.error("a question was not answered", exc_info=error, extra={"channel": channel})
        if promised.set_running_or_notify_cancel():
            if answer is not None:
                promised.set_result(answer)
            else:
                promised.set_exception(error)

    def _note(self, channel: str, answer: Answer, seconds: float) -> None:
        self.metrics.answered(channel, answer, seconds)
        told = {"channel": channel, "abstained": answer.abstained, "reason": answer.reason, "question": answer.question}
        counted = {"citations": len(answer.citations), "ms": round(seconds * 1000, 1), "index": self.live.version}
        LOG.info("question answered", extra=told | counted)

    def _answer_here(self, question: str, conversation: Conversation | None) -> tuple[Answer, Conversation | None]:
        return _asked(self.live.assistant, question, conversation)

    def _open_executor(self, *, wait: bool = False) -> Executor:
        if self.limits.workers == 1:
            return ThreadPoolExecutor(_THREADS, thread_name_prefix="answer")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["cchc_assistant.web.desk"])
        pool = ProcessPoolExecutor(self.limits.workers, context, initializer=_open, initargs=(self.live.index,))
        # So that the processes start now, not at the first questions.
        starting = [pool.submit(os.getpid) for _ in range(self.limits.workers)]
        if wait:
            for started in starting:
                started.result()
        return pool

    def _renew(self, broken: Executor) -> None:
        with self._lock:
            if self._executor is broken:
                self._executor = self._open_executor()


_live: LiveAssistant | None = None
"""The assistant of a worker process."""


def _open(index: Place) -> None:
    """Make a worker process ready: open the index, and follow it when it is switched."""
    global _live
    logs.configure_from(os.environ)
    _live = LiveAssistant(index)
    _live.watch()


def _answer(question: str, conversation: Conversation | None, version: str) -> tuple[Answer, Conversation | None]:
    if _live is None:
        raise RuntimeError("the worker has not opened its index")
    if _live.version != version:
        _live.look()
    return _asked(_live.assistant, question, conversation)


def _asked(
    assistant: Assistant, question: str, conversation: Conversation | None
) -> tuple[Answer, Conversation | None]:
    """Answer in a conversation of its own, so that one given up on does not change the user's."""
    if conversation is None:
        return assistant.ask(question), None
    after = replace(conversation)
    return assistant.ask(question, after), after
