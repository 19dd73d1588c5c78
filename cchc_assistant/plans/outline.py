"""The numbered structure of a plan: which item stands under which, and the path each is cited by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from cchc_assistant.data_files import load_toml
from cchc_assistant.language.mapped import Mapped
from cchc_assistant.language.normalize import CAPITALS, fold
from cchc_assistant.reading.document import Block, Paragraph, Table
from cchc_assistant.reading.marks import Mark, mark_of

# "Phụ lục", "PHỤ LỤC II", "Phụ lục 3:", "DANH MỤC", "Biểu mẫu số 1" at the head of an appendix; its own number, if any.
_APPENDIX = re.compile(
    r"(?P<word>PHỤ LỤC|Phụ lục|DANH MỤC|Danh mục|BIỂU MẪU|Biểu mẫu)(?:\s+(?:SỐ|số))?"
    rf"(?:\s+(?P<number>[IVXLC]{{1,6}}|\d{{1,2}}|[A-Z])(?=\s*[.:)\-–]|\s*$|\s+[{CAPITALS}(]))?(?P<rest>.*)",
    re.DOTALL,
)
# "(Kèm theo Kế hoạch số …", "(Ban hành kèm theo …": the line under the title of an appendix.
_ATTACHED = re.compile(r"\(?\s*(?:Ban hành )?[Kk]èm theo\b")
# "4 DANH MỤC": the word alone, in capitals, after what OCR made of a stamp.
_STRAY_BEFORE_APPENDIX = re.compile(rf"[^{CAPITALS}]{{1,3}}\s(?=(?:PHỤ LỤC|DANH MỤC|BIỂU MẪU)$)")
# "TM. CHÍNH PHỦ", "KT. GIÁM ĐỐC": a signature, the end of a document that lists no recipients.
_SIGNATURE = re.compile(rf"(?:TM|KT|TL|TUQ)\.\s?[{CAPITALS}]{{2}}")
_OFFICE = re.compile(
    r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG|TRƯỞNG BAN|"
    r"HIỆU TRƯỞNG|VIỆN TRƯỞNG|CHÁNH THANH TRA|BÍ THƯ|BỘ TRƯỞNG)"
)
_LONGEST_NAME = 60
RECIPIENTS = re.compile(r"Nơi nhận\s*:?", re.IGNORECASE)
_LONGEST_TITLE = 150
_NUMBERED = frozenset({"part", "upper", "roman", "arabic", "decimal", "letter"})


@dataclass(slots=True)
class Node:
    """An item of the outline under construction: its mark, its own text, and what stands under it.

    ``content`` is the paragraph without its mark; ``whole`` is all of it. ``path`` is the path of the item itself if it
    is numbered, else that of the numbered item it stands in.
    """

    mark: Mark | None
    content: Mapped
    whole: Mapped
    path: str
    style: str = ""
    appendix: str = ""
    children: list[Node] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    parent: Node | None = None

    @property
    def text(self) -> str:
        """The item's text without its mark."""
        return self.content.text

    @property
    def numbered(self) -> bool:
        """Whether the item has a number of its own (dashes and plain paragraphs have none)."""
        return self.mark is not None and self.mark.kind in _NUMBERED

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def trail(self) -> list[Node]:
        """Return the numbered items this node stands in, outermost first, itself left out."""
        above: list[Node] = []
        node = self.parent
        while node is not None:
            if node.numbered or (node.appendix and node.parent and not node.parent.appendix):
                above.append(node)
            node = node.parent
        return above[::-1]


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan's parts: the head before the first item, the body, the foot from "Nơi nhận", and the appendices."""

    head: tuple[Paragraph, ...]
    body: Node
    foot: tuple[Paragraph, ...]
    appendices: tuple[Node, ...]
    warnings: tuple[str, ...]


def outline(blocks: tuple[Block, ...]) -> Outline:
    """Read the outline of a document's blocks."""
    builder = _Builder()
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        builder.add(block, following)
    _lift_closing(builder.body)
    return Outline(
        tuple(builder.head), builder.body, tuple(builder.foot), tuple(builder.appendices), tuple(builder.warnings)
    )


def _lift_closing(body: Node) -> None:
    """Give the closing paragraphs of a plan to its last part: "Trong quá trình thực hiện …, báo cáo …./."."""
    last = body
    while last.children and (last.children[-1].numbered or not last.numbered):
        last = last.children[-1]
    part = body.children[-1] if body.children else None
    if part is None or last is part or not last.numbered:
        return
    closing: list[Node] = []
    while last.children and last.children[-1].mark is None and not last.children[-1].tables:
        states_itself = len(last.children) > 1 or last.text.endswith(".") or len(last.text) > 90
        if not states_itself or not _closings().match(fold(last.children[-1].text)):
            break
        closing.insert(0, last.children.pop())
    for node in closing:
        node.parent, node.path = part, part.path
        part.children.append(node)


def _may_be_first(mark: Mark | None) -> bool:
    """Say whether an item may be a plan's first: a part of any number, or a smaller item numbered 1 or 2."""
    if mark is None or mark.kind in ("dash", "plus"):
        return False
    return mark.kind in ("roman", "part", "upper") or mark.ordinal in (1, 2)


def _is_title(block: Paragraph) -> bool:
    return len(block.text) <= _LONGEST_TITLE and (block.text.isupper() or block.style in ("heading", "bold"))


def _signs(block: Paragraph, following: Block | None) -> bool:
    """Say whether a signature begins: "KT. GIÁM ĐỐC", or the office alone in capitals above a name."""
    if _SIGNATURE.match(block.text):
        return True
    below = following.text if isinstance(following, Paragraph) else ""
    return bool(_OFFICE.fullmatch(block.text)) and 0 < len(below) <= _LONGEST_NAME


def _begins_attached(block: Paragraph, following: Block | None) -> bool:
    """Say whether a title below a signature begins the plan that was put into force: "CHƯƠNG TRÌNH HÀNH ĐỘNG …"."""
    kinds = [fold(kind) for kind in load_toml("plans/document_kinds.toml")["kinds"]]
    words = f"{fold(block.text).strip(' .:')} "
    if not any(words.startswith(f"{kind} ") and block.text[: len(kind)].isupper() for kind in kinds):
        return False
    announced = isinstance(following, Paragraph) and _ATTACHED.match(following.text)
    return bool(announced) or block.text.isupper() or block.style in ("heading", "bold")


@cache
def _closings() -> re.Pattern[str]:
    words = [fold(word) for word in load_toml("plans/obligations.toml")["closings"]]
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")\b")


def _empty(path: str = "", appendix: str = "") -> Node:
    nothing = Mapped("", ())
    return Node(None, nothing, nothing, path, appendix=appendix)


class _Builder:
    """Adds block after block; the stack holds the open items, outermost first."""

    def __init__(self) -> None:
        self.head: list[Paragraph] = []
        self.body = _empty()
        self.foot: list[Paragraph] = []
        self.interlude: list[Paragraph] = []
        self.appendices: list[Node] = []
        self.warnings: list[str] = []
        self.stack: list[Node] = [self.body]
        self.begun = False
        self.in_foot = False

    def add(self, block: Block, following: Block | None) -> None:
        if isinstance(block, Table):
            if not self.begun and not self.appendices:
                # A table before any item is the two-column head of a letter, or the whole document is one table.
                self.body.tables.append(block)
            else:
                self.stack[-1].tables.append(block)
            return
        if not block.text:
            return
        appendix = self._appendix(block, following)
        if appendix is not None:
            self.appendices.append(appendix)
            self.stack = [appendix]
            self.begun, self.in_foot = True, False
            return
        if not self.appendices and (RECIPIENTS.match(block.text) or (self.begun and _signs(block, following))):
            self.in_foot = True
        if self.in_foot and _begins_attached(block, following):
            # A decision is signed; the plan that it puts into force begins: its title, then its parts.
            self.in_foot, self.begun = False, False
            self.stack = [self.body]
        if self.in_foot:
            self.foot.append(block)
            return
        mark = mark_of(block.text)
        if not self.begun and not _may_be_first(mark):
            (self.interlude if self.foot else self.head).append(block)
            return
        self.begun = True
        self._place(block, mark)

    def _appendix(self, block: Paragraph, following: Block | None) -> Node | None:
        stray = _STRAY_BEFORE_APPENDIX.match(block.text) if self.in_foot else None
        match = _APPENDIX.match(block.text, stray.end() if stray else 0)
        if match is None or mark_of(block.text) is not None:
            return None
        word, rest = match["word"], match["rest"].strip()
        named = rest[: attached.start()] if (attached := _ATTACHED.search(rest)) else rest
        title = not rest or rest[:1] in ".:-–(" or named.isupper() or block.style in ("heading", "bold")
        if not title or len(named) > 250:
            return None
        # Inside an appendix "DANH MỤC …" is the title of it, not another; so is a heading right under "Phụ lục".
        if self.appendices and word.lower() == "danh mục" and not self.stack[-1].numbered and not self.stack[0].tables:
            return None
        if not (self.in_foot or self.appendices or not rest or word.isupper()):
            return None
        if following is None or (not self.begun and not self.head):
            return None
        name = word.capitalize() if word.isupper() else word
        path = f"{name} {match['number']}" if match["number"] else name
        content = block.content[match.start("rest") :].strip(" .:-–")
        return Node(None, content, block.content, path, block.style, appendix=path)

    def _place(self, block: Paragraph, mark: Mark | None) -> None:
        root = self.stack[0]
        if mark is None:
            self._place_plain(block)
            return
        mark = self._as_letter(mark)
        level = self._level(mark)
        parent = self.stack[level - 1]
        path = _path(parent, mark, root.appendix)
        node = Node(mark, block.content[mark.length :].strip(), block.content, path, block.style, root.appendix)
        self._check(parent, node)
        node.parent = parent
        parent.children.append(node)
        del self.stack[level:]
        self.stack.append(node)

    def _place_plain(self, block: Paragraph) -> None:
        # A paragraph after a list of dashes goes back to the numbered item; after "a) Title" it is that item's text.
        while len(self.stack) > 1 and not self.stack[-1].numbered:
            self.stack.pop()
        parent = self.stack[-1]
        root = self.stack[0]
        node = Node(None, block.content, block.content, parent.path, block.style, root.appendix, parent=parent)
        if parent.numbered and not (parent.content or parent.children or parent.tables) and _is_title(block):
            parent.content = block.content  # "Phần I" on a line of its own, its title on the next
        parent.children.append(node)

    def _as_letter(self, mark: Mark) -> Mark:
        """Read "I.", "V." or "C." as a letter where the item before it is its predecessor in the alphabet."""
        if mark.kind != "roman" or len(mark.number) != 1:
            return mark
        as_upper = Mark("upper", mark.number, mark.length)
        for node in reversed(self.stack):
            if node.mark and node.mark.kind == "upper" and _follows(node.mark, as_upper):
                return as_upper
        return mark

    def _level(self, mark: Mark) -> int:
        """Return the depth at which an item with this mark stands (1 is right under the root)."""
        depths = [depth for depth, node in enumerate(self.stack) if node.mark and _same_count(node.mark, mark)]
        if not mark.ordinal:
            if depths:
                return depths[-1]
            # "+" stands under "-"; a dash under whatever numbered item is open.
            while mark.kind == "dash" and self.stack[-1].mark and self.stack[-1].mark.kind == "plus":
                self.stack.pop()
            return len(self.stack)
        for depth in reversed(depths):
            before = self.stack[depth].mark
            if before and _follows(before, mark):
                return depth
        if mark.kind == "decimal":
            return self._decimal_level(mark)
        numbered = max((depth for depth, node in enumerate(self.stack) if node.numbered), default=0)
        if mark.ordinal == 1 and (not depths or depths[-1] != numbered):
            # Counting begins anew below the innermost numbered item that does not count the same way.
            return numbered + 1 if not depths or depths[-1] < numbered else depths[-1]
        if depths:
            return depths[-1]
        return self._below_wider(mark, numbered)

    def _below_wider(self, mark: Mark, numbered: int) -> int:
        """Place an item that does not start at 1 under the innermost item of a wider kind (III over 4 over b)."""
        order = ("part", "upper", "roman", "arabic", "decimal", "letter")
        for depth in range(numbered, 0, -1):
            above = self.stack[depth].mark
            if above and above.kind in order and order.index(above.kind) < order.index(mark.kind):
                return depth + 1
        return 1

    def _decimal_level(self, mark: Mark) -> int:
        """Place "3.4" under the item "3" where that is open, else under the open item whose number begins it."""
        parent_number = mark.number.rsplit(".", 1)[0]
        for depth in range(len(self.stack) - 1, 0, -1):
            above = self.stack[depth].mark
            if above and above.number == parent_number:
                return depth + 1
        siblings = [
            depth
            for depth, node in enumerate(self.stack)
            if node.mark and node.mark.kind == "decimal" and node.mark.number.count(".") == mark.number.count(".")
        ]
        numbered = max((depth for depth, node in enumerate(self.stack) if node.numbered), default=0)
        return siblings[-1] if siblings else numbered + 1

    def _check(self, parent: Node, node: Node) -> None:
        if not node.mark or not node.mark.ordinal:
            return
        before = next((child.mark for child in reversed(parent.children) if child.numbered), None)
        if before is None or not _same_count(before, node.mark):
            if node.mark.ordinal != 1:
                self.warnings.append(f"mục {node.path} đứng đầu dãy số nhưng không mang số 1")
        elif not _follows(before, node.mark):
            self.warnings.append(f"đánh số không liên tục: sau {before.number} là {node.mark.number} (mục {node.path})")


def _same_count(one: Mark, other: Mark) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == "decimal":
        return one.number.count(".") == other.number.count(".")
    return one.word.lower() == other.word.lower()


def _follows(one: Mark, other: Mark) -> bool:
    """Say whether ``other`` is the next number after ``one`` ("đ" may be left out between "d" and "e")."""
    if not _same_count(one, other) or one.ordinal is None or other.ordinal is None:
        return False
    if one.kind == "decimal":
        return one.number.rsplit(".", 1)[0] == other.number.rsplit(".", 1)[0] and other.ordinal == one.ordinal + 1
    if one.kind in ("letter", "upper"):
        # d → đ → e in some lists, d → e in others; e → f → g likewise.
        return 1 <= other.ordinal - one.ordinal <= (2 if one.number.lower() in ("d", "e") else 1)
    return other.ordinal == one.ordinal + 1


def _path(parent: Node, mark: Mark, appendix: str) -> str:
    if mark.kind not in _NUMBERED:
        return parent.path
    number = f"{mark.word.capitalize()} {mark.number}" if mark.kind == "part" else mark.number
    if mark.kind == "decimal" and parent.mark and mark.number.startswith(parent.mark.number + "."):
        number = mark.number[len(parent.mark.number) + 1 :]
    return extend_path(parent.path, number, appendix)


def extend_path(path: str, number: str, appendix: str) -> str:
    """Add a number to a path: dots between numbers, a space after an appendix without a number of its own.

    >>> extend_path("III.10", "b", ""), extend_path("Phụ lục", "3", "Phụ lục")
    ('III.10.b', 'Phụ lục 3')
    >>> extend_path("Phụ lục II", "3", "Phụ lục II")
    'Phụ lục II.3'
    """
    if not path:
        return number
    if (path == appendix and " " in path and not path.rsplit(" ", 1)[-1][:1].islower()) or path != appendix:
        return f"{path}.{number}"
    return f"{path} {number}"
