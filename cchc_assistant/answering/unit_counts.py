"""How many tasks units lead: all units of some tasks, or those with the most of them."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_assistant.answering.corpus import Row
from cchc_assistant.answering.draft import Draft
from cchc_assistant.answering.selection import merged

MOST = 20
"""How many units are told."""


def tell_units(draft: Draft, rows: Sequence[Row]) -> Draft | None:
    """Tell the units that lead tasks, each with the number of its tasks."""
    led = _led(rows)
    if not led:
        return None
    draft.lines.append(draft.say("units_lead", value=len(led)) + ":")
    _tell_led(draft, led[:MOST])
    return draft


def tell_busiest(draft: Draft, rows: Sequence[Row], *, least: bool) -> Draft | None:
    """Tell the units that lead the most tasks, or the fewest."""
    led = _led(rows)
    if not led:
        return None
    number = len(merged(led[-1 if least else 0][1]))
    _tell_led(draft, [one for one in led if len(merged(one[1])) == number][:MOST])
    return draft


def _led(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the units that lead tasks, by their canonical names, with their tasks; the one with the most first."""
    led: dict[str, list[Row]] = {}
    for row in rows:
        for unit in row.task.lead:
            led.setdefault(unit.canonical, []).append(row)
    return sorted(led.items(), key=lambda pair: -len(merged(pair[1])))


def _tell_led(draft: Draft, led: Sequence[tuple[str, Sequence[Row]]]) -> None:
    for canonical, tasks in led:
        mentions = [unit for unit in tasks[0].task.lead if unit.canonical == canonical]
        mark = draft.citer.task(tasks[0], [unit.span for unit in mentions])
        draft.units.append(mentions[0].text)
        draft.lines.append(f"- {mentions[0].text}: {draft.say('count', value=len(merged(tasks)))} {mark}")
