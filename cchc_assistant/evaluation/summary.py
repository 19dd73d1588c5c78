"""Cases summed up: every measure over every slice, as ``metrics.json`` holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cchc_assistant.evaluation.cases import Case
from cchc_assistant.evaluation.metrics import Estimate, area_under_risk, percentile, ratio, wilson
from cchc_assistant.evaluation.scoring import WHO_TYPES

Share = tuple[float, float]
"""What a case adds to a measure, above and below the line."""
NOTHING: Share = (0.0, 0.0)


def _yes(value: bool | None) -> Share:
    return NOTHING if value is None else (float(value), 1.0)


def _mean(value: float | None) -> Share:
    return NOTHING if value is None else (value, 1.0)


def _refusal(case: Case) -> tuple[bool, bool] | None:
    """Return whether a case was refused and whether it should have been; None if the set does not say."""
    if case.question.answerable is None or not case.question.scorable:
        return None
    return case.score.abstained, not case.question.answerable


def _refusal_precision(case: Case) -> Share:
    said = _refusal(case)
    return NOTHING if said is None else (float(said[0] and said[1]), float(said[0]))


def _refusal_recall(case: Case) -> Share:
    said = _refusal(case)
    return NOTHING if said is None else (float(said[0] and said[1]), float(said[1]))


def _refusal_f1(case: Case) -> Share:
    said = _refusal(case)
    return NOTHING if said is None else (2.0 * (said[0] and said[1]), float(said[0]) + float(said[1]))


def _answered_right(case: Case) -> Share:
    if case.question.answerable is not True or case.score.correct is None:
        return NOTHING
    return float(case.score.correct), 1.0


def _ranking(name: str) -> Callable[[Case], Share]:
    return lambda case: _mean(getattr(case.ranking, name) if case.ranking else None)


# What a case adds to each measure; their labels and meanings are in ``data/evaluation/words.toml``.
MEASURES: Mapping[str, Callable[[Case], Share]] = {
    "answer_correct": lambda case: _yes(case.score.correct),
    "answerable_correct": _answered_right,
    "facts_found": lambda case: _yes(case.score.facts),
    "unit_exact": lambda case: _yes(case.score.units),
    "deadline_exact": lambda case: _yes(case.score.deadlines),
    "contains": lambda case: _yes(case.score.contains),
    "doc_right": lambda case: _yes(case.score.docs),
    "section_right": lambda case: _yes(case.score.section),
    "verbatim": lambda case: (float(case.score.verbatim), float(case.score.quotes)),
    "citation_precision": lambda case: _mean(case.score.citation_precision),
    "citation_recall": lambda case: _mean(case.score.citation_recall),
    "refusal_precision": _refusal_precision,
    "refusal_recall": _refusal_recall,
    "refusal_f1": _refusal_f1,
    "ndcg_10": _ranking("ndcg_10"),
    "recall_1": _ranking("recall_1"),
    "recall_5": _ranking("recall_5"),
    "recall_10": _ranking("recall_10"),
    "mrr": _ranking("reciprocal_rank"),
}
_ORDER = (
    "split:tune", "split:report", "lang:vi", "lang:vi-half", "lang:vi-nodiac", "lang:vi-typo", "lang:en",
)  # fmt: skip
# Shares of right or wrong, whose interval must not shrink to a point when all are right.
_COUNTED = frozenset(
    {
        "answer_correct",
        "answerable_correct",
        "facts_found",
        "unit_exact",
        "deadline_exact",
        "contains",
        "doc_right",
        "section_right",
        "refusal_precision",
        "refusal_recall",
    }
)


def measured(cases: Sequence[Case], name: str) -> Estimate | None:
    """Return a measure over cases, None where none of them has it."""
    shares = [MEASURES[name](case) for case in cases]
    found = ratio(
        [share[0] for share in shares], [share[1] for share in shares], [case.question.base for case in cases]
    )
    if found is not None and name in _COUNTED and found.value in (0.0, 1.0):
        low, high = wilson(round(found.value * found.n), found.n)
        return Estimate(found.value, low if found.value else 0.0, 1.0 if found.value else high, found.n)
    return found


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """Return all measures over cases, as JSON."""
    result: dict[str, Any] = {"questions": len(cases)}
    for name in MEASURES:
        if (found := measured(cases, name)) is not None:
            result[name] = {
                "value": round(found.value, 4), "low": round(found.low, 4), "high": round(found.high, 4), "n": found.n,
            }  # fmt: skip
    latencies = [case.score.latency_ms for case in cases]
    if latencies:
        result["latency_ms"] = {f"p{share}": round(percentile(latencies, share), 2) for share in (50, 90, 95, 99)} | {
            "max": round(max(latencies), 2)
        }
    who = [case.score.words for case in cases if case.question.type in WHO_TYPES | {"when"} and case.answered]
    if who:
        result["words_who_when"] = {"p50": percentile(who, 50), "p95": percentile(who, 95)}
    answered = [case for case in cases if case.answered and case.score.correct is not None]
    if answered:
        confidence = [case.record.trace.confidence for case in answered]
        result["area_under_risk"] = round(
            area_under_risk(confidence, [bool(case.score.correct) for case in answered]), 4
        )
    reasons = Counter(str(case.record.prediction.get("reason")) for case in cases if case.score.abstained)
    if reasons:
        result["refusal_reasons"] = dict(reasons.most_common())
    stages = Counter(case.stage for case in cases if case.stage)
    if stages:
        result["stages"] = dict(stages.most_common())
    return result


def slices(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Return the slices that are reported, by name; a slice's name is its dimension and value, joined with ":"."""
    found: dict[str, list[Case]] = {}

    def add(name: str, case: Case) -> None:
        found.setdefault(name, []).append(case)

    for case in cases:
        question = case.question
        if question.split:
            add(f"split:{question.split}", case)
            add(f"split:{question.split}+lang:{question.lang}", case)
            add(f"split:{question.split}+type:{question.type}", case)
        add(f"lang:{question.lang}", case)
        add(f"type:{question.type}", case)
        for document in question.docs:
            add(f"doc:{document}", case)
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def _place(name: str) -> tuple[object, ...]:
    """Order slices by kind, spellings from the clearest to the least clear."""
    return tuple(
        (_ORDER.index(part) if part in _ORDER else len(_ORDER), part)
        for part in name.replace("doc:", "~doc:").split("+")
    )


def summarize(cases: Sequence[Case]) -> dict[str, Any]:
    """Return everything that ``metrics.json`` says of one system."""
    return {
        "overall": numbers(cases),
        "slices": {name: numbers(members) for name, members in slices(cases).items()},
    }


def value_at(summary: Mapping[str, Any], path: str) -> float | None:
    """Return the number that a gate names: ``METRIC``, ``SLICE/METRIC``, ``latency_ms.p95``; None if there is none."""
    where, _, name = path.rpartition("/")
    numbers_there: Any = summary["slices"].get(where) if where else summary["overall"]
    for part in name.split("."):
        numbers_there = numbers_there.get(part) if isinstance(numbers_there, Mapping) else None
    if isinstance(numbers_there, Mapping):
        numbers_there = numbers_there.get("value")
    return float(numbers_there) if isinstance(numbers_there, int | float) else None
