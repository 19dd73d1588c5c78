"""Which agency issued a plan: by its letterhead, by its opening, and by the letters of its number."""

from __future__ import annotations

import re
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.english_words import may_be_vietnamese
from cchc_assistant.language.mapped import Mapped, join
from cchc_assistant.language.normalize import fold, strip_marks
from cchc_assistant.plans.entries import Source
from cchc_assistant.plans.model import Field
from cchc_assistant.plans.outline import Outline
from cchc_assistant.plans.unit_names import canonical, expand
from cchc_assistant.plans.units import begins
from cchc_assistant.reading.document import Paragraph

# What follows the agency on one line: "TỈNH … ------- CỘNG HÒA …", "XÃ … Độc lập - Tự do …", "SỞ … - Số: 118/KH-SYT".
_MOTTO = re.compile(
    r"\s*[-–_*|]*\s*(?:CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|Độc\s+lập\s*[-–]\s*Tự\s+do|\bSố\s*:).*", re.DOTALL | re.IGNORECASE
)
# What a people's committee is of.
_LEVELS = "TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|PHƯỜNG|XÃ|ĐẶC KHU"
_UPPER_PLACE = re.compile(r"(?:TỈNH|THÀNH PHỐ|HUYỆN)\b")
# A line of a letterhead begins with one of these.
_LETTERHEAD = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|SỞ|BỘ|BAN|CHI CỤC|CỤC|TỔNG CỤC|VĂN PHÒNG|TRUNG TÂM|THANH TRA|THỦ TƯỚNG|CHÍNH PHỦ|"
    r"HỘI|HĐND|TRƯỜNG|BẢO HIỂM|CÔNG AN|KHO BẠC|ĐẢNG ỦY|TỈNH ỦY|PHÒNG|VIỆN|BỆNH VIỆN|LIÊN ĐOÀN|ĐOÀN|"
    rf"{_LEVELS})\b"
)
# Nouns that begin an agency's name in running text.
_NOUNS = (
    "Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Sở|Bộ|Ban|Cục|Chi cục|Văn phòng|Thanh tra|Bệnh viện|Trung tâm|Trường|Viện|"
    "Phòng|Kho bạc|Bảo hiểm xã hội|Công an|Hội|Đại học|Học viện"
)
# "…, Sở Khoa học và Công nghệ ban hành Kế hoạch … như sau"
_ISSUER = re.compile(
    rf"(?P<agency>(?:Chủ tịch\s+)?(?:{_NOUNS})(?:(?:,(?!\s+(?:{_NOUNS})\b)|\s+-)?\s+[\wĐđ&]+){{0,9}}?)\s+"
    r"(?:xây dựng|ban hành|triển khai)\b(?:(?!\bban hành\b(?! và| Kế hoạch| kế hoạch)|, (?:Ủy|Uỷ|UBND|Sở|"
    r"Bộ)).)*?(?:như sau|sau đây|sau\s*:|kế hoạch này)"
)

# The agency at the end of a title, which "của" joins to it.
_OF_AGENCY = re.compile(
    r"\bcủa\s+(?P<agency>(?:(?!\bcủa\b)[^;:(])+?)(?:\s+(?:năm|giai đoạn|quý|tháng|về)\b.*)?$", re.IGNORECASE
)
_AGENCY_START = re.compile(rf"(?:Chủ tịch\s+)?\b(?:{_NOUNS})\b")
# The issuer's letters at the end of a number: "246/KH-SKHCN".
_LETTERS = re.compile(r"[\-–](?P<issuer>[A-ZĐ&.]+)$")
# Nouns before the field of a department: "SỞ KHOA HỌC VÀ CÔNG NGHỆ".
_NOUN_OF_FIELD = re.compile(r"(?:sở|bộ|cục|chi cục|tổng cục|phòng|trung tâm|viện|bệnh viện|trường|ban) ")
# What the name of a place follows; "xã" is a place only after the committee, for "xã hội" is none.
_PLACE = re.compile(
    r"(?:\b(?:tỉnh|thành phố|huyện|quận|thị trấn|đặc khu)|(?:nhân dân|UBND|HĐND) (?:xã|phường|thị xã)) (?=\S)"
)
_WORD_START = re.compile(r"(?<![^\s\-(])\w")
_FIELD_START = re.compile(r"(?:^|(?<=, )|(?<=và )|(?<=- ))(?!và )\w")
_OF_COMMITTEES = ("UBND", "HĐND", "CT")
_COMMITTEE = re.compile(r"(?:UBND|(?:ỦY|UỶ) BAN NHÂN DÂN)\b", re.IGNORECASE)


def agency_of(
    head: list[Paragraph], kind_at: int | None, number: Field | None, outline: Outline, source: Source
) -> Field | None:
    """Return the issuing agency: the last line of the letterhead above the number, else who "ban hành" the plan.

    A letterhead that has lost its last line names the committee above: then the number tells whose the plan is.
    """
    lines: list[Mapped] = []
    for paragraph in head[: kind_at if kind_at is not None else len(head)]:
        match = _MOTTO.search(paragraph.text)
        line = paragraph.content[: match.start()] if match else paragraph.content
        line = _own_part(line.strip(" -–_*"))
        if not line:
            continue
        if _LETTERHEAD.match(line.text) and line.text[: line.text.find(" ")].isupper():
            lines.append(line)
        elif lines:
            break  # what stands above the letterhead is of the page it was copied from
    if lines:
        # "ỦY BAN NHÂN DÂN" / "TỈNH BẮC NINH" is one name on two lines; "UBND TỈNH …" / "SỞ …" are two agencies.
        last = lines[-1]
        if len(lines) > 1 and re.match(rf"(?:{_LEVELS})\b", last.text):
            last = join(lines[-2:])
        agency = source.field(_mixed_case(last, outline) or last)
        if number and lacks_agency(agency.text, number.text) and (issuer := _issuer(head, kind_at, source)):
            return issuer if issued_by(issuer.text, number.text) else agency
        return agency
    return _issuer(head, kind_at, source)


def _own_part(line: Mapped) -> Mapped:
    """Return the agency of a line that names the one above it first: "UBND TỈNH VĨNH LONG - SỞ NÔNG NGHIỆP".

    The province of a committee may follow it: "ỦY BAN NHÂN DÂN PHƯỜNG THỤC PHÁN - TỈNH CAO BẰNG".
    """
    above, dash, below = line.text.partition(" - ")
    if dash and _COMMITTEE.match(above) and _UPPER_PLACE.match(below):
        return line[: len(above)]
    if dash and _COMMITTEE.match(above) and _LETTERHEAD.match(below) and below.isupper():
        return line[len(above) + len(dash) :]
    return line


def agency_in_title(title: Mapped) -> Mapped | None:
    """Return the agency that a title says the plan is of: "Kế hoạch … năm 2024 của Sở Y tế tỉnh Cà Mau"."""
    match = _OF_AGENCY.search(title.text)
    return title[match.start("agency") : match.end("agency")].strip() if match and begins(match["agency"]) else None


def with_place(agency: Field | None, titled: Field | None) -> Field | None:
    """Return the agency, as the title names it where that says of what place: "Văn phòng …" of "huyện Ninh Phước"."""
    if agency is None or titled is None:
        return agency or titled
    return titled if fold(titled.text).startswith(fold(agency.text) + " ") else agency


def _issuer(head: list[Paragraph], kind_at: int | None, source: Source) -> Field | None:
    """Return who "ban hành" the plan by its opening."""
    start = (kind_at or 0) + 1
    for paragraph in head[start:]:
        # The issuer is the agency nearest before "… ban hành … như sau": shorter tails are tried first.
        for begin in [match.start() for match in _AGENCY_START.finditer(paragraph.text)][::-1]:
            if found := _ISSUER.match(paragraph.text, begin):
                return source.field(paragraph.content[found.start("agency") : found.end("agency")])
    return None


def _mixed_case(name: Mapped, outline: Outline) -> Mapped | None:
    """Find a name that the letterhead sets in capitals as the text writes it: "Sở Khoa học và Công nghệ"."""
    wanted = fold(name.text)
    texts = [
        *(p.content for p in outline.head),
        *(n.content for n in outline.body.walk()),
        *(p.content for p in outline.foot),
    ]
    for text in texts:
        for match in re.finditer(rf"\b{re.escape(wanted)}\b", fold(text.text)):
            written = text[match.start() : match.end()]
            if written.text[:1].isupper() and not written.text.isupper():
                return written
    return None


def in_running_text(agency: str) -> str:
    """Return an agency that a letterhead sets in capitals as running text writes it; other text unchanged.

    >>> in_running_text("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK"), in_running_text("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH")
    ('Ủy ban nhân dân tỉnh Đắk Lắk', 'Sở Văn hóa, Thể thao và Du lịch')
    """
    if not agency.isupper():
        return agency
    words = [word if may_be_vietnamese(strip_marks(word.lower()).strip("-,.")) else "" for word in agency.split()]
    small = " ".join(word.lower() or short for word, short in zip(words, agency.split(), strict=True))
    if noun := _NOUN_OF_FIELD.match(small):
        small = noun[0] + _FIELD_START.sub(lambda match: match[0].upper(), small[noun.end() :])
    if level := _PLACE.search(small):
        small = small[: level.end()] + _WORD_START.sub(lambda match: match[0].upper(), small[level.end() :].lower())
    small = _places().sub(lambda match: _WORD_START.sub(lambda word: word[0].upper(), match[0]), small)
    return small[:1].upper() + small[1:].replace("chính phủ", "Chính phủ")


@cache
def _places() -> re.Pattern[str]:
    """Return the pattern of places that stand without their level: "Sở Y tế Cà Mau"."""
    names = sorted((name.lower() for name in load_toml("plans/provinces.toml")["provinces"]), key=len, reverse=True)
    return re.compile(rf"\b(?:việt nam|{'|'.join(map(re.escape, names))})\b")


def lacks_agency(letterhead: str, number: str) -> bool:
    """Say whether a letterhead has lost its last line: the number is another agency's than the committee it names.

    >>> lacks_agency("UBND TỈNH QUẢNG NGÃI", "246/KH-SKHCN"), lacks_agency("UBND TỈNH QUẢNG NGÃI", "12/KH-UBND")
    (True, False)
    """
    match = _LETTERS.search(number)
    if match is None or not _COMMITTEE.match(letterhead):
        return False
    return expand(match["issuer"]) is not None and not match["issuer"].startswith(_OF_COMMITTEES)


def issued_by(agency: str, number: str) -> bool:
    """Say whether the letters of a number are the agency's: "SKHCN" is "Sở Khoa học và Công nghệ"."""
    match = _LETTERS.search(number)
    return match is not None and canonical(agency) == canonical(match["issuer"])
