"""How well and how fast files are read.

python eval/bench_reading.py [--quick] [--missed]

Prints, for plans built with Word, as web pages, as PDF and as scans: F1 of the register (task found with lead and time
exactly right), those that rules were tuned on apart from those that were not looked at; the share of fields that stay
the same when the clean plans of the corpus go through each format; and the pages read in a second, beside pypdf and
LangChain's PDF loader in the same run. Needs LibreOffice, pdftoppm and tesseract.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cchc_assistant.errors import UnreadableFile  # noqa: E402
from cchc_assistant.plans.model import Plan  # noqa: E402
from cchc_assistant.plans.parse import parse  # noqa: E402
from cchc_assistant.reading.pdf import read_pdf  # noqa: E402
from cchc_assistant.reading.read import read  # noqa: E402
from cchc_assistant.reading.repair import repair  # noqa: E402
from tests.documents.build_docx import build_docx  # noqa: E402
from tests.documents.build_html import build_html  # noqa: E402
from tests.documents.build_pdf import convert, image_pdf, page_images, spoil  # noqa: E402
from tests.documents.content import TestPlan, plans  # noqa: E402
from tests.documents.rendered import as_docx, as_html, corpus_documents  # noqa: E402
from tests.documents.scoring import Score, equal_fields, missed, score  # noqa: E402


def plan_of(data: bytes, name: str) -> Plan:
    """Read a file as `cchc index` does; a file that can't be read is an empty plan."""
    try:
        return parse(repair(read(data, name)))
    except UnreadableFile as error:
        print(f"  ! {error}")
        return parse(repair(read(b"KHONG DOC DUOC\n", "loi.txt")))


def scanned(pdf: Path, dpi: int) -> bytes:
    """Return a PDF of page images: turned by 0.7 degrees, grainy, a red stamp on the last page."""
    pages = page_images(pdf, dpi)
    last = len(pages) - 1
    spoiled = [
        spoil(page, number, skew=0.7 if number % 2 else -0.7, noise=0.3, stamp=number == last)
        for number, page in enumerate(pages)
    ]
    return image_pdf(spoiled, dpi)


def formats_of(plan: TestPlan, folder: Path, *, quick: bool) -> dict[str, bytes]:
    """Return a plan in every format; a font that is not there can't be scanned."""
    pdf = folder / f"{plan.name}.pdf"
    made = {"docx": build_docx(plan), "html": build_html(plan), "pdf": pdf.read_bytes()}
    if not quick and not plan.data.get("legacy_font"):
        made["scan"] = scanned(pdf, 170)
    return made


def built(folder: Path, *, quick: bool, show: bool) -> list[Path]:
    """Score the built plans; return their PDFs."""
    pdfs: list[Path] = []
    for title, source in (("tuned on", "plans"), ("not looked at", "unread")):
        documents = plans(source)
        files = []
        for plan in documents:
            path = folder / f"{plan.name}.docx"
            path.write_bytes(build_docx(plan))
            files.append(path)
        pdfs += convert(files, "pdf", folder)
        totals: dict[str, Score] = {}
        for plan in documents:
            for kind, data in formats_of(plan, folder, quick=quick).items():
                suffix = "pdf" if kind == "scan" else kind
                read_plan = plan_of(data, f"{plan.name}.{suffix}")
                totals[kind] = totals.get(kind, Score(0, 0, 0)) + score(read_plan, plan.gold())
                if show and source == "plans":
                    for line in missed(read_plan, plan.gold()):
                        print(f"    {kind} {plan.name} {line}")
        print(f"built plans, {title} ({len(documents)} plans, {sum(len(plan.gold()) for plan in documents)} tasks)")
        for kind, total in totals.items():
            print(
                f"  {kind:5} register F1 {total.f1:.3f}  ({total.right} right of {total.gold}, {total.found} found; "
                f"sections of the right ones {total.sections}/{total.right})"
            )
    return pdfs


def round_trips(folder: Path, *, quick: bool) -> list[Path]:
    """Compare the register of each clean plan with that of its renderings; return the PDFs."""
    documents = list(corpus_documents(ROOT / "corpus"))
    files = []
    for document in documents:
        path = folder / f"{Path(document.name).stem}.docx"
        path.write_bytes(as_docx(document))
        files.append(path)
    pdfs = convert(files, "pdf", folder)
    makers: dict[str, Callable[[int], tuple[bytes, str]]] = {
        "docx": lambda at: (files[at].read_bytes(), files[at].name),
        "html": lambda at: (as_html(documents[at]), f"{files[at].stem}.html"),
        "pdf": lambda at: (pdfs[at].read_bytes(), pdfs[at].name),
    }
    if not quick:
        makers["scan"] = lambda at: (scanned(pdfs[at], 200), pdfs[at].name)
    print(f"round trips of the {len(documents)} clean plans: fields of the register that stay the same")
    for kind, maker in makers.items():
        same = total = 0
        for at, document in enumerate(documents):
            one, all_fields = equal_fields(parse(document), plan_of(*maker(at)))
            same, total = same + one, total + all_fields
        print(f"  {kind:5} {100 * same / total:6.2f} %  ({same} of {total})")
    return pdfs


def speed(prose: list[Path], tables: list[Path], *, quick: bool) -> None:
    """Time our reader beside pypdf and LangChain's PDF loader on 30 text PDFs, then our reader on scans."""
    import pypdf
    from langchain_community.document_loaders import PyPDFLoader

    def ours(path: Path) -> int:
        return len(read(path.read_bytes(), path.name).page_starts)

    def plain(path: Path) -> int:
        return len([page.extract_text() for page in pypdf.PdfReader(path).pages])

    def loader(path: Path) -> int:
        return len(PyPDFLoader(str(path)).load())

    ours(prose[0])  # the worker process starts once
    files = {"prose": (prose * 30)[:15], "tables": (tables * 30)[:15]}
    print("pages in a second, 30 text PDFs")
    for title, paths in files.items():
        rates = []
        for reader in (ours, plain, loader):
            started = time.perf_counter()
            pages = sum(reader(path) for path in paths)
            rates.append(pages / (time.perf_counter() - started))
        print(
            f"  {title:6} cchc {rates[0]:6.1f}   pypdf {rates[1]:6.1f}   LangChain PyPDFLoader {rates[2]:6.1f}   "
            f"({rates[0] / rates[1]:.2f} × pypdf)"
        )
    if not quick:
        data = scanned(tables[0], 200)
        clock, before = time.perf_counter(), os.times()
        pages = len(read_pdf(data, "scan.pdf").page_starts)
        took, after = time.perf_counter() - clock, os.times()
        computing = sum(after[:4]) - sum(before[:4])
        print(
            f"  scans  {pages / took:.2f} pages a second here; {pages / computing:.2f} for each second a core computes"
        )


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description="How well and how fast files are read.")
    parser.add_argument("--quick", action="store_true", help="leave the scans out")
    parser.add_argument("--missed", action="store_true", help="print what is wrong in the plans that were tuned on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cchc-bench-") as name:
        folder = Path(name)
        tables = built(folder, quick=options.quick, show=options.missed)
        prose = round_trips(folder, quick=options.quick)
        speed(prose, tables, quick=options.quick)


if __name__ == "__main__":
    main()
