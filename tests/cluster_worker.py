"""Preloaded by the workers of the tests' cluster: files with these names kill the worker, or keep it busy."""

from __future__ import annotations

import os
import signal
import time

from cchc_assistant import ingest
from cchc_assistant.reading.many import Outcome, Source, read_one


def reading(source: Source) -> Outcome:
    if "poison" in source.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "slow" in source.name:
        time.sleep(0.2)
    if "odd" in source.name:
        raise ZeroDivisionError("a reader's mistake")
    return read_one(source)


setattr(ingest, "read_one", reading)  # noqa: B010
