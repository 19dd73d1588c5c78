"""A language model behind an OpenAI-compatible address, kept within limits: how long, how much, and nowhere else.

Only imported where one is configured: the libraries that speak to it take seconds to load.
"""

from __future__ import annotations

import contextvars
import ipaddress
import time
from collections.abc import Iterator

import httpx
import openai
from langchain_core.messages import BaseMessageChunk, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import SecretStr

from cchc_assistant.answering.llm import ModelFailed
from cchc_assistant.answering.prompts import Prompt
from cchc_assistant.settings import LanguageModel

MOST_TOKENS = 1500
MOST_CHARACTERS = 6000
MOST_BYTES = 4_000_000
_CONNECT_SECONDS = 5.0
# What a server without keys is sent, because the client must send something.
_NO_KEY = "none"


class ChatModel:
    """A chat model at an address; safe to share between threads."""

    def __init__(self, settings: LanguageModel) -> None:
        self.name = settings.model
        self._seconds = settings.timeout
        # What is given here is what holds: no variable of the client's own (a key, an organisation, a gateway, a
        # proxy for this very machine) can send documents elsewhere, and no redirection is followed.
        self._http = httpx.Client(
            transport=None if _through_proxy(settings.url) else httpx.HTTPTransport(),
            trust_env=_through_proxy(settings.url),
            timeout=httpx.Timeout(settings.timeout, connect=min(_CONNECT_SECONDS, settings.timeout)),
            follow_redirects=False,
            event_hooks={"request": [_without_others_headers], "response": [self._limit]},
        )
        self._model = ChatOpenAI(
            base_url=settings.url,
            model=settings.model,
            api_key=SecretStr(settings.key or _NO_KEY),
            http_client=self._http,
            timeout=settings.timeout,
            max_retries=0,
            max_completion_tokens=MOST_TOKENS,
            temperature=0,
            stream_usage=False,
            use_responses_api=False,
        )

    def _limit(self, response: httpx.Response) -> None:
        response.stream = _Limited(response.stream, self._seconds)

    def stream(self, asked: Prompt) -> Iterator[str]:
        """Yield the model's text as it comes.

        Raises:
            ModelFailed: the server can't be reached, takes too long, sends something else than an answer, too much of
                it, or is gone before the end.
        """
        context = contextvars.copy_context()
        # A developer's tracing of other programs must not take these documents along.
        context.run(lambda: tracing_context(enabled=False).__enter__())
        messages = [SystemMessage(asked.system), HumanMessage(asked.user)]
        length, end = 0, ""
        try:
            chunks = context.run(self._model.stream, messages)
            while (chunk := context.run(_next, chunks)) is not None:
                text = chunk.text
                end = str(chunk.response_metadata.get("finish_reason") or end)
                length += len(text)
                if length > MOST_CHARACTERS:
                    raise ModelFailed("too_long")
                if text:
                    yield text
        except ModelFailed:
            raise
        except Exception as error:  # whatever a server does, the answer without it stands
            raise ModelFailed(_reason(error), f"{type(error).__name__}: {error}") from error
        if end in ("", "length"):
            raise ModelFailed("cut_off", f"finish_reason {end!r}")
        if end not in ("stop", "eos"):
            raise ModelFailed("refused", f"finish_reason {end!r}")

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()


def _without_others_headers(request: httpx.Request) -> None:
    """Take out what the client adds of itself, of this machine, and of accounts that its own variables name."""
    for name in list(request.headers):
        if name.startswith(("x-stainless-", "openai-")):
            del request.headers[name]


class _Limited(httpx.SyncByteStream):
    """A response that may take only so long and be only so large, whatever comes in it."""

    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream, seconds: float) -> None:
        assert isinstance(stream, httpx.SyncByteStream)
        self._stream = stream
        self._until = time.monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > MOST_BYTES:
                raise ModelFailed("too_long")
            if time.monotonic() > self._until:
                raise ModelFailed("timeout")
            yield part

    def close(self) -> None:
        self._stream.close()


def _next(chunks: Iterator[BaseMessageChunk]) -> BaseMessageChunk | None:
    return next(chunks, None)


def _through_proxy(url: str) -> bool:
    """Say whether an address may be reached through the machine's proxy: not one of this machine itself."""
    host = httpx.URL(url).host
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def _reason(error: BaseException) -> str:
    """Return what went wrong, by the error and those that it came of."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, ModelFailed):
            return found.reason
        if isinstance(found, (httpx.TimeoutException, openai.APITimeoutError)):
            return "timeout"
        if isinstance(found, openai.APIStatusError):
            return "http_error"
        if isinstance(found, (httpx.ConnectError, httpx.UnsupportedProtocol)):
            return "unreachable"
        if isinstance(found, (httpx.ReadError, httpx.RemoteProtocolError)):
            return "cut_off"
        if isinstance(found, openai.APIError) and not isinstance(found, openai.APIConnectionError):
            return "http_error"
        found = found.__cause__ or found.__context__
    return "garbled"
