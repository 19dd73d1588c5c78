"""What the head and the foot of a plan state: kind, title, agency, number, date, signer, legal basis, recipients."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import CAPITALS, fold
from cchc_assistant.plans import damaged_head
from cchc_assistant.plans.attributes import attributes
from cchc_assistant.plans.citations import CITED
from cchc_assistant.plans.entries import Source, bare_value
from cchc_assistant.plans.issuer import agency_in_title, agency_of, with_place
from cchc_assistant.plans.model import Field, LegalBasis, Metadata
from cchc_assistant.plans.outline import RECIPIENTS, Outline
from cchc_assistant.plans.signing import told_of_signing
from cchc_assistant.reading.document import Paragraph, Table

# The number in one line with the place, as web pages have it: "Số: 144/KH-UBND Bắc Ninh, ngày 24 …".
_NUMBER = re.compile(
    r"Số\s*:\s*(?P<number>[^\s,;]*\s?/\s?[A-ZĐa-z0-9&/.\-–]+|\d+[-–][A-ZĐ][A-ZĐ/\-–]+)?", re.IGNORECASE
)
# "Quảng Ngãi, ngày 15 tháng 3 năm 2022"; the day or the month may be blank.
_DATE = re.compile(
    rf"(?P<place>[{CAPITALS}][\w\s.\-’']{{2,40}}),\s*"
    r"(?P<date>ngày\s*(?:\d{1,2}|\.{2,}|…)?\s*tháng\s*(?:\d{1,2}|"
    r"\.{2,}|…)?\s*năm\s*(?P<year>\d{4}))"
)
# "năm 2023" of the plan itself, not a goal ("đến năm 2030"), a period ("năm 2021-2025") nor the date of a document that
# it carries out ("Chỉ thị số 49-CT/TW ngày 28 tháng 6 năm 2025").
_YEAR = re.compile(
    r"(?<!đến )(?<!từ )(?<!trước )(?<!sau )(?<!tháng \d )(?<!tháng \d\d )\bnăm\s+(\d{4})\b(?!\s*[-–]\s*\d)",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"\b(20\d{2})\s*[-–]\s*20\d{2}\b")
_PROVINCE = re.compile(
    r"(?P<level>tỉnh|thành phố|TỈNH|THÀNH PHỐ|Tỉnh|Thành phố|"
    rf"TP\.?)\s+(?P<name>(?:[{CAPITALS}][\w]*)(?:\s+(?:-\s+)?[{CAPITALS}][\w]*){{0,3}})"
)
_ROLE = re.compile(
    r"(?P<role>(?:TM\.[^.]{3,60}?|KT\.|TL\.|TUQ\.|Q\.)*\s*(?:(?:KT\.|TUQ\.|TL\.)?\s*(?:PHÓ\s+)?(?:CHỦ TỊCH|"
    r"GIÁM ĐỐC|TỔNG GIÁM ĐỐC|TRƯỞNG BAN|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|"
    r"CHÁNH VĂN PHÒNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG PHÒNG|HIỆU TRƯỞNG|CHÁNH THANH TRA|VIỆN TRƯỞNG|"
    r"TỔNG CỤC TRƯỞNG|GIÁM ĐỐC SỞ|BÍ THƯ)\s*)+)"
)
# A title's first line has at most so many characters; a sentence that a page break cuts short has more.
_LONGEST_LINE = 150
# "V/v hỗ trợ …": what a title may begin with.
_ABOUT = re.compile(r"\s*V/v\s*:?\s+", re.IGNORECASE)
# A line that is drawn, or the head of a letter.
_RULED = re.compile(r"\W*[-–_=*]{4,}|CỘNG H(?:ÒA|OÀ) XÃ HỘI")
# How few words in capitals begin a paragraph as the end of a title.
_FEW_WORDS = 4
_SEMICOLON = re.compile(r";\s*")
_DASH = re.compile(r"[-–+•]\s*")
# The name of who signed, alone on its line or right of the places of receipt: "- Các phòng;       Y Thanh Niê".
_GIVEN = rf"[{CAPITALS}][a-zà-ỹđ]*(?:[’'][{CAPITALS}a-zà-ỹđ]+)?"
_SIGNED = re.compile(rf"(?:^|[;.]\s+|\s{{2,}})(?P<name>{_GIVEN}(?:\s+{_GIVEN}){{1,5}})\s*(?:\([Đđ]ã ký\)\s*)?$")


def read_metadata(outline: Outline, source: Source) -> Metadata:
    """Read the metadata; what the plan does not state stays None."""
    stated = attributes(outline.head, outline.body.tables[:1])
    head = [*outline.head, *(() if stated else _letterhead_cells(outline))]
    number, date, place = _number(head, source), None, None
    for paragraph in head:
        if match := _DATE.search(paragraph.text):
            date = source.field(paragraph.content[match.start("date") : match.end("date")])
            place_start = _after_number(paragraph.text, match.start("place"))
            place = paragraph.content[place_start : match.end("place")]
            break
        if source.document.repaired and (read := damaged_head.date_in(paragraph.content)):
            place, date = read[0], source.field(read[1])
            break
    kind_at = _kind_index(head)
    if number is None and source.document.repaired and (read_number := damaged_head.number_in(head[:kind_at])):
        number = source.field(read_number)
    title = _title(_on_its_page(head, kind_at, source), kind_at)
    signer, role = _signer(outline, source)
    boxed = {name: source.field(values[0]) for name, values in stated.items()}
    told = told_of_signing(head[(kind_at or 0) + 1 :][:3])
    written = {name: source.field(value) for name, value in told.items()}
    number = number or boxed.get("number") or written.get("number")
    date = date or boxed.get("date") or written.get("date")
    grounds = [*(paragraph.content for paragraph in head[(kind_at + 1) if kind_at is not None else 0 :])]
    grounds += stated.get("basis", ())
    agency = agency_of(head, kind_at, number, outline, source) or boxed.get("agency")
    titled = source.field(named) if title and (named := agency_in_title(title)) else None
    province = _province(head, outline, place, source)
    return Metadata(
        title=source.field(title) if title else boxed.get("title"),
        kind=source.field(_kind_of(head[kind_at])) if kind_at is not None else boxed.get("kind"),
        agency=with_place(agency, titled) if province is None else agency or titled,
        province=province,
        number=number,
        date=date,
        year=_year(title.text if title else "", date.text if date else "", head, kind_at),
        signer=signer or boxed.get("signer") or written.get("signer"),
        signer_title=role,
        legal_basis=tuple(_legal_basis(grounds, source)),
        recipients=tuple(_recipients(outline.foot, source)) or tuple(_listed(stated.get("recipients", ()), source)),
    )


def _letterhead_cells(outline: Outline) -> list[Paragraph]:
    """Return the paragraphs of a letterhead that is set as a table without borders."""
    tables: Iterable[Table] = outline.body.tables[:1]
    return [Paragraph(line) for table in tables for row in table.rows[:4] for cell in row.cells for line in cell.lines]


def _kinds() -> list[str]:
    return [fold(word) for word in load_toml("plans/document_kinds.toml")["kinds"]]


def _kind_index(head: list[Paragraph]) -> int | None:
    kinds = [index for index, paragraph in enumerate(head) if _names_kind(paragraph)]
    for index, later in itertools.pairwise(kinds):
        if not any(_NUMBER.match(paragraph.text) for paragraph in head[index + 1 : later]):
            return index
    if kinds:
        return kinds[-1]  # what stands above the number, too, is the heading of a page
    return next((index for index, paragraph in enumerate(head) if _is_heading(paragraph.text)), None)


def _names_kind(paragraph: Paragraph) -> bool:
    text = fold(paragraph.text).strip(" .:")
    return any(
        text == kind or (text.startswith(kind + " ") and paragraph.text[: len(kind)].isupper()) for kind in _kinds()
    )


def _is_heading(text: str) -> bool:
    """Say whether a line is a kind and a title in small letters, as pages head plans: "Kế hoạch … năm 2023 …"."""
    named = any(fold(text).startswith(kind + " ") for kind in _kinds())
    return (
        named
        and text[0].isupper()
        and len(text) <= _LONGEST_LINE
        and text[-1] not in ".;:,"
        and bool(_YEAR.search(text))
    )


def _kind_of(paragraph: Paragraph) -> Mapped:
    text = fold(paragraph.text)
    length = max(len(kind) for kind in _kinds() if text.startswith(kind))
    return paragraph.content[:length]


def _on_its_page(head: list[Paragraph], kind_at: int | None, source: Source) -> list[Paragraph]:
    """Return the head up to the end of the page, or the sheet of a workbook, that holds the kind."""
    if kind_at is None:
        return head
    pages = [source.span(paragraph.content).page if paragraph.text else None for paragraph in head]
    ends = (at for at in range(kind_at + 1, len(head)) if pages[at] not in (None, pages[kind_at]))
    return head[: next(ends, len(head))]


def _title(head: list[Paragraph], kind_at: int | None) -> Mapped | None:
    """Return the lines between the kind ("KẾ HOẠCH") and the first sentence of the text."""
    if kind_at is None:
        return None
    rest = head[kind_at].content[len(_kind_of(head[kind_at])) :].strip(" :")
    parts = [rest] if rest else []
    for paragraph in head[kind_at + 1 :]:
        last = paragraph.text.rstrip()[-1:]
        # A title may begin as sentences of the opening do ("Thực hiện công tác …"), but ends without a mark.
        opens = _OPENING.match(paragraph.text) and (parts or last in ".;:," or len(paragraph.text) > _LONGEST_LINE)
        ends = opens or len(paragraph.text) > 300 or _ATTACHED.match(paragraph.text)
        if ends or (last in ".;:" and parts):
            parts.extend(_titled(paragraph.content))
            break
        if parts and paragraph.text.isupper() and _AUTHORITY.fullmatch(paragraph.text.strip()):
            break  # "THỦ TƯỚNG CHÍNH PHỦ" above the grounds of a decision
        parts.append(paragraph.content)
        if len(parts) >= 5:
            break
    if parts and (about := _ABOUT.match(parts[0].text)):
        parts[0] = parts[0][about.end() :]
    return join(parts).collapse() if parts else None


def _titled(content: Mapped) -> list[Mapped]:
    """Return the title in capitals that a paragraph begins with before the text goes on: "… DÂN SỰ | Thực hiện …"."""
    words = re.finditer(r"\S+", content.text)
    capitals = list(itertools.takewhile(lambda word: not any(map(str.islower, word[0])), words))
    if len(capitals) < _FEW_WORDS:
        return []
    end = capitals[-1].end()
    return [content[:end]] if _OPENING.match(content.text, end + 1) else []


_OPENING = re.compile(
    r"(?:Căn cứ|Thực hiện|Nhằm|Để|Triển khai|Thi hành|Trên cơ sở|Theo|Xét|Do|Tiếp tục|Ngày|Sau|Với|Kính gửi|"
    r"Phần|I\.|Ủy ban nhân dân .* ban hành|UBND .* ban hành)\b"
)
_AUTHORITY = re.compile(
    r"(?:THỦ TƯỚNG|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|CHÍNH PHỦ|CỤC TRƯỞNG)\b.*"
)
_ATTACHED = re.compile(r"\(?(?:Ban hành )?[Kk]èm theo")


def _number(head: list[Paragraph], source: Source) -> Field | None:
    """Return the document's number; None if it is blank ("Số:     /KH-SKHCN")."""
    for paragraph in head[:8]:
        match = _NUMBER.search(paragraph.text)
        if match and match.start() <= 120 and fold(paragraph.text[: match.start()]).count("căn cứ") == 0:
            number = match["number"]
            if number and re.match(r"\d", number):
                return source.field(paragraph.content[match.start("number") : match.end("number")])
            return None
    return None


def _after_number(text: str, start: int) -> int:
    """Step over the number before the place where both stand on one line: "Số: 144/KH-UBND Bắc Ninh, ngày …"."""
    match = _NUMBER.match(text)
    if match and match.end() > start:
        start = match.end()
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _province(head: list[Paragraph], outline: Outline, place: Mapped | None, source: Source) -> Field | None:
    """Return the province: from the letterhead, else from the title and the opening, else the place of the date."""
    texts = [paragraph.content for paragraph in head]
    texts += [child.content for child in outline.body.children[:3]]
    letterhead = [text for text in texts if text.text[:12].isupper()]
    for text in [*letterhead, *texts]:
        for match in _PROVINCE.finditer(text.text):
            if names := _known(match["name"]):
                start = match.start("name")
                return source.field(text[start : start + len(names)])
    if place and (name := _known(place.text)):
        return source.field(place[: len(name)])
    return None


@cache
def _provinces() -> dict[str, str]:
    return {fold(name): name for name in load_toml("plans/provinces.toml")["provinces"]}


def _known(name: str) -> str:
    """Cut a run of capitalised words down to the province it begins with; empty if it begins with none."""
    words = name.split()
    for count in range(min(4, len(words)), 0, -1):
        if fold(" ".join(words[:count])) in _provinces():
            return " ".join(words[:count])
    return ""


def province_name(text: str) -> str:
    """Return a province's name in its usual letter case ("QUẢNG NGÃI" → "Quảng Ngãi"), other text unchanged."""
    return _provinces().get(fold(text), text)


def _year(title: str, date: str, head: list[Paragraph], kind_at: int | None) -> int | None:
    """Return the plan's year: that of its title, else of its date, else the one its opening names for itself."""
    for pattern, text in ((_YEAR, title), (re.compile(r"năm\s+(\d{4})"), date), (_PERIOD, title)):
        if match := pattern.search(text):
            return int(match[1])
    for paragraph in head[(kind_at or 0) + 1 :]:
        if years := _YEAR.findall(paragraph.text):
            return int(years[-1])
    return None


def _legal_basis(grounds: Iterable[Mapped], source: Source) -> Iterable[LegalBasis]:
    for ground in grounds:
        if ground.text.isupper():
            continue
        for match in CITED.finditer(ground.text):
            field = source.field(ground[match.start() : match.end()])
            date = " ".join(match["date"].split()) if match["date"] else None
            yield LegalBasis(field.text, field.span, match["kind"], match["number"], date)


def _signer(outline: Outline, source: Source) -> tuple[Field | None, Field | None]:
    """Return who signed and as what: the role in capitals in the foot, and the name after it."""
    foot = list(outline.foot)
    for index, paragraph in enumerate(foot):
        match = _ROLE.search(paragraph.text)
        if match is None or not match["role"].strip():
            continue
        role = paragraph.content[match.start("role") : match.end("role")].strip()
        role_field = source.field(_role_alone(role))
        rest = paragraph.content[match.end("role") :].strip()
        # Where the foot's two columns were read line by line, the places of receipt stand before the name.
        below = [later.content for later in foot[index + 1 :]]
        undashed = [content for content in below[5:] if not _DASH.match(content.text)]
        for candidate in [rest, *below[:5], *undashed[:3]]:
            candidate = candidate.strip(" -–/:")
            if candidate and (further := _ROLE.match(candidate.text)):
                role_field = source.field(_role_alone(candidate[: further.end()].strip()))
                candidate = candidate[further.end() :].strip()
            if candidate and (name := _SIGNED.search(candidate.text)) and len(name["name"].split()) >= 2:
                return source.field(candidate[name.start("name") : name.end("name")]), role_field
        return None, role_field
    return None, None


def _listed(values: Iterable[Mapped], source: Source) -> Iterable[Field]:
    """Return the places that a box lists: "Văn phòng Chính phủ; Bộ Nội vụ"."""
    return [source.field(place) for value in values for part in value.split(_SEMICOLON) if (place := bare_value(part))]


def _role_alone(role: Mapped) -> Mapped:
    """Of "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" return who signed: "PHÓ CHỦ TỊCH"."""
    last = None
    for match in re.finditer(
        r"(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|TRƯỞNG BAN|CHI CỤC TRƯỞNG|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|BỘ TRƯỞNG|"
        r"THỨ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG PHÒNG|HIỆU TRƯỞNG|CHÁNH THANH TRA|VIỆN TRƯỞNG|BÍ THƯ)(?:\s+SỞ)?",
        role.text,
    ):
        last = match
    return role[last.start() : last.end()] if last else role


def _recipients(foot: tuple[Paragraph, ...], source: Source) -> Iterable[Field]:
    started = False
    for paragraph in foot:
        content = paragraph.content
        if match := RECIPIENTS.match(content.text):
            started = True
            content = content[match.end() :].strip()
            if not content:
                continue
        if not started:
            continue
        dash = _DASH.match(content.text)
        if dash is None and content.text.isupper():
            continue  # whose signature stands beside
        if dash is None and paragraph.text[: match.end() if match else 0] == "":
            return
        if role := _ROLE.search(content.text):
            content = content[: role.start()]
        if _RULED.match(content.text):
            return  # the letterhead of what is attached stands below
        value = bare_value(content)
        if value:
            yield source.field(value)
