"""Plans as JSON: the contract's forms for other tools, and a whole form that reads back to the same plan."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from cchc_assistant.plans.metadata import province_name
from cchc_assistant.plans.model import Field, Plan, Span, Task

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
_T = typing.TypeVar("_T")


def task_json(plan: Plan, task: Task, quote: str) -> dict[str, Json]:
    """Return a task in the contract's form.

    Args:
        plan: the plan the task stands in.
        task: the task.
        quote: the words of its entry, as `Task.source` cuts them from the text of the plan's document.
    """
    deadline = task.deadline
    return {
        "doc": plan.document,
        "section": task.section,
        "task": task.task.text,
        "lead": [unit.text for unit in task.lead],
        "coordinate": [unit.text for unit in task.coordinate],
        "direct": [unit.text for unit in task.direct],
        "time": deadline.text if deadline else None,
        "start": deadline.start.isoformat() if deadline and deadline.start else None,
        "end": deadline.end.isoformat() if deadline and deadline.end else None,
        "recurrence": deadline.recurrence if deadline else None,
        "frequency": _text(task.frequency),
        "product": _text(task.product),
        "budget": _text(task.budget),
        "currency": _text(task.currency),
        "note": _text(task.note),
        "kind": task.kind,
        "doubtful": list(task.doubtful),
        "page": task.source.page,
        "quote": quote,
    }


def plan_json(plan: Plan, source: str) -> dict[str, Json]:
    """Return what ``cchc inspect --json`` prints of a plan."""
    meta = plan.metadata
    return {
        "metadata": {
            "title": _text(meta.title),
            "kind": meta.kind.text.capitalize() if meta.kind else None,
            "agency": _text(meta.agency),
            "province": province_name(meta.province.text) if meta.province else None,
            "number": _text(meta.number),
            "date": _text(meta.date),
            "year": meta.year,
            "signer": _text(meta.signer),
            "signer_title": _text(meta.signer_title),
            "legal_basis": [
                {"document": f"{basis.kind} số {basis.number}", "date": basis.date, "text": basis.text}
                for basis in meta.legal_basis
            ],
            "recipients": [recipient.text for recipient in meta.recipients],
        },
        "sections": [
            {
                "path": s.path,
                "title": s.title.text,
                "level": s.level,
                "page": s.span.page,
                "start": s.span.start,
                "end": s.span.end,
            }
            for s in plan.sections
        ],
        "tasks": [task_json(plan, task, source[task.source.start : task.source.end]) for task in plan.tasks],
        "coverage": {
            **{
                f.name: getattr(plan.coverage, f.name)
                for f in dataclasses.fields(plan.coverage)
                if f.name != "ocr_pages"
            },
            "ocr_pages": [{"page": page, "confidence": round(value, 3)} for page, value in plan.coverage.ocr_pages],
            "repaired": plan.repaired,
        },
        "warnings": list(plan.warnings),
    }


def _text(field: Field | None) -> str | None:
    return field.text if field else None


def dump(value: object) -> Json:
    """Turn a plan, or any piece of one, into JSON values; `load_plan` turns them back. Empty fields are left out.

    Raises:
        TypeError: the value is no piece of a plan.
    """
    if isinstance(value, Span):
        return [value.start, value.end, value.page]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: dump(item) for name, item in fields if item is not None and item != ()}
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} is no piece of a plan")


def load_plan(data: Mapping[str, Json]) -> Plan:
    """Read a plan back from what `dump` made of it.

    Raises:
        KeyError, TypeError, ValueError: the data is not a dumped plan.
    """
    return typing.cast(Plan, _load(Plan, dict(data), _expect(str, data["document"])))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _load(hint: object, data: Json, document: str) -> object:
    """Read a value of the type that ``hint`` names."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return None if data is None else _load(typing.get_args(hint)[0], data, document)
    if hint is Span:
        start, end, page = _expect(list, data)
        return Span(document, start, end, page)
    if hint is dt.date:
        return dt.date.fromisoformat(_expect(str, data))
    if origin is tuple:
        args, items = typing.get_args(hint), _expect(list, data)
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_load(args[0], item, document) for item in items)
        return tuple(_load(arg, item, document) for arg, item in zip(args, items, strict=True))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints, fields = _hints(hint), _expect(dict, data)
        if unknown := fields.keys() - hints.keys():
            raise ValueError(f"{hint.__name__} has no field {sorted(unknown)}")
        return hint(**{name: _load(hints[name], item, document) for name, item in fields.items()})
    return data


def _expect(kind: type[_T], data: Json) -> _T:
    if not isinstance(data, kind):
        raise TypeError(f"a {kind.__name__} was expected, not {data!r:.60}")
    return data
