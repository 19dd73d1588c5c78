"""Answers as HTML: what was understood, the answer or the refusal, and its citations as cards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.plans.model import Plan
from cchc_assistant.presentation import Run, clipped, quote_runs, understood_differently
from cchc_assistant.web.markup import attributes, escaped, opening, shortened
from cchc_assistant.web.words import Words

# "[2]" in an answer points to the second citation.
REFERENCE = re.compile(r"\[(?P<position>\d{1,2})\]")
ITEM = ("- ", "• ")
# "- Kế hoạch 2022 (Sở …): Văn phòng Sở chủ trì; thời gian: Quý II [1]." in an answer plan by plan.
PLAN_LINE = re.compile(r"- (?P<plan>[^“:]{4,160}): (?P<facts>.+?)\s*(?P<marks>(?:\[\d{1,2}\])+)\.?")
OPEN_CARDS = 3
# Named sections say themselves what they are: "Phụ lục 3.b", "Danh mục III.1".
NAMED_SECTION = ("Phụ lục", "Danh mục")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, and what the user said of it ("right", "wrong" or "missing")."""

    answer: Answer
    number: int
    verdict: str | None = None


def turn(shown: Turn, plans: Mapping[str, Plan], words: Words) -> str:
    """Return one turn of a conversation.

    Args:
        shown: the turn.
        plans: the plans by document, for their numbers and dates.
        words: the page's words.
    """
    answer = shown.answer
    understood = ""
    if understood_differently(answer):
        understood = f'<p class="understood">{words("understood")}: <em>{escaped(answer.understood)}</em></p>'
    body = _refusal(answer, words) if answer.abstained else f'<div class="answer">{_text(answer, words)}</div>'
    if answer.notice:
        body += f'<p class="notice" role="status">{escaped(answer.notice)}</p>'
    return (
        f'<article class="turn"{attributes(id=f"luot-{shown.number}", data_turn=shown.number)}>'
        f'<h2 class="question" lang="{answer.language}">{escaped(answer.question)}</h2>'
        f'<div class="reply" lang="{answer.language}">{understood}{body}</div>'
        f"{sources(answer, shown.number, plans, words)}{_actions(shown, plans, words)}</article>"
    )


def waiting(question: str, number: int, words: Words, so_far: str = "") -> str:
    """Return a turn whose answer is under way, with what there is of it."""
    text = f'<p class="searching">{words("searching")}</p>'
    if so_far:
        text = f'<div class="answer">{escaped(so_far)}</div>'
    return (
        f'<article class="turn waiting" aria-busy="true"{attributes(id=f"luot-{number}")}>'
        f'<h2 class="question">{escaped(question)}</h2><div class="reply">{text}</div></article>'
    )


def sources(answer: Answer, number: int, plans: Mapping[str, Plan], words: Words) -> str:
    """Return the citations of an answer as numbered cards, or nothing where it has none."""
    if not answer.citations:
        return ""
    cards = [
        _card(position, citation, answer, number, plans.get(citation.doc), words)
        for position, citation in enumerate(answer.citations, 1)
    ]
    heading = words("nearest" if answer.abstained else "sources")
    first, rest = "".join(cards[:OPEN_CARDS]), "".join(cards[OPEN_CARDS:])
    more = (
        f'<details class="more"><summary>{words("more_sources", count=len(cards) - OPEN_CARDS)}</summary>'
        f'<ol class="sources">{rest}</ol></details>'
        if rest
        else ""
    )
    return f'<section class="cited"><h3>{heading}</h3><ol class="sources">{first}</ol>{more}</section>'


def place(section: str, page: int | None, words: Words) -> str:
    """Return where a passage stands: "mục III.5 · trang 4"."""
    parts = []
    if section:
        parts.append(section if section.startswith(NAMED_SECTION) else words("section", path=section))
    if page is not None:
        parts.append(words("page", number=page))
    return " · ".join(parts)


def numbered(plan: Plan | None, words: Words) -> str:
    """Return a plan's number and date as it states them: "Số 246/KH-SKHCN · ngày 12 tháng 3 năm 2021"."""
    if plan is None:
        return ""
    number, date = plan.metadata.number, plan.metadata.date
    if number and date:
        return words("number_date", number=number.text, date=date.text)
    return words("number_only", number=number.text) if number else (date.text if date else "")


def plain(answer: Answer, plans: Mapping[str, Plan], words: Words) -> str:
    """Return an answer with its citations as text to paste elsewhere."""
    lines = [answer.question, "", answer.answer or answer.reason or ""]
    if answer.citations:
        lines += ["", f"{words('sources')}:"]
    for position, citation in enumerate(answer.citations, 1):
        about = (citation.title or citation.doc, numbered(plans.get(citation.doc), words))
        where = ", ".join(filter(None, (*about, place(citation.section, citation.page, words))))
        quote = shortened(citation.repaired or citation.quote, 600)
        lines.append(f"[{position}] {where} ({citation.doc}): “{quote}”")
    return "\n".join(lines)


def _text(answer: Answer, words: Words) -> str:
    """Return the words of an answer, one paragraph a line; facts plan by plan stand in a table."""
    lines = [line for line in map(str.strip, (answer.answer or answer.reason or "").splitlines()) if line]
    by_plan = [PLAN_LINE.fullmatch(line) for line in lines]
    found = [match for match in by_plan if match]
    if len(found) < 2:
        return "".join(_paragraph(line, answer, words) for line in lines)
    head = "".join(f"<th>{words(key)}</th>" for key in ("column_plan", "column_answer", "column_source"))
    rows = "".join(
        f'<tr><th scope="row">{escaped(match["plan"])}</th>'
        f"<td>{''.join(f'<p>{_inline(part, answer, words)}</p>' for part in match['facts'].split('; '))}</td>"
        f"<td>{_inline(match['marks'], answer, words)}</td></tr>"
        for match in found
    )
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    table = f'<div class="wide"><table class="by-plan">{body}</table></div>'
    first = next(index for index, match in enumerate(by_plan) if match)
    texts = [_paragraph(line, answer, words) for line, match in zip(lines, by_plan, strict=True) if not match]
    return "".join((*texts[:first], table, *texts[first:]))


def _paragraph(line: str, answer: Answer, words: Words) -> str:
    item = line.startswith(ITEM)
    return f"<p{' class=item' if item else ''}>{_inline(line[2:] if item else line, answer, words)}</p>"


def _inline(text: str, answer: Answer, words: Words) -> str:
    """Return a stretch of an answer: what was asked for in bold, "[n]" opening its source."""
    named = sorted({word for word in (*answer.units, *answer.deadlines) if word}, key=len, reverse=True)
    special = re.compile("|".join((*map(re.escape, named), REFERENCE.pattern)))
    parts, at = [], 0
    for match in special.finditer(text):
        parts += [escaped(text[at : match.start()]), _special(match, answer, words)]
        at = match.end()
    return "".join((*parts, escaped(text[at:])))


def _special(match: re.Match[str], answer: Answer, words: Words) -> str:
    if match["position"] is None:
        return f"<strong>{escaped(match[0])}</strong>"
    position = int(match["position"])
    if not 1 <= position <= len(answer.citations):
        return escaped(match[0])
    label = attributes(aria_label=words("open_source_n", number=position))
    return f'<button type="button" class="reference"{_opens(answer.citations[position - 1])}{label}>{position}</button>'


def _opens(citation: Citation) -> str:
    return opening(citation.doc, citation.start, citation.end, citation.highlights)


def _refusal(answer: Answer, words: Words) -> str:
    asks_back = answer.reason == "ambiguous"
    offers = _chips(answer.suggestions)
    offered = f'<p class="offer">{words("choices" if asks_back else "suggestions")}:</p>{offers}' if offers else ""
    heading = words("asked_back" if asks_back else "refused")
    return f'<div class="refusal" role="note"><strong>{heading}</strong>{_text(answer, words)}</div>{offered}'


def _chips(questions: Sequence[str]) -> str:
    """Return questions that are asked at a click."""
    chips = "".join(
        f'<li><button type="button" class="chip" data-event="say"{attributes(data_text=text)}>'
        f"{escaped(shortened(text))}</button></li>"
        for text in questions
    )
    return f'<ul class="chips">{chips}</ul>' if chips else ""


def _card(position: int, citation: Citation, answer: Answer, number: int, plan: Plan | None, words: Words) -> str:
    quote = "".join(map(_run, clipped(quote_runs(citation, answer))))
    original = ""
    if citation.repaired is not None:
        original = (
            f'<details class="original"><summary>{words("original")}</summary>'
            f"<blockquote>{escaped(shortened(citation.quote, 700))}</blockquote></details>"
        )
    stated = numbered(plan, words)
    return (
        f'<li class="source"{attributes(id=f"can-cu-{number}-{position}")}{_opens(citation)}>'
        f'<div class="source-head"><span class="source-number" aria-hidden="true">{position}</span>'
        f'<button type="button" class="source-title" lang="vi"{_opens(citation)}'
        f"{attributes(aria_describedby=f'noi-{number}-{position}')}>"
        f"{escaped(shortened(citation.title or citation.doc))}</button></div>"
        f'<div class="source-place"{attributes(id=f"noi-{number}-{position}")}>'
        f"<b>{escaped(place(citation.section, citation.page, words))}</b>"
        f"{f'<span>{escaped(stated)}</span>' if stated else ''}"
        f'<span class="source-file">{escaped(citation.doc)}</span></div>'
        f'<blockquote lang="vi">{quote}</blockquote>{original}</li>'
    )


def _run(run: Run) -> str:
    return f"<mark>{escaped(run.text)}</mark>" if run.marked else escaped(run.text)


def _actions(shown: Turn, plans: Mapping[str, Plan], words: Words) -> str:
    """Return what can be done with an answer: copy it, say whether it is right."""
    copied = attributes(data_copy=plain(shown.answer, plans, words), data_done=words("copied"))
    copy = f'<button type="button" class="quiet"{copied}>{words("copy")}</button>'
    if shown.verdict:
        thanks = words("thanks", verdict=words(shown.verdict).lower())
        return f'<div class="actions">{copy}<span class="thanks" role="status">{thanks}</span></div>'
    verdicts = "".join(
        f'<button type="button" class="quiet" data-verdict="{verdict}" aria-pressed="false">{words(verdict)}</button>'
        for verdict in ("right", "wrong", "missing")
    )
    field = f"ghi-chu-{shown.number}"
    return (
        f'<div class="actions">{copy}<span class="verdicts" role="group" aria-label="{words("feedback_ask")}">'
        f"<span>{words('feedback_ask')}:</span>{verdicts}</span>"
        f'<form class="note" hidden{attributes(data_turn=shown.number)}><label for="{field}">{words("note")}</label>'
        f'<textarea id="{field}" rows="2" maxlength="2000"></textarea>'
        f'<button type="submit" class="solid">{words("send")}</button></form></div>'
    )


def history(titles: Sequence[tuple[str, int]], words: Words) -> str:
    """Return the earlier conversations of a session, the newest first: first question and number of questions."""
    if not titles:
        return ""
    items = "".join(
        f'<li><button type="button" class="plain" data-event="reopen"{attributes(data_talk=number)}>'
        f"<span>{escaped(shortened(title, 120))}</span><small>{words('turns', count=count)}</small></button></li>"
        for number, (title, count) in reversed(list(enumerate(titles)))
    )
    return f'<details class="history"><summary>{words("history")} ({len(titles)})</summary><ul>{items}</ul></details>'


def welcome(examples: Sequence[str], plans: int, tasks: int, words: Words) -> str:
    """Return what an empty conversation shows: what the page is for, and questions to begin with."""
    chips = _chips(examples)
    tried = f"<h3>{words('try_these')}</h3>{chips}" if chips else ""
    return (
        f'<section class="welcome"><h2>{words("title")}</h2><p>{words("lead")} {words("spellings")}</p>{tried}'
        f'<p class="scope">{words("asked_over", plans=plans, tasks=tasks)}</p></section>'
    )
