"""What the server counts of itself, in the form Prometheus reads. No question, answer or user name is in it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from cchc_assistant.answering.answer import Answer
from cchc_assistant.assistant import Assistant
from cchc_assistant.ingest import IndexReport

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The figures of one server, apart from those of any other in the same process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.questions = Counter(
            "cchc_questions",
            "Questions, by where they came from and what became of them (answered, refused, busy, late, failed).",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.refusals = Counter("cchc_refusals", "Refusals to answer, by reason.", ["reason"], registry=self.registry)
        self.seconds = Histogram(
            "cchc_answer_seconds",
            "From a question's arrival to its answer, waiting included.",
            ["channel"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.waiting = Gauge("cchc_questions_waiting", "Questions taken and not yet answered.", registry=self.registry)
        self.logins = Counter(
            "cchc_logins", "Attempts to log in, by outcome (ok, wrong, throttled).", ["outcome"], registry=self.registry
        )
        self.ingested = Counter(
            "cchc_ingested_files", "Files read into the index (read, reused, unreadable).", ["outcome"],
            registry=self.registry,
        )  # fmt: skip
        self.ingest_seconds = Histogram(
            "cchc_ingest_seconds",
            "How long the index took to be brought up to date.",
            buckets=(1, 3, 10, 30, 100, 300, 1000, 3000),
            registry=self.registry,
        )
        self.plans = Gauge("cchc_index_plans", "Plans in the index that is answered from.", registry=self.registry)
        self.tasks = Gauge("cchc_index_tasks", "Tasks in the index that is answered from.", registry=self.registry)
        self.switches = Counter(
            "cchc_index_switches", "Times a newer version of the index was taken.", registry=self.registry
        )

    def answered(self, channel: str, answer: Answer, seconds: float) -> None:
        """Count an answer, or a refusal with its reason."""
        self.questions.labels(channel, "refused" if answer.abstained else "answered").inc()
        self.seconds.labels(channel).observe(seconds)
        if answer.abstained:
            self.refusals.labels(answer.reason or "unknown").inc()

    def read(self, report: IndexReport, seconds: float) -> None:
        """Count what became of the files of one run of indexing."""
        for file in report.files:
            outcome = "unreadable" if file.error is not None else "reused" if file.reused else "read"
            self.ingested.labels(outcome).inc()
        self.ingest_seconds.observe(seconds)

    def holds(self, assistant: Assistant) -> None:
        """Note the size of the index that is answered from."""
        self.plans.set(len(assistant.plans))
        self.tasks.set(sum(len(plan.tasks) for plan in assistant.plans))

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self.registry)
