"""Documents cited in text: "Quyết định số 2113/QĐ-UBND ngày 31/12/2019"."""

from __future__ import annotations

import re

# The kind, the number and, where given, the date. A law has words between its kind and its number
# ("Luật … số 63/2025/QH15").
CITED = re.compile(
    r"(?P<kind>Nghị quyết|Nghị định|Quyết định|Kế hoạch|Chỉ thị|Công văn|Thông tư(?: liên tịch)?|Kết luận|Chương trình|"
    r"(?:Bộ luật|Luật|Pháp lệnh)(?=[^;,.]{0,90}?\bsố\b)|"
    r"Thông báo|Hướng dẫn|Tờ trình|Công điện|Văn bản|Quy định|Đề án|Báo cáo)\s+"
    r"(?:(?:(?!Nghị|Quyết|Luật)[^\s,;.]+\s+){0,14}?(?<=\s)số\s*:?\s*(?=\d+/20\d\d/(?:QH|UBTVQH|PL))|số\s*:?\s*)?"
    r"(?P<number>\d+[a-zđ]?\s?[/\-–][A-ZĐa-z0-9&/.\-–]*[A-ZĐa-z0-9])"
    r"(?:,?\s*(?:ngày\s+)(?P<date>\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
)
