"""Answers as HTML. Whatever comes from a plan or a user passes through ``escaped`` first."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from cchc_assistant.answering.answer import Answer, Citation
from cchc_assistant.plans.model import Plan
from cchc_assistant.presentation import WORDS, Run, clipped, place, quote_runs, understood_differently

# "[2]" in an answer points to the second citation.
REFERENCE = re.compile(r"\[(?P<position>\d{1,2})\]")
# The page's component reads its content as a template too, so these must reach it as entities.
TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def escaped(text: str) -> str:
    """Return ``text`` as it can stand in HTML, in an attribute, and in the page's templates."""
    return html.escape(text, quote=True).translate(TEMPLATE_SIGNS)


def turn(answer: Answer, number: int) -> str:
    """Return one question with its answer and citations; ``number`` tells the turns of a conversation apart."""
    return reply(answer, number) + sources(answer, number)


def reply(answer: Answer, number: int) -> str:
    """Return one question with its answer, or its refusal."""
    words = WORDS[answer.language]
    understood = ""
    if understood_differently(answer):
        understood = f'<p class="understood">{words["understood"]}: <em>{escaped(answer.understood)}</em></p>'
    body = _refusal(answer, number) if answer.abstained else _answered(answer, number)
    question = f'<h2 class="question">{escaped(answer.question)}</h2>'
    return f'<article class="turn" lang="{answer.language}">{question}{understood}{body}</article>'


def sources(answer: Answer, number: int) -> str:
    """Return the citations of an answer as numbered cards, or nothing where it has none."""
    if not answer.citations:
        return ""
    heading = WORDS[answer.language]["nearest" if answer.abstained else "sources"]
    cards = "".join(_card(position, citation, answer, number) for position, citation in enumerate(answer.citations, 1))
    return (
        f'<section class="turn" lang="{answer.language}"><h3>{heading}</h3><ol class="sources">{cards}</ol></section>'
    )


def _answered(answer: Answer, number: int) -> str:
    return f'<div class="answer">{_text(answer.answer, answer, number)}</div>'


def _text(words: str, answer: Answer, number: int) -> str:
    """Return the words of an answer: what was asked for in bold, "[n]" leading to its card, one paragraph a line."""
    named = sorted({word for word in (*answer.units, *answer.deadlines) if word}, key=len, reverse=True)
    special = re.compile("|".join((*map(re.escape, named), REFERENCE.pattern)))
    paragraphs = []
    for line in filter(None, map(str.strip, words.splitlines())):
        item = line.startswith(("- ", "• "))
        text = line[2:] if item else line
        parts, at = [], 0
        for match in special.finditer(text):
            parts += [escaped(text[at : match.start()]), _special(match, answer, number)]
            at = match.end()
        parts.append(escaped(text[at:]))
        paragraphs.append(f"<p{' class=item' if item else ''}>{''.join(parts)}</p>")
    return "".join(paragraphs)


def _special(match: re.Match[str], answer: Answer, number: int) -> str:
    position = match["position"]
    if position is None:
        return f"<strong>{escaped(match[0])}</strong>"
    return _reference(int(position), number) if 1 <= int(position) <= len(answer.citations) else match[0]


def _reference(position: int, number: int) -> str:
    return f'<a class="reference" href="#{_anchor(number, position)}">{position}</a>'


def _anchor(number: int, position: int) -> str:
    return f"can-cu-{number}-{position}"


def _refusal(answer: Answer, number: int) -> str:
    words = WORDS[answer.language]
    text = _text(answer.answer or answer.reason or "", answer, number)
    offer = f"<p>{words['suggestions']}:</p>" if answer.suggestions else ""
    return f'<div class="refusal" role="note"><strong>{words["refused"]}</strong>{text}{offer}</div>'


def _card(position: int, citation: Citation, answer: Answer, number: int) -> str:
    words = WORDS[answer.language]
    quote = "".join(map(_run, clipped(quote_runs(citation, answer))))
    original = ""
    if citation.repaired is not None:
        original = (
            f'<details class="original"><summary>{words["original"]}</summary>'
            f"<blockquote>{escaped(' '.join(citation.quote.split()))}</blockquote></details>"
        )
    return (
        f'<li class="source" id="{_anchor(number, position)}"><div class="source-head">'
        f'<span class="source-number">{position}</span>'
        f'<span class="source-title" lang="vi">{escaped(citation.title or citation.doc)}</span></div>'
        f'<div class="source-place">{escaped(place(citation, answer.language))}'
        f'<span class="source-file">{escaped(citation.doc)}</span></div>'
        f'<blockquote lang="vi">{quote}</blockquote>{original}</li>'
    )


def _run(run: Run) -> str:
    return f"<mark>{escaped(run.text)}</mark>" if run.marked else escaped(run.text)


def history(answers: Sequence[Answer]) -> str:
    """Return the earlier turns of a conversation, the newest first, each folded to its question."""
    if not answers:
        return ""
    folded = "".join(
        f"<details><summary>{escaped(answer.question)}</summary>{turn(answer, number)}</details>"
        for number, answer in reversed(list(enumerate(answers, start=1)))
    )
    return f'<section class="history"><h3>Đã hỏi trước đó</h3>{folded}</section>'


def header() -> str:
    """Return the head of the page."""
    return (
        '<header class="page-head"><h1>Hỏi đáp kế hoạch cải cách hành chính</h1>'
        "<p>Ai chủ trì, bao giờ, sản phẩm gì: trả lời bằng chính lời của kế hoạch, có mục và trang để đối chiếu. "
        "Gõ có dấu, không dấu hay tiếng Anh đều được.</p></header>"
    )


def shelf(plans: Iterable[Plan]) -> str:
    """Return the list of the plans that questions are answered from."""
    items = "".join(
        f'<li><span lang="vi">{escaped(plan.metadata.title.text if plan.metadata.title else plan.document)}</span>'
        f" <small>{escaped(_origin(plan))}</small></li>"
        for plan in plans
    )
    count = items.count("<li>")
    return f'<details class="shelf"><summary>Đang hỏi trên {count} kế hoạch</summary><ul>{items}</ul></details>'


def _origin(plan: Plan) -> str:
    agency = plan.metadata.agency.text if plan.metadata.agency else ""
    year = str(plan.metadata.year) if plan.metadata.year else ""
    return " · ".join(part for part in (agency, year, f"{len(plan.tasks)} nhiệm vụ") if part)
