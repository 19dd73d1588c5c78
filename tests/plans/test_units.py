from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_assistant.plans.units import aliases_in, canonical, find, gloss, mentions, split, split_run


def parts(text: str, ranges: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in ranges]


# fields that are one unit
ONE = [
    "Phòng Tổ chức bộ máy và tổ chức phi chính phủ",
    "Chi nhánh Văn phòng Đăng ký đất đai khu vực Cư M’gar",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Tài nguyên và Môi trường",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở VH, TT&DL",
    "Phòng Quản lý công nghệ, TTCN và chuyên ngành",
    "Phòng Kế hoạch - Tài chính",
    "Phòng Tổ chức, Hành chính",
    "Trung tâm Ứng dụng và Dịch vụ khoa học và Công nghệ",
    "Trung tâm Truyền thông - Văn hóa - Thể thao các huyện, thị xã, thành phố",
    "UBND các huyện, thị xã, thành phố",
    "Ủy ban nhân dân xã, phường, đặc khu",
    "Các sở, ban ngành, địa phương",
    "Các sở, ban ngành, đơn vị liên quan",
    "Các Sở, Ban, Ngành tỉnh",
    "Các phòng, đơn vị",
    "Các phòng chuyên môn và đơn vị trực thuộc Sở",
    "Trưởng các phòng, đơn vị",
    "Lãnh đạo Sở",
    "Đơn vị hành chính",
    "Báo và Phát thanh, Truyền hình tỉnh",
    "Văn phòng HĐND và UBND huyện",
    "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh",
    "Các doanh nghiệp, hợp tác xã, hộ kinh doanh",
    "Công chức làm việc tại Trung tâm Phục vụ hành chính công",
    "Viện, Trường",
    "Toàn thể công chức, viên chức",
    "Các cơ quan thông tin, báo chí",
    "Các tổng cục, cục, vụ",
    "Phòng Tổ chức biên chế và Tổ chức phi chính phủ",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    "Văn phòng Đăng ký đất đai",
    "Tổ Công tác triển khai Đề án 06",
    "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi",
    "Ngân hàng Nhà nước chi nhánh tỉnh Lào Cai",
]

# fields that are several
SEVERAL: list[tuple[str, list[str]]] = [
    (
        "Trung tâm Ứng dụng và Dịch vụ khoa học và Công nghệ, Văn phòng Sở, Chi cục Tiêu chuẩn Đo lường Chất lượng.",
        [
            "Trung tâm Ứng dụng và Dịch vụ khoa học và Công nghệ",
            "Văn phòng Sở",
            "Chi cục Tiêu chuẩn Đo lường Chất lượng",
        ],
    ),
    (
        "Phòng Quản lý khoa học, Phòng Kế hoạch - Tài chính, Phòng Quản lý công nghệ, TTCN và chuyên ngành, "
        "Văn phòng Sở.",
        [
            "Phòng Quản lý khoa học",
            "Phòng Kế hoạch - Tài chính",
            "Phòng Quản lý công nghệ, TTCN và chuyên ngành",
            "Văn phòng Sở",
        ],
    ),
    ("Các sở, ban, ngành tỉnh; UBND các xã, phường", ["Các sở, ban, ngành tỉnh", "UBND các xã, phường"]),
    ("Văn phòng Sở + Chi cục", ["Văn phòng Sở", "Chi cục"]),
    (
        "- Các phòng, đơn vị - Các Sở, ngành có liên quan",
        ["Các phòng, đơn vị", "Các Sở, ngành có liên quan"],
    ),
    ("- Phòng Kế hoạch - Tài chính", ["Phòng Kế hoạch - Tài chính"]),
    ("- Lãnh đạo Sở - Văn phòng Sở", ["Lãnh đạo Sở", "Văn phòng Sở"]),
    ("Sở Khoa học và Công nghệ và Sở Tài chính", ["Sở Khoa học và Công nghệ", "Sở Tài chính"]),
    (
        "Sở Nội vụ, Sở Tư pháp và các cơ quan có liên quan",
        ["Sở Nội vụ", "Sở Tư pháp", "các cơ quan có liên quan"],
    ),
    ("Báo Quảng Ngãi, Đài Phát thanh và Truyền hình tỉnh", ["Báo Quảng Ngãi", "Đài Phát thanh và Truyền hình tỉnh"]),
    ("Chi cục TCĐLCL; Trung tâm KĐKN", ["Chi cục TCĐLCL", "Trung tâm KĐKN"]),
    ("VP Sở, TT KĐKN", ["VP Sở", "TT KĐKN"]),
    ("Sở Nội vụ, Tài chính", ["Sở Nội vụ", "Tài chính"]),
    ("Sở NN&PTNT, Sở TN&MT, Sở TT&TT", ["Sở NN&PTNT", "Sở TN&MT", "Sở TT&TT"]),
    (
        "Văn phòng, Thanh tra, các phòng chuyên môn thuộc Sở",
        ["Văn phòng", "Thanh tra", "các phòng chuyên môn thuộc Sở"],
    ),
    (
        "Các sở, ban, ngành, UBND các huyện, thị xã, thành phố, các cơ quan, đơn vị có liên quan",
        ["Các sở, ban, ngành", "UBND các huyện, thị xã, thành phố", "các cơ quan, đơn vị có liên quan"],
    ),
    (
        "Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành, đoàn thể Thành phố, báo, đài và các đơn vị liên quan",
        ["Sở Nội vụ", "các sở, ban, ngành, đoàn thể Thành phố, báo, đài", "các đơn vị liên quan"],
    ),
    (
        "Mặt trận Tổ quốc tỉnh và các tổ chức chính trị - xã hội",
        ["Mặt trận Tổ quốc tỉnh", "các tổ chức chính trị - xã hội"],
    ),
    (
        "Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh, Kho bạc nhà nước khu vực XI",
        ["Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh", "Kho bạc nhà nước khu vực XI"],
    ),
    (
        "Trung tâm Dịch vụ việc làm Thành phố (Sở Nội vụ), Ủy ban nhân dân xã, phường",
        ["Trung tâm Dịch vụ việc làm Thành phố (Sở Nội vụ)", "Ủy ban nhân dân xã, phường"],
    ),
    ("Doanh nghiệp, Sở, ban, ngành có liên quan", ["Doanh nghiệp", "Sở, ban, ngành có liên quan"]),
    ("Hội Nông dân tỉnh, Tỉnh đoàn, VNPT", ["Hội Nông dân tỉnh", "Tỉnh đoàn", "VNPT"]),
    ("Các Sở: Nội vụ, Tư pháp và UBND cấp huyện", ["Các Sở: Nội vụ", "Tư pháp", "UBND cấp huyện"]),
    ("Chánh Văn phòng Sở, Trưởng phòng Pháp chế", ["Chánh Văn phòng Sở", "Trưởng phòng Pháp chế"]),
    ("Văn phòng Sở, các Chi cục, Trung tâm trực thuộc", ["Văn phòng Sở", "các Chi cục, Trung tâm trực thuộc"]),
    ("Sở Xây dựng/Sở Công Thương", ["Sở Xây dựng", "Sở Công Thương"]),
    ("Lãnh đạo Sở\nVăn phòng Sở", ["Lãnh đạo Sở", "Văn phòng Sở"]),
    ("Bộ Quốc \nphòng,  \ncác bộ,  \ncơ quan", ["Bộ Quốc \nphòng", "các bộ,  \ncơ quan"]),
    ("Văn phòng\nSở", ["Văn phòng\nSở"]),
]


@pytest.mark.parametrize("field", ONE)
def test_a_name_with_commas_is_one_unit(field: str) -> None:
    assert parts(field, split(field)) == [field]
    assert parts(f"- {field}.", split(f"- {field}.")) == [field]


@pytest.mark.parametrize(("field", "expected"), SEVERAL)
def test_fields_of_several_units(field: str, expected: list[str]) -> None:
    assert parts(field, split(field)) == expected


@pytest.mark.parametrize("nothing", ["", " ", "-", " ; ", "."])
def test_empty_fields(nothing: str) -> None:
    assert split(nothing) == []


@given(st.lists(st.sampled_from(ONE), min_size=1, max_size=4))
def test_joined_units_are_split_again(units: list[str]) -> None:
    joined = "; ".join(units)
    assert parts(joined, split(joined)) == units


@given(st.text(alphabet="SởVănphòng cácđơnvị UBNDtỉnh,;+-()và&.\n", max_size=60))
def test_any_text_is_cut_within_its_bounds(text: str) -> None:
    for ranges in (split(text), split_run(text), find(text)):
        end = 0
        for start, stop in ranges:
            assert end <= start < stop <= len(text)
            end = stop


RUNS: list[tuple[str, list[str]]] = [
    (
        "Sở KH&CN Các sở, ban, ngành tỉnh; UBND các xã, phường",
        ["Sở KH&CN", "Các sở, ban, ngành tỉnh", "UBND các xã, phường"],
    ),
    ("Sở Tài chính Sở Công Thương", ["Sở Tài chính", "Sở Công Thương"]),
    ("Văn phòng UBND tỉnh Sở Nội vụ", ["Văn phòng UBND tỉnh", "Sở Nội vụ"]),
    ("Văn phòng Sở Các phòng, đơn vị", ["Văn phòng Sở", "Các phòng, đơn vị"]),
    ("Chi cục TCĐLCL Đơn vị hành chính", ["Chi cục TCĐLCL", "Đơn vị hành chính"]),
    ("Hiệp hội Doanh nghiệp Doanh nghiệp", ["Hiệp hội Doanh nghiệp", "Doanh nghiệp"]),
    ("Văn phòng Ủy ban nhân dân tỉnh", ["Văn phòng Ủy ban nhân dân tỉnh"]),
    (
        "Liên hiệp các Hội Khoa học và Kỹ thuật Sở, ban, ngành",
        ["Liên hiệp các Hội Khoa học và Kỹ thuật", "Sở, ban, ngành"],
    ),
]


@pytest.mark.parametrize(("run", "expected"), RUNS)
def test_runs_without_marks(run: str, expected: list[str]) -> None:
    assert parts(run, split_run(run)) == expected


SENTENCES: list[tuple[str, list[str]]] = [
    ("2. Văn phòng Sở có trách nhiệm theo dõi, kiểm tra", ["Văn phòng Sở"]),
    ("Sở Khoa học và Công nghệ xây dựng Kế hoạch năm 2021", ["Sở Khoa học và Công nghệ"]),
    ("Các phòng và đơn vị trực thuộc Sở triển khai thực hiện", ["Các phòng và đơn vị trực thuộc Sở"]),
    ("tham mưu Giám đốc Sở báo cáo Sở Thông tin và Truyền thông", ["Giám đốc Sở", "Sở Thông tin và Truyền thông"]),
    (
        "hướng dẫn, đôn đốc các sở, ban ngành, UBND các huyện, thị xã, thành phố triển khai",
        ["các sở, ban ngành", "UBND các huyện, thị xã, thành phố"],
    ),
    ("2. Văn phòng Ủy ban nhân dân tỉnh", ["Văn phòng Ủy ban nhân dân tỉnh"]),
    ("Giao Công an tỉnh chủ trì, phối hợp với Văn phòng UBND tỉnh theo dõi", ["Công an tỉnh", "Văn phòng UBND tỉnh"]),
    (
        "Yêu cầu Thủ trưởng các sở, ban ngành, cơ quan, đơn vị nghiêm túc",
        ["Thủ trưởng các sở, ban ngành, cơ quan, đơn vị"],
    ),
    ("báo cáo UBND tỉnh Quảng Trị và Bộ Nội vụ", ["UBND tỉnh Quảng Trị", "Bộ Nội vụ"]),
    ("để lãnh đạo Sở xem xét, điều chỉnh", ["lãnh đạo Sở"]),
    (
        "Cơ quan chủ trì được phân công theo Kế hoạch có trách nhiệm lập kế hoạch cụ thể",
        ["Cơ quan chủ trì được phân công theo Kế hoạch"],
    ),
    ("- Cơ quan chủ trì: Sở Nội vụ.", ["Sở Nội vụ"]),
    ("Ban Tổ chức Tỉnh ủy tổ chức hội nghị", ["Ban Tổ chức Tỉnh ủy"]),
    ("Chi cục Thủy lợi, Chi cục Kiểm lâm thực hiện báo cáo", ["Chi cục Thủy lợi", "Chi cục Kiểm lâm"]),
    # no units
    ("Tổ chức hội nghị tập huấn, báo cáo kết quả nhiệm vụ", []),
    ("phát triển chính quyền điện tử, xã hội số", []),
    ("đội ngũ cán bộ, công chức, viên chức", []),
    ("cải cách tổ chức bộ máy, trụ sở làm việc", []),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_units_in_sentences(sentence: str, expected: list[str]) -> None:
    assert parts(sentence, find(sentence)) == expected


VARIANTS: list[tuple[str, list[str]]] = [
    (
        "sở thông tin và truyền thông",
        ["Sở Thông tin và Truyền thông", "STTTT", "Sở TT&TT", "Sở TTTT", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"],
    ),
    (
        "sở khoa học và công nghệ",
        ["Sở KH&CN", "Sở KHCN", "SKHCN", "Sở Khoa học và Công nghệ tỉnh Đồng Tháp", "Sở Khoa học  và Công nghệ."],
    ),
    ("văn phòng sở", ["VP Sở", "Văn phòng Sở", "- Văn phòng Sở"]),
    ("chi cục tiêu chuẩn đo lường chất lượng", ["Chi cục TCĐLCL", "Chi cục Tiêu chuẩn - Đo lường - Chất lượng"]),
    (
        "ủy ban nhân dân tỉnh",
        ["UBND tỉnh", "Ủy ban nhân dân Tỉnh", "Uỷ ban nhân dân tỉnh Bà Rịa - Vũng Tàu", "UBND TỈNH"],
    ),
    ("ủy ban nhân dân thành phố", ["UBND TP", "Ủy ban nhân dân thành phố Cần Thơ"]),
    ("sở văn hóa, thể thao và du lịch", ["Sở Văn hoá, Thể thao và Du lịch", "Sở VHTTDL", "Sở VH,TT&DL"]),
    ("sở tư pháp", ["Sở TP", "Sở Tư pháp"]),
    ("đài phát thanh và truyền hình tỉnh", ["Đài PT&TH tỉnh", "Đài Phát thanh - Truyền hình tỉnh"]),
    ("trung tâm phục vụ hành chính công", ["TTPVHCC", "Trung tâm Phục vụ hành chính công"]),
    ("phòng hành chính - tổng hợp", ["Phòng HCTH", "Phòng Hành chính - Tổng hợp"]),
    ("các phòng, đơn vị liên quan", ["Các phòng, đơn vị có liên quan", "các phòng, đơn vị liên quan"]),
    ("các sở, ban, ngành", ["Các sở, ban ngành", "Các Sở, Ban, Ngành"]),
    ("giám đốc sở", ["GĐ Sở", "Giám đốc Sở"]),
    ("phòng quản lý khoa học", ["Phòng Quản lí khoa học", "Phòng Quản lý khoa học (cũ)"]),
    ("sở nội vụ", ["SNV", "Sở Nội vụ thành phố", "sở nội vụ"]),
    ("tỉnh đoàn", ["Tỉnh đoàn"]),
]


@pytest.mark.parametrize(("key", "variant"), [(key, variant) for key, variants in VARIANTS for variant in variants])
def test_variants_meet(key: str, variant: str) -> None:
    assert canonical(variant) == key
    assert canonical(key) == key


def test_plans_own_abbreviations() -> None:
    assert canonical("Trung tâm NCPT", {"NCPT": "Nghiên cứu và Phát triển"}) == "trung tâm nghiên cứu và phát triển"
    assert canonical("Trung tâm NCPT") == "trung tâm ncpt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("công tác cải cách hành chính (CCHC) năm 2020", [("CCHC", "cải cách hành chính")]),
        ("khoa học và công nghệ (KH&CN); đổi mới", [("KH&CN", "khoa học và công nghệ")]),
        ("nhất là doanh nghiệp nhỏ và vừa (DNNVV)", [("DNNVV", "doanh nghiệp nhỏ và vừa")]),
        ("giải quyết thủ tục hành chính (sau đây viết tắt là TTHC)", [("TTHC", "thủ tục hành chính")]),
        ("Sở Khoa học và Công nghệ (sau đây gọi là Sở) ban hành", [("Sở", "Sở Khoa học và Công nghệ")]),
        ("năng lực cạnh tranh cấp tỉnh (PCI), kết quả (nếu có)", []),
        ("(khi có hướng dẫn) và (b/cáo)", []),
    ],
)
def test_definitions_inside_documents(text: str, expected: list[tuple[str, str]]) -> None:
    assert aliases_in(text) == expected


KNOWN = [
    "chi cục tiêu chuẩn đo lường chất lượng",
    "phòng quản lý tiêu chuẩn đo lường chất lượng",
    "trung tâm ứng dụng và dịch vụ khoa học và công nghệ",
    "phòng quản lý khoa học",
    "văn phòng sở",
    "báo quảng ngãi",
    "ủy ban nhân dân các huyện, thị xã, thành phố",
    "các phòng, đơn vị",
    "đài phát thanh và truyền hình tỉnh",
]

ASKED: list[tuple[str, list[tuple[str, str]]]] = [
    ("phong ql do thi lam gi", [("phong ql do thi", "phòng quản lý đô thị")]),
    ("stttt chủ trì việc gì", [("stttt", "sở thông tin và truyền thông")]),
    ("so tt&tt lam gi", [("so tt&tt", "sở thông tin và truyền thông")]),
    ("van phong so phu trach gi", [("van phong so", "văn phòng sở")]),
    ("VP Sở phối hợp với ai", [("VP Sở", "văn phòng sở")]),
    ("chi cuc do luong chu tri gi", [("chi cuc do luong", "chi cục tiêu chuẩn đo lường chất lượng")]),
    ("chi cuc tcdlcl", [("chi cuc tcdlcl", "chi cục tiêu chuẩn đo lường chất lượng")]),
    (
        "phong tieu chuan do luong lam gi",
        [("phong tieu chuan do luong", "phòng quản lý tiêu chuẩn đo lường chất lượng")],
    ),
    (
        "trung tam ung dung va dich vu lam gi",
        [("trung tam ung dung va dich vu", "trung tâm ứng dụng và dịch vụ khoa học và công nghệ")],
    ),
    ("ubnd cac huyen chi dao gi", [("ubnd cac huyen", "ủy ban nhân dân các huyện, thị xã, thành phố")]),
    ("so noi vu va cong an tinh", [("so noi vu", "sở nội vụ"), ("cong an tinh", "công an tỉnh")]),
    ("bao quang ngai dang gi", [("bao quang ngai", "báo quảng ngãi")]),
    ("Sở Nông nghiệp và Môi trường làm gì", [("Sở Nông nghiệp và Môi trường", "sở nông nghiệp và môi trường")]),
    (
        "What does the Department of Information and Communications do?",
        [("Department of Information and Communications", "sở thông tin và truyền thông")],
    ),
    ("tasks led by the Office of the Department", [("Office of the Department", "văn phòng sở")]),
    ("the Home Affairs Department", [("Home Affairs Department", "sở nội vụ")]),
    ("số lượng bản tin là bao nhiêu", []),
    ("so luong ban tin la bao nhieu", []),
    ("ai chủ trì tập huấn ISO 9001", []),
]


@pytest.mark.parametrize(("question", "expected"), ASKED)
def test_units_in_questions(question: str, expected: list[tuple[str, str]]) -> None:
    assert [(question[start:end], name) for start, end, name in mentions(question, KNOWN)] == expected


@given(st.sampled_from(KNOWN))
def test_known_names_are_recognised_without_diacritics(name: str) -> None:
    from cchc_assistant.language.normalize import strip_marks

    for question in (name, strip_marks(name), f"ai ở {name} phụ trách"):
        assert [found for *_, found in mentions(question, KNOWN)] == [name]


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Phòng Quản lý Tiêu chuẩn Đo lường Chất lượng", "Division of Standards, Metrology and Quality Management"),
        ("Sở TTTT", "Department of Information and Communications"),
        ("Bộ Nội vụ", "Ministry of Home Affairs"),
        ("Văn phòng Sở", "Office of the Department"),
        ("UBND tỉnh", "Provincial People's Committee"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "Office of the Provincial People's Committee"),
        ("UBND các huyện, thị xã, thành phố", "People's Committee of districts, towns and cities"),
        ("Các phòng, đơn vị liên quan", "Relevant divisions and units"),
        ("Trưởng các phòng, đơn vị thuộc Sở", "Heads of divisions and units of the Department"),
        ("Giám đốc Sở Tư pháp", "Director of the Department of Justice"),
        ("Đài Phát thanh và Truyền hình tỉnh", "Provincial Radio and Television Station"),
        ("Báo Quảng Ngãi", "Quảng Ngãi Newspaper"),
        ("Phòng Quản lý công nghệ, TTCN và chuyên ngành", None),
        ("Ban Xyz", None),
    ],
)
def test_english_glosses(name: str, english: str | None) -> None:
    assert gloss(name) == english


def test_a_name_that_ends_in_a_verb_is_whole() -> None:
    field = "Bộ Tư pháp, Bộ Ngoại giao và các cơ quan liên quan"
    assert parts(field, split(field)) == ["Bộ Tư pháp", "Bộ Ngoại giao", "các cơ quan liên quan"]


BODIES = (
    "bộ ngoại giao",
    "bộ quốc phòng",
    "liên minh hợp tác xã tỉnh",
    "tòa án nhân dân tỉnh",
    "trung tâm kiểm soát bệnh tật",
    "viện kiểm sát nhân dân tỉnh",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("nhiệm vụ của bng trong đề án", ["bộ ngoại giao"]),
        ("bqp có trách nhiệm gì", ["bộ quốc phòng"]),
        ("liên minh htx tỉnh phải làm gì", ["liên minh hợp tác xã tỉnh"]),
        ("vks với tòa án tỉnh làm gì", ["viện kiểm sát nhân dân tỉnh", "tòa án nhân dân tỉnh"]),
        ("cdc làm gì sau lũ", ["trung tâm kiểm soát bệnh tật"]),
        ("kế hoạch cntt, kpi của đề án", []),
        ("sắp xếp các cơ sở y tế", []),
    ],
)
def test_initials_stand_for_names_of_the_plans(question: str, names: list[str]) -> None:
    assert [found for *_, found in mentions(question, BODIES)] == names


def test_a_list_of_who_may_do_a_thing_is_only_named_in_full() -> None:
    known = ["tổ chức, cá nhân", "sở y tế"]
    assert mentions("kiện toàn tổ chức, nhân lực thì Sở Y tế làm cùng ai?", known)[0][2] == "sở y tế"
    assert mentions("tổ chức, cá nhân nuôi tôm phải làm gì?", known)[0][2] == "tổ chức, cá nhân"
