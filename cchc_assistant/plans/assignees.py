"""Who a sentence makes responsible: the units it begins with or addresses, and those that help them."""

from __future__ import annotations

import re
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.normalize import fold
from cchc_assistant.plans import units
from cchc_assistant.plans.cell_text import time_kind, unit_state
from cchc_assistant.plans.units import Range

# What joins the units of one list: "Sở Tài chính, Sở Nội vụ và Kho bạc".
LIST_JOINT = re.compile(r"\s*(?:\((?!(?i:chủ trì|phối hợp))[^()]*\)\s*)?(?:,|;|và|cùng|, và)\s*")
# A word in small letters that a name may go on with.
_OF_NAME = re.compile(
    r"\s+(?!(?:đã|sẽ|đang|chưa|không|được|cần|phải|là|có|và|của|thuộc|trong|theo|từ|đến|về|tại|để|khi|nếu|với|cho|trước|"
    r"sau|hằng|hàng|mỗi|do|bằng|vào)\b)[a-zà-ỹđ]+(?=\s)"
)
_MORE_WORDS = 3
_OPENED = re.compile(r"\s*\([^)]*")
# A phrase before the subject, up to its first comma: "Trong quá trình thực hiện, các phòng kịp thời …" (folded text).
_OPENING_PHRASE = re.compile(
    fold(
        r"(?:trong (?:quý|tháng|năm|tuần)|trước (?:ngày|tháng)|từ (?:ngày|tháng|quý)|nhằm|để|trong quá trình|"
        r"căn cứ|trên cơ sở|nếu có|định kỳ|hằng năm|hàng năm|quá trình)\b[^;.]*?,\s+"
    )
)
# The rest of an opening phrase that has a second comma: "Định kỳ hằng quý, 6 tháng, các đơn vị báo cáo …".
_TO_NEXT_COMMA = re.compile(r"[^;.,]*,\s+")
# A subject up to its duty: "Cơ quan chủ trì được phân công theo Kế hoạch có trách nhiệm báo cáo".
_UP_TO_DUTY = re.compile(r"[^;:.]{4,160}?(?=\s+có trách nhiệm\b)")
# What describes a unit rather than says what it does: "Cơ quan | được phân công theo Kế hoạch | có trách nhiệm …".
_DESCRIPTION = re.compile(r"\s+(?:được|có tên|có nhiệm vụ|chủ trì|thuộc|nhiệm vụ|trong|tại|trực thuộc|liên quan)\b")
# "Các đơn vị | được giao chủ trì | có trách nhiệm …": who it is is told by what it was given.
_TASKED = re.compile(r"\s+được\b")
# A remark in brackets at the end: "Văn phòng Sở (qua Phòng Hành chính)".
TRAILING_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
# The same right after a unit: "Sở Nội vụ (cơ quan thường trực) tổng hợp".
_LEADING_REMARK = re.compile(r"^\([^()]*\)\s*")
# "…, do Phòng Bổ trợ tư pháp và Thanh tra Sở chủ trì", not "do Sở soạn thảo".
_BY = re.compile(
    r"(?:^|[\s(])do\s+(?P<units>[^;.:()]{4,90}?),?\s+(?P<charge>chủ trì|phụ trách|đảm nhiệm|đảm nhận|"
    r"chịu trách nhiệm|làm đầu mối|là đầu mối|tham mưu|thực hiện|tự (?:bố trí|tổ chức|thực hiện|cân đối))\b",
    re.IGNORECASE,
)
# "Liên thông khai tử: Công chức Tư pháp | chủ trì", "Ban hành Quy chế: Văn phòng | tham mưu, trình", and a bracket at
# the end that says who: "Cử 04 công chức học (Văn phòng | theo dõi; quý II)".
_AFTER_TASK = re.compile(
    r"(?::\s+(?:giao(?: cho)?\s+)?|\((?=[^()]*\)[\s,;]*(?:[\s.;]*$|(?:trước|trong|xong|hoàn thành|hạn|chậm nhất)\b)))"
    r"(?P<units>[^;.:()]{4,90}?),?\s+"
    r"(?:chủ trì|phụ trách|đảm nhiệm|đảm nhận|tham mưu|theo dõi|thực hiện|chịu trách nhiệm|(?:làm |là )?đầu mối|"
    r"soạn thảo|xây dựng|triển khai|vận hành|tổng hợp|tổ chức (?:thực hiện|triển khai))\b",
    re.IGNORECASE,
)
# "Công bố quy trình, | Văn phòng Sở | chịu trách nhiệm, hoàn thành …": a unit and its charge between commas.
_BETWEEN_COMMAS = re.compile(
    r"(?=,\s+(?P<given>(?:[^\s,;:.()]+\s+){0,4}?(?:giao|chuyển)(?:\s+cho)?\s+)?(?P<units>[^;.:()]{4,90}?)\s+"
    r"(?:chủ trì|chịu trách nhiệm|phụ trách|đảm nhiệm|đảm nhận|(?:làm|là) đầu mối|"
    r"(?(given)(?:tổ chức\s+)?(?:thực hiện|triển khai)|chủ trì))"
    r"(?:\s+(?:thực hiện|tham mưu|triển khai))?(?=\s*(?:[;,.]|$)))",
    re.IGNORECASE,
)
# "Cập nhật văn bản trên Trang thông tin: | Văn phòng Sở |": nothing but units after the colon of what is done.
_AFTER_COLON = re.compile(r"^(?P<task>[^:;]{12,}?[^\W\d_]{2,}):\s+(?P<units>[^:;.()]{4,120}?)\s*(?=[;.]|$)")
# "… . Đơn vị thực hiện là | Văn phòng Sở |, phối hợp với …", "… thuộc trách nhiệm của | Phòng Tài chính".
_TOLD = re.compile(
    r"(?:\b(?:đơn vị|cơ quan|bộ phận|phòng)\s+(?:chủ trì|thực hiện|đầu mối|phụ trách)(?:\s+thực hiện)?\s+là\s+|"
    r"\b(?:thuộc\s+về|thuộc\s+trách nhiệm(?:\s+của)?)\s+)(?P<units>[^;.:()]{4,90})",
    re.IGNORECASE,
)
# A bracket at the end that names who and when: "(Văn phòng Sở, quý II/2024)".
_WHO_AND_WHEN = re.compile(r"\((?P<units>[^();,]{4,80})(?:[;,]\s*(?P<when>[^()]{3,60}))?\)[\s.;]*$")
# The same without brackets, at the end: "Công bố danh mục thủ tục - | Sở Nội vụ |, quý I."
_THEN_WHEN = re.compile(r"(?:;|\s[-–])\s+(?P<units>[^();,.]{4,80})[;,]\s*(?P<when>[^();,]{3,40}?)[\s.;]*$")
# "Đối thoại 02 lần/năm, giao | Sở Tài chính.", "Việc sắp xếp … được giao cho | Sở Nội vụ |, trình …"
_GIVEN_TO = re.compile(
    r"(?:[,;.]\s+giao(?:\s+cho)?|\bđược\s+(?:giao|phân công)\s+cho)\s+(?P<units>[^;.:()]{4,90}?)(?=\s*(?:[;.,]|$))",
    re.IGNORECASE,
)
# What is no part of a unit's name: "Phòng Tài chính | được giao | chủ trì".
_GIVEN = re.compile(r"\s+(?:được (?:giao|phân công)|đồng|cùng)$", re.IGNORECASE)
# The part of the unit before it: "Sở Nội vụ (chủ trì), Sở Tài chính (phối hợp)".
_ROLE_AFTER = re.compile(r"\s*\((?P<role>chủ trì|phối hợp)\)", re.IGNORECASE)
# The names before a clause's "chủ trì", with no mark or verb of another clause between.
_CHARGED = re.compile(
    r"(?P<units>[^;:.()\n]{4,90}?),?\s+(?:đồng |cùng |được giao )?"
    r"(?:chủ trì|chịu trách nhiệm|có trách nhiệm|làm đầu mối)\b"
)
# Who gives a task to another has a name no longer than this: "Ủy ban nhân dân tỉnh | giao Sở Nội vụ …".
_LONGEST_ADDRESSER = 60
# What may stand between units and what they do: "Sở Y tế | trong quý II | khảo sát …" (folded text).
_QUALIFIED = fold(r"(?:trong|theo|trước|từ|vào|bằng|hằng|hàng|mỗi|chậm nhất|muộn nhất|ngay)\s[^;:.]{3,110}?\s")


@cache
def phrases(key: str) -> re.Pattern[str]:
    """Return the pattern of a list of ``obligations.toml``, for folded text; the longer phrases come first."""
    words = sorted((fold(word) for word in load_toml("plans/obligations.toml")[key]), key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(map(re.escape, words)) + r")\b")


@cache
def _address() -> re.Pattern[str]:
    """What addresses a unit, with the colon after it: "Giao ", "Đề nghị: ", "Đồng thời, trân trọng đề nghị "."""
    joined = rf"(?:(?:{phrases('connectives').pattern}),?\s+)?"
    return re.compile(rf"{joined}(?:(?:trân trọng|kính)\s+)?(?:{phrases('address').pattern})\s*:?\s*")


def addressed_at(text: str) -> int:
    """Return where the unit begins after "Giao", "Yêu cầu", "Đề nghị"; 0 where none of them begins the text.

    Who addresses it may stand before: "UBND tỉnh yêu cầu | các sở, ban, ngành".

    >>> addressed_at("Giao Văn phòng Sở theo dõi"), addressed_at("Văn phòng Sở theo dõi")
    (5, 0)
    """
    folded = fold(text)
    if match := _address().match(folded):
        return match.end()
    by = units.find(text[:_LONGEST_ADDRESSER])[:1]
    if not by or by[0][0] > 0:
        return 0
    match = _address().match(folded, by[0][1] + 1)
    return match.end() if match and units.begins(text[match.end() :]) else 0


def assignees(text: str, *, assigned: bool, owned: bool = False) -> tuple[Range, ...]:
    """Find the units that a clause makes responsible, none if it makes no unit so.

    They stand at its beginning ("Sở Tài chính bố trí …"), after an address ("Giao Sở Tài chính …"), or after an opening
    phrase ("Trong quá trình thực hiện, các phòng, đơn vị kịp thời …").

    Args:
        text: the clause.
        assigned: it stands where a plan assigns work, so that any act of a unit counts ("Sở Y tế hướng dẫn …"), not
            just words that make responsible ("Sở Y tế chịu trách nhiệm …").
        owned: it stands under the units whose duty it is, so that others are told apart by a mark: "các dự án do Bộ
            Công an chủ trì" only says which.
    """
    found = units.find(text)
    start = addressed_at(text)
    if passive := _by_whom(text, assigned=assigned, owned=owned):
        return members(text, passive)
    listed = list_at(text, found, start) or _list_after_opening(text, found)
    if listed and _TASKED.match(text, listed[1]) and (described := _described(text, listed)):
        return (described,)
    if named := _up_to_charge(text, start, listed):
        return members(text, named)
    if listed is None:
        listed = _list_after_comma(text, found) if assigned and not owned and text[:1].isupper() else None
        return members(text, listed) if listed else ()
    if described := _described(text, listed):
        return (described,)
    rest = text[listed[1] :]
    charged = _charges(rest, assigned=assigned, addressed=start > 0)
    if assigned and not charged and listed[0] == start and (longer := _longer_name(text, listed)):
        return members(text, longer)
    # After an opening phrase the units before "trước ngày …" may be whom something is reported to.
    later = assigned and listed[0] == 0 and _qualified_act().match(_words(rest)) is not None
    return members(text, listed) if charged or later else ()


def begins_with_unit(text: str) -> bool:
    """Say whether a unit begins a text, or follows the phrase that opens it: "Trong quý III/2025, Phòng Tư pháp …"."""
    opening = _OPENING_PHRASE.match(fold(text))
    return units.begins(text) or (opening is not None and units.begins(text[opening.end() :]))


def is_act(text: str) -> bool:
    """Say whether what a text begins with sounds like a unit but is done: "Thanh tra công vụ"; not "Thanh tra tỉnh"."""
    found, act = units.find(text), phrases("acts").match(fold(text))
    return act is not None and found[:1] != [] and found[0][0] == 0 and found[0][1] <= act.end()


def named_after(text: str) -> Range | None:
    """Return the range of the units that a text names after what is to be done.

    >>> text = "Ban hành lại Quy chế làm việc: Văn phòng Sở tham mưu, trình trước ngày 31/3"
    >>> text[slice(*named_after(text))]
    'Văn phòng Sở'
    """
    if marked := with_role(text, "chủ trì"):
        return marked
    if (units.begins(text) and not is_act(text)) or addressed_at(text):
        return None
    bracket = _WHO_AND_WHEN.search(text)
    for match in filter(None, (bracket, _THEN_WHEN.search(text))):
        timed = time_kind(match["when"]) == "time" if match["when"] else True
        if timed and unit_state(match["units"]) == "whole":
            return match.span("units")
    for match in _GIVEN_TO.finditer(text):
        if unit_state(match["units"]) == "whole":
            return match.span("units")
    for pattern in (_AFTER_TASK, _TOLD):
        if (after := pattern.search(text)) and units.begins(after["units"]):
            listed = list_at(text, units.find(text), after.start("units"))
            return listed if listed and pattern is _TOLD else after.span("units")
    for match in _BETWEEN_COMMAS.finditer(text):
        if unit_state(match["units"]) == "whole":
            return match.span("units")
    colon = _AFTER_COLON.match(text)
    listing = colon is None or re.search(phrases("listing").pattern + "$", fold(colon["task"]))
    return colon.span("units") if colon and not listing and unit_state(colon["units"]) == "whole" else None


def tells_who(text: str) -> bool:
    """Say whether all that a sentence begins with is who does what stands before it: "Đơn vị thực hiện là …"."""
    return _TOLD.match(text) is not None


def with_role(text: str, role: str) -> Range | None:
    """Return the range of the units that a bracket after them gives a role: "Sở Nội vụ (chủ trì)"."""
    for match in _ROLE_AFTER.finditer(text):
        if match["role"].lower() == role and (
            before := [unit for unit in units.find(text) if unit[1] == match.start()]
        ):
            return before[-1]
    return None


def _by_whom(text: str, *, assigned: bool, owned: bool) -> Range | None:
    """Return the range of the units by whom a task is done: "Kiểm tra công vụ | do Thanh tra Sở chủ trì"."""
    if assigned and (after := named_after(text)):
        return after
    for match in _BY.finditer(text):
        if owned and not text[: match.start("units")].rstrip().removesuffix("do").rstrip().endswith((",", ";", "(")):
            continue
        if units.begins(text[match.start("units") :]) and (assigned or match["charge"].lower() != "thực hiện"):
            return match.span("units")
    return None


def _up_to_charge(text: str, start: int, listed: Range | None) -> Range | None:
    """Return the range of units whose names reach up to "chủ trì", where their fields are not known ones.

    "Phòng Giống vật nuôi chủ trì soạn thảo Thông tư"
    """
    charge = _CHARGED.match(text, start)
    if charge is None or not units.begins(text[start:]):
        return None
    # Where the list is all of the name what it does follows: "Phòng Kế hoạch | phối hợp với đơn vị chủ trì".
    if listed and (listed[1] >= charge.end("units") or _charges(text[listed[1] :], assigned=True, addressed=False)):
        return None
    return charge.span("units")


def list_at(text: str, found: list[Range], start: int) -> Range | None:
    """Return the range of the list of units that begins at ``start``, None if no unit begins there."""
    following = [unit for unit in found if unit[0] >= start]
    if not following or following[0][0] != start:
        return None
    end = following[0][1]
    for begin, stop in following[1:]:
        if _OPENED.fullmatch(text, end, begin):
            continue  # what a bracket says of the unit before it: "Sở Thông tin và Truyền thông (Sở TT&TT), …"
        if not LIST_JOINT.fullmatch(text, end, begin):
            break
        end = stop
    return start, end


def _list_after_comma(text: str, found: list[Range]) -> Range | None:
    """Return the units that do what stands before a comma: "Thanh lý ấn chỉ, | Văn phòng | lập hội đồng, …"."""
    ends = {end for _, end in found}
    for start, _ in found:
        before = text[:start].rstrip()
        listed = list_at(text, found, start) if before.endswith(",") and text[start].isupper() else None
        if listed and len(before) - 1 not in ends and _charges(text[listed[1] :], assigned=True, addressed=False):
            return listed
    return None


def _longer_name(text: str, listed: Range) -> Range | None:
    """Return a list of units whose last name has words that nobody listed: "Phòng Hòa giải | cơ sở | rà soát …"."""
    last = max(unit for unit in units.find(text[: listed[1]]) if unit[1] == listed[1])
    if units.is_closed(text[slice(*last)]) or fold(text).startswith("các ", last[0]):
        return None
    end = listed[1]
    for _ in range(_MORE_WORDS):
        word = _OF_NAME.match(text, end)
        if word is None:
            return None
        end = word.end()
        act = phrases("acts").match(fold(text[end:]).lstrip())
        if act and " " in act.group():
            return listed[0], end
    return None


def _list_after_opening(text: str, found: list[Range]) -> Range | None:
    """Return the range of the units after an opening phrase, which may hold commas of its own.

    Of units listed after "các …" in the phrase only the last does something: "Trên cơ sở đề xuất của các bộ, cơ quan
    ngang bộ, | Bộ Tài chính | tổng hợp".
    """
    folded = fold(text)
    opening = _OPENING_PHRASE.match(folded)
    at: int | None = opening.end() if opening else None
    while at is not None and not phrases("assigns").match(folded, at):
        start = at + addressed_at(text[at:])
        listed = list_at(text, found, start)
        if listed and text[listed[1] : listed[1] + 1] != ",":
            comma = len(text[:at].rstrip(" ,"))
            last = max(unit[0] for unit in found if unit[1] == listed[1])
            goes_on = any(end == comma and folded.startswith("các ", begin) for begin, end in found)
            return (last, listed[1]) if goes_on and start == at and text[last].isupper() else listed
        longer = _TO_NEXT_COMMA.match(text, at)
        at = longer.end() if longer else None
    return None


def members(text: str, listed: Range) -> tuple[Range, ...]:
    """Return the units of a list."""
    start, end = listed
    found = ((start + a, start + b) for a, b in units.split(text[start:end]))
    return tuple((a, a + len(_GIVEN.sub("", text[a:b]))) for a, b in found)


def _described(text: str, listed: Range) -> Range | None:
    """Return a subject that describes a unit: "Cơ quan chủ trì được phân công theo Kế hoạch" (có trách nhiệm …)."""
    start, end = listed
    subject = _UP_TO_DUTY.match(text[start:])
    if subject is None or not _DESCRIPTION.match(text[end : start + subject.end()]):
        return None
    return start, start + subject.end()


def _words(rest: str) -> str:
    """Return the folded words after a clause's units, without the remarks in brackets at both ends."""
    return _LEADING_REMARK.sub("", fold(TRAILING_REMARK.sub("", rest)).lstrip(" ,"))


def _charges(rest: str, *, assigned: bool, addressed: bool) -> bool:
    """Say whether the words after a clause's units charge them with something."""
    words = _words(rest)
    if addressed:
        return bool(words)
    goes_on = rest.lstrip(" ,")[:1].isupper()  # "Ngân hàng | Chi nhánh tỉnh" is a name
    return bool(phrases("assigns").match(words) or (assigned and not goes_on and phrases("acts").match(words)))


@cache
def _qualified_act() -> re.Pattern[str]:
    """What units do after when or how they do it: "trong phạm vi nhiệm vụ của mình | tổ chức triển khai"."""
    return re.compile(_QUALIFIED + f"(?:{phrases('acts').pattern})")
