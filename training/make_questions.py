"""Make typed questions from templates: tasks, units and topics are taken from administrative training text.

python -m training.make_questions TEXT OUT.txt --count 120000 --seed 3
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.counting import read_lines

_TEMPLATES = Path(__file__).with_name("question_templates.txt")
_EVERYDAY = Path(__file__).with_name("question_tasks.txt")
# how often a unit is shortened to its initials, and how often a task is told in everyday words
_SHORTENED, _PLAIN = 0.25, 0.4
_TASK_VERBS = (
    "Tổ chức|Xây dựng|Triển khai|Rà soát|Tuyên truyền|Đào tạo|Kiểm tra|Tiếp tục|Ban hành|Tham mưu|Đẩy mạnh|Nâng cao|"
    "Thực hiện|Công khai|Cập nhật|Báo cáo|Phổ biến|Bồi dưỡng|Tập huấn|Đánh giá|Hoàn thiện|Nghiên cứu|Lồng ghép|"
    "Đăng tải|Niêm yết|Đơn giản hóa|Cắt giảm|Giải quyết|Tiếp nhận|Hướng dẫn|Theo dõi|Đôn đốc|Ứng dụng"
)
# "- Tổ chức tập huấn nghiệp vụ cải cách hành chính", "b) Rà soát thủ tục hành chính"
_TASK = re.compile(rf"^(?:[-+•*]|\d{{1,2}}[.)]|[a-zđ]\))?\s*((?:{_TASK_VERBS})\s[^,.;:()0-9]{{8,90}})")
_UNIT_WORDS = (
    "và|chính|tịch|tra|lượng|nhân|dân|hội|thông|hình|thanh|truyền|tế|hoạch|đầu|tư|nghệ|nghiệp|thôn|trường|thể|thao|lịch|"
    "vụ|pháp|dựng|thương|binh|xã|vận|tải|dục|đào|tạo|công|ninh|phòng|gia|đình|trẻ|em|dịch|ứng|dụng|tin|học|sản|khoa"
)
# Sở Khoa học và Công nghệ, Văn phòng Ủy ban nhân dân
_UNIT = re.compile(
    r"\b((?:Sở|Bộ|Ban|Văn phòng|Thanh tra|Phòng|Cục|Chi cục|Trung tâm|Đài|Báo|Hội|Ủy ban nhân dân)"
    rf"(?: (?:[A-ZĐÂÁ][\wà-ỹ]+|(?:{_UNIT_WORDS})\b)){{1,8}})"
)
# tỉnh Lào Cai, huyện Mường La, thành phố Cần Thơ
_PLACE = re.compile(r"\b((?:tỉnh|huyện|thành phố|thị xã|xã|phường)(?: [A-ZĐÂÁ][\wà-ỹ]+){1,3})")
_QUARTERS = (
    "quý I",
    "quý II",
    "quý III",
    "quý IV",
    "tháng 6",
    "tháng này",
    "tháng 12",
    "năm nay",
    "cuối năm",
    "đầu năm",
    "sáu tháng đầu năm",
    "quý này",
    "tuần này",
    "năm sau",
)
_DOCUMENTS = (
    "kế hoạch",
    "kế hoạch này",
    "kế hoạch CCHC",
    "KH CCHC",
    "KH",
    "phụ lục",
    "phụ lục kế hoạch",
    "kế hoạch cải cách hành chính",
    "kế hoạch tuyên truyền",
    "quyết định này",
    "kế hoạch của sở",
    "kế hoạch truyền thông",
    "kế hoạch kiểm soát thủ tục hành chính",
    "văn bản này",
    "công văn",
)
_TOPICS = (
    "cải cách hành chính",
    "CCHC",
    "TTHC",
    "CNTT",
    "cải cách thể chế",
    "cải cách tài chính công",
    "cải cách chế độ công vụ",
    "cải cách tổ chức bộ máy",
    "thủ tục hành chính",
    "kiểm soát thủ tục hành chính",
    "một cửa, một cửa liên thông",
    "dịch vụ công trực tuyến",
    "chính quyền điện tử",
    "chuyển đổi số",
    "tuyên truyền cải cách hành chính",
    "tập huấn nghiệp vụ",
    "đào tạo ISO",
    "chỉ số cải cách hành chính",
    "chỉ số hài lòng của người dân",
    "truyền thông trên báo đài",
    "sáng kiến",
    "tinh giản biên chế",
    "kỷ luật, kỷ cương hành chính",
    "hồ sơ giải quyết đúng hạn",
    "cung cấp thông tin trên trang thông tin điện tử",
    "bồi dưỡng cán bộ, công chức",
)


@dataclass(frozen=True)
class Fillers:
    """What stands in the slots: tasks (opening phrases of lines), unit names and place names."""

    tasks: list[str]
    units: list[str]
    places: list[str]


def fillers(lines: Iterable[str]) -> Fillers:
    """Return the tasks, units and places found in the text."""
    tasks: list[str] = []
    units: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for line in lines:
        match = _TASK.match(line)
        if match:
            words = match.group(1).split()[:14]
            tasks.append(" ".join(words))
        units.update(_UNIT.findall(line))
        places.update(_PLACE.findall(line))
    return Fillers(tasks, _common(units), _common(places))


def _common(names: Counter[str]) -> list[str]:
    return [name for name, count in names.most_common(1500) if count > 2]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _short(unit: str) -> str:
    """Return a unit as people shorten it: "Sở Khoa học và Công nghệ" as "sở KHCN"."""
    head, *rest = unit.split()
    initials = "".join(word[0].upper() for word in rest if word != "và")
    return f"{head.lower()} {initials}" if len(initials) > 1 else unit


def questions(found: Fillers, count: int, seed: int) -> list[str]:
    """Return ``count`` questions; tasks are cut to a random length, as people abbreviate them."""
    rng = random.Random(seed)
    templates, everyday = _lines(_TEMPLATES), _lines(_EVERYDAY)
    made = []
    for _ in range(count):
        words = rng.choice(found.tasks).split()
        official = " ".join(words[: rng.randint(2, len(words))]).lower()
        values = {
            "task": rng.choice(everyday) if rng.random() < _PLAIN else official,
            "unit": _short(rng.choice(found.units)) if rng.random() < _SHORTENED else rng.choice(found.units),
            "topic": rng.choice(_TOPICS),
            "year": str(rng.randint(2019, 2027)),
            "quarter": rng.choice(_QUARTERS),
            "doc": rng.choice(_DOCUMENTS),
            "place": _place(rng.choice(found.places), rng),
            "n": str(rng.randint(1, 100)),
        }
        made.append(rng.choice(templates).format(**values) + rng.choice(("?", "", " ?")))
    return made


def _place(name: str, rng: random.Random) -> str:
    """Return the place with or without the word for its kind, which people often leave out."""
    return name if rng.random() < 0.5 else name[name.index(next(filter(str.isupper, name))) :]


def main() -> None:
    """Write the questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=120_000)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    made = questions(fillers(read_lines(arguments.text)), arguments.count, arguments.seed)
    arguments.out.write_text("\n".join(made) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
