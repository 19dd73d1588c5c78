"""Test plans as saved web pages: the plan amid navigation, related documents and readers' comments with wrong dates."""

from __future__ import annotations

from html import escape

from tests.documents.content import Grid, Line, TestPlan

_BEFORE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} | Cổng thông tin</title>
<script>var hạn = "Trước ngày 01/01/1999";</script><style>td {{ border: 1px solid }}</style></head><body>
<header><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/vb">Văn bản</a></li><li><a href="/lh">Liên hệ</a></li>
</ul></nav></header>
<div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/vb">Văn bản</a></div>
<main><article><h1>{title}</h1>
<div class="post-meta">Đăng ngày 09/09/2019 | 1.203 lượt xem</div><div class="content">"""
_AFTER = """</div></article></main>
<aside class="related"><h3>Văn bản liên quan</h3><ul>
<li><a href="/1">Kế hoạch 77/KH-UBND cải cách hành chính năm 2018, hạn trước ngày 15/12/2018</a></li>
<li><a href="/2">Kế hoạch 91/KH-UBND năm 2017</a></li></ul></aside>
<section id="comments"><h3>Bình luận (2)</h3><div class="comment"><p>Hạn nộp là ngày 31/02/2020 phải không ạ?</p></div>
<div class="comment"><p>Sở Thông tin chủ trì: Quý V/2020.</p></div></section>
<footer><p>© 2020 Cổng thông tin điện tử. Giấy phép số 11/GP-TTĐT ngày 01/02/2015.</p></footer></body></html>"""


def build_html(plan: TestPlan) -> bytes:
    """Return the plan as the bytes of a web page."""
    data = plan.data
    parts = [_BEFORE.format(title=escape(data["title"]))]
    head = "<br>".join(f"<b>{escape(line)}</b>" for line in plan.letterhead)
    parts.append(
        f"<table border=0><tr><td>{head}<br>-------</td><td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - "
        f"Hạnh phúc</b><br>---------------</td></tr><tr><td>Số: {data['number']}</td>"
        f"<td><i>{data['place']}, {data['date']}</i></td></tr></table>"
    )
    parts.append(f"<p align=center><b>{data['kind']}</b></p><p align=center><b>{escape(data['title'])}</b></p>")
    for block in plan.body():
        if isinstance(block, Line):
            mark = f"{block.number}. " if block.number else ""
            text = escape(mark + block.text)
            parts.append(f"<p><strong>{text}</strong></p>" if block.bold else f"<p>{text}</p>")
        elif isinstance(block, Grid):
            parts.append(_table(block))
        else:
            parts.append(_foot(plan))
    return ("\n".join(parts) + _AFTER).encode()


def _table(grid: Grid) -> str:
    rows = []
    for row in grid.rows:
        cells = []
        for cell in row:
            spans = (f" rowspan={cell.rows}" if cell.rows > 1 else "") + (
                f" colspan={cell.columns}" if cell.columns > 1 else ""
            )
            text = "<br>".join(map(escape, cell.text.split("\n")))
            cells.append(f"<td{spans}>" + (f"<b>{text}</b>" if cell.bold else f"<p>{text}</p>") + "</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return '<table border="1">' + "\n".join(rows) + "</table>"


def _foot(plan: TestPlan) -> str:
    data = plan.data
    listed = "<br>".join(f"- {name};" for name in data["recipients"])
    role = "<br>".join(data["role"].split("\n"))
    return (
        f"<table><tr><td><i><b>Nơi nhận:</b></i><br>{listed}</td><td><b>{role}<br><br><br>"
        f"{data['signer']}</b></td></tr></table>"
    )
