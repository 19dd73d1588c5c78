"""Load on a running server: many clients at once over the programs' interface, or many users on the page.

    python eval/bench_load.py                       100 programs for 10 minutes, 20 index switches meanwhile
    python eval/bench_load.py --page 50 --minutes 3  50 users of the page, who read each answer for a few seconds

Prints errors, percentiles of the time to an answer, and how the server's memory grows. The server is this one, started
with ``cchc chat`` over an index of ``corpus/`` in a temporary folder; the clients share the machine with it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
PLANS = ROOT / "corpus"
QUESTIONS = ROOT / "eval" / "questions.jsonl"
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Seen:
    """What the clients and the watchers saw."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    switches: int = 0


def questions() -> list[str]:
    """Return the questions that may be looked at while tuning, in all their spellings."""
    with QUESTIONS.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [record["question"] for record in records if record.get("split") == "tune"]


@contextmanager
def served(index: Path, workers: int) -> Iterator[tuple[str, int]]:
    """Run a server; yield its address and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cchc_assistant", "chat", "--index", str(index)]
    process = subprocess.Popen([*command, "--port", str(port), "--workers", str(workers), "--queue", "1000"])
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            try:
                if httpx.get(f"{url}healthz", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def used(pid: int) -> tuple[float, float]:
    """Return the resident memory (MiB) and the CPU time (s) of a process and its children."""
    memory, ticks = 0, 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (int(folder.name) == pid or _ancestor(int(folder.name), pid)):
            try:
                memory += int((folder / "statm").read_text().split()[1]) * PAGE_BYTES
                ticks += sum(map(int, (folder / "stat").read_text().rpartition(")")[2].split()[11:13]))
            except OSError:
                continue
    return memory / 2**20, ticks / os.sysconf("SC_CLK_TCK")


def _ancestor(pid: int, wanted: int) -> bool:
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            return False
        if pid == wanted:
            return True
    return False


async def program(url: str, asked: list[str], think: float, until: float, seen: Seen) -> None:
    """Ask over the programs' interface until the time is up."""
    chance = random.Random()
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        await asyncio.sleep(chance.uniform(0, max(think, 1)))
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                reply = await client.post("api/ask", json={"question": chance.choice(asked)})
                if reply.status_code != 200 or not reply.json()["answer"]:
                    seen.errors[f"status {reply.status_code}"] += 1
            except httpx.HTTPError as error:
                seen.errors[type(error).__name__] += 1
            seen.seconds.append(time.perf_counter() - began)
            if think:
                await asyncio.sleep(chance.expovariate(1 / think))


async def user(url: str, asked: list[str], think: float, until: float, seen: Seen) -> None:
    """Open the page and ask as its browser does, until the time is up."""
    chance = random.Random()
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        config = (await client.get("config")).json()
        ask = _asking(config)
        tab = f"tab{chance.getrandbits(48):x}"
        await asyncio.sleep(chance.uniform(0, max(think, 1)))
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                done = await _pressed(client, ask, [chance.choice(asked), None][: ask["inputs"]], tab)
                if not done:
                    seen.errors["no answer"] += 1
            except httpx.HTTPError as error:
                seen.errors[type(error).__name__] += 1
            seen.seconds.append(time.perf_counter() - began)
            await asyncio.sleep(chance.expovariate(1 / think) if think else 0)


def _asking(config: dict[str, Any]) -> dict[str, Any]:
    """Return what the page calls when a question is submitted: its number, and how many inputs it has."""
    names = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
    for call in config["dependencies"]:
        for component, event in call["targets"]:
            if names.get(component) == "question" and event == "submit":
                return {"number": call["id"], "inputs": len(call["inputs"])}
    raise SystemExit("the page has no question box")


async def _pressed(client: httpx.AsyncClient, ask: dict[str, Any], data: list[Any], tab: str) -> bool:
    join = {"fn_index": ask["number"], "data": data, "session_hash": tab, "trigger_id": None, "event_data": None}
    (await client.post("gradio_api/queue/join", json=join)).raise_for_status()
    async with client.stream("GET", "gradio_api/queue/data", params={"session_hash": tab}) as events:
        async for line in events.aiter_lines():
            if line.startswith("data: "):
                message = json.loads(line[6:])
                if message["msg"] == "process_completed":
                    return bool(message["success"])
    return False


async def watch(pid: int, until: float, seen: Seen) -> None:
    """Note what the server uses every few seconds."""
    began = time.monotonic()
    while time.monotonic() < until:
        memory, cpu = await asyncio.to_thread(used, pid)
        seen.memory.append((time.monotonic() - began, memory))
        seen.cpu.append(cpu)
        await asyncio.sleep(5)


async def switch(plans: Path, index: Path, times: int, every: float, seen: Seen) -> None:
    """Rebuild the index again and again with one plan more or less, in a process of its own."""
    moved = sorted(plans.iterdir())[-1]
    aside = plans.parent / moved.name
    for number in range(times):
        await asyncio.sleep(every)
        if number % 2:
            aside.rename(moved)
        else:
            moved.rename(aside)
        build = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cchc_assistant", "index", str(plans), "--index", str(index),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        seen.switches += await build.wait() == 0


async def run(options: argparse.Namespace, url: str, pid: int, plans: Path, index: Path) -> Seen:
    """Let all loose at once and wait for them."""
    seen, asked = Seen(), questions()
    until = time.monotonic() + options.minutes * 60
    client: Callable[..., Awaitable[None]] = user if options.page else program
    many = options.page or options.clients
    every = options.minutes * 60 / (options.switches + 1)
    await asyncio.gather(
        *(client(url, asked, options.think, until, seen) for _ in range(many)),
        watch(pid, until, seen),
        switch(plans, index, options.switches, every, seen),
    )
    return seen


def slope(points: list[tuple[float, float]]) -> float:
    """Return the growth of memory in MiB a minute, by least squares over the second half, when all is loaded."""
    late = points[len(points) // 2 :]
    return statistics.linear_regression(*zip(*late, strict=True)).slope * 60 if len(late) > 2 else 0.0


def report(seen: Seen, options: argparse.Namespace) -> None:
    """Print the figures."""
    times = sorted(seen.seconds)
    at = [times[min(len(times) - 1, int(len(times) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    who = f"{options.page} page users" if options.page else f"{options.clients} programs"
    print(
        f"{who}, {options.minutes:g} min, think {options.think:g} s, {options.workers} worker(s): {len(times)} answers"
    )
    print(f"  {len(times) / options.minutes / 60:.1f} a second; errors: {dict(seen.errors) or 0}")
    print(f"  p50 {at[0]:.0f} ms, p95 {at[1]:.0f} ms, p99 {at[2]:.0f} ms, longest {times[-1] * 1000:.0f} ms")
    half = seen.memory[len(seen.memory) // 2][1]
    print(
        f"  memory {seen.memory[0][1]:.0f} MiB at first, {half:.0f} half-way, {seen.memory[-1][1]:.0f} at the end; "
        f"slope {slope(seen.memory):+.2f} MiB a minute in the second half"
    )
    busy = (seen.cpu[-1] - seen.cpu[0]) / max(1, len(times)) * 1000
    print(f"  the server's CPU time: {busy:.1f} ms an answer; index switched {seen.switches} times")
    print(f"  machine: {os.cpu_count()} cores, load average {os.getloadavg()[1]:.1f} (clients and server included)")


def main() -> None:
    """Serve, load, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=100, help="programs at once (100)")
    parser.add_argument("--page", type=int, default=0, metavar="USERS", help="users of the page instead of programs")
    parser.add_argument("--minutes", type=float, default=10, help="how long (10)")
    parser.add_argument("--think", type=float, default=None, help="mean seconds between answer and next question")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer (2)")
    parser.add_argument(
        "--switches", type=int, default=None, help="how often the index is rebuilt meanwhile (20; page: 0)"
    )
    options = parser.parse_args()
    options.think = options.think if options.think is not None else (5.0 if options.page else 1.0)
    options.switches = options.switches if options.switches is not None else (0 if options.page else 20)
    with tempfile.TemporaryDirectory() as folder:
        plans, index = Path(folder) / "plans", Path(folder) / "index"
        shutil.copytree(PLANS, plans)
        subprocess.run(
            [sys.executable, "-m", "cchc_assistant", "index", str(plans), "--index", str(index)],
            stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        with served(index, options.workers) as (url, pid):
            seen = asyncio.run(run(options, url, pid, plans, index))
    report(seen, options)
    raise SystemExit(1 if seen.errors else 0)


if __name__ == "__main__":
    main()
