from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cchc_assistant.language.english import to_vietnamese
from cchc_assistant.language.normalize import strip_marks
from cchc_assistant.language.restore import Restorer
from cchc_assistant.retrieval.hybrid import Filter, Hit, Searcher

ISO = "ai chủ trì đào tạo đánh giá nội bộ ISO 9001 năm 2020?"
CASES = [
    (ISO, "qngai-skhcn-2020-tuyen-truyen-cchc.md", "III.5"),
    ("hội thi tìm hiểu cchc ở Đồng Tháp", "dthap-skhcn-2021-cchc.md", "Phụ lục 1.e"),
    ("bản tin số cải cách hành chính 2023 ra mấy kỳ", "qngai-ubnd-2023-tuyen-truyen-cchc.txt", "III.5"),
    ("kinh phí kế hoạch 2023 lấy từ đâu", "qngai-ubnd-2023-tuyen-truyen-cchc.txt", "IV"),
    ("xác định chỉ số cải cách hành chính của sở", "dthap-skhcn-2021-cchc.md", "Phụ lục 8.b"),
]


def places(hits: list[Hit]) -> list[tuple[str, str]]:
    return [(hit.passage.document, hit.passage.section) for hit in hits]


@pytest.mark.parametrize(("question", "document", "section"), CASES)
def test_the_right_passage_is_among_the_first_three(
    searcher: Searcher, question: str, document: str, section: str
) -> None:
    restored = Restorer.open().restore(strip_marks(question), "diacritics").text
    for wording in (question, restored):
        assert (document, section) in places(searcher.search(wording, 3)), wording


def test_english_question_through_the_glossary(searcher: Searcher) -> None:
    question = "Who leads the training on ISO 9001 internal evaluation in 2020?"
    hits = searcher.search([to_vietnamese(question, most=2), question], 3)
    assert ("qngai-skhcn-2020-tuyen-truyen-cchc.md", "III.5") in places(hits)


def test_scores_fall_and_tell_where_they_come_from(searcher: Searcher) -> None:
    hits = searcher.search(ISO, 10)
    assert len(hits) == 10
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].lexical > 0
    assert -1 <= hits[0].dense <= 1


def test_a_hit_quotes_its_source(searcher: Searcher, corpus: Path) -> None:
    passage = searcher.search(ISO, 1)[0].passage
    source = (corpus / passage.document).read_text(encoding="utf-8")
    start = passage.text.index("Chi cục Tiêu chuẩn Đo lường Chất lượng")
    span = passage.span_of(start, start + 10)
    assert source[span.start : span.end] == "Chi cục Ti"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(documents=("dthap-skhcn-2021-cchc.md",)), {"dthap-skhcn-2021-cchc.md"}),
        (Filter(years=(2022,)), {"qngai-skhcn-2022-tuyen-truyen-cchc.txt"}),
        (Filter(provinces=("dong thap",)), {"dthap-skhcn-2021-cchc.md"}),
        (Filter(agencies=("ubnd",), years=(2023,)), {"qngai-ubnd-2023-tuyen-truyen-cchc.txt"}),
        (Filter(years=(1999,)), set()),
    ],
)
def test_filters_on_documents(searcher: Searcher, where: Filter, expected: set[str]) -> None:
    assert {hit.passage.document for hit in searcher.search("tuyên truyền cải cách hành chính", 20, where)} == expected


def test_filters_on_passages(searcher: Searcher) -> None:
    by_unit = searcher.search("tập huấn", 20, Filter(units=("so tu phap",)))
    assert by_unit
    assert all("Sở Tư pháp" in " ".join((*hit.passage.heading, hit.passage.text)) for hit in by_unit)
    assert {hit.passage.kind for hit in searcher.search("video", 20, Filter(kinds=("row",)))} == {"row"}
    assert "heading" not in {hit.passage.kind for hit in searcher.search("mục đích yêu cầu", 50)}
    assert {hit.passage.kind for hit in searcher.search("mục đích", 5, Filter(kinds=("heading",)))} == {"heading"}


@pytest.mark.parametrize("question", ["", "   ", "?!", "zzzz qqqq", "a" * 5000, "\x00"])
def test_odd_questions_are_no_error(searcher: Searcher, question: str) -> None:
    searcher.search(question, 5)


def test_no_heavy_import_on_the_way_of_a_question(index: Path, tmp_path: Path) -> None:
    script = (
        "from cchc_assistant.cli import main; plan = 'corpus/qngai-skhcn-2020-tuyen-truyen-cchc.md';"
        f"assert main(['index', plan, '--index', {str(tmp_path / 'one')!r}]) == 0;"
        f"assert main(['ask', 'ai chủ trì đào tạo ISO 9001?', '--index', {str(tmp_path / 'one')!r}]) == 0;"
        "import sys; from pathlib import Path; from cchc_assistant.retrieval.hybrid import Searcher;"
        "from cchc_assistant.retrieval.register_index import RegisterIndex;"
        f"found = Searcher.open(Path({str(index)!r})).search('ai chủ trì tập huấn?', 3); assert found;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'langchain', 'langchain_core', 'model2vec',"
        " 'bm25s', 'faiss', 'numba', 'scipy', 'pyvi'} & sys.modules.keys();"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
