"""What no line of a Word file is broken within."""

from __future__ import annotations

import pytest

from tests.notices import county, noticed, word
from xltrack.notices.unbroken import JOINER, Unbroken


def held(text: str, room: float = 56, names: tuple[str, ...] = (), **more: bool) -> list[str]:
    """The pieces that are held together, without the sign that does it."""
    return [piece.replace(JOINER, "") for piece, whole in Unbroken(names).pieces(text, room, **more) if whole]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("于2021年8月6日前报送", ["2021年8月6日前"]),
        ("8月16日到期，还有15天", ["8月16日", "15天"]),
        ("共300项，占25.3%，涉及45个单位", ["300项", "25.3%", "45个单位"]),
        ("第12项和第3期", ["第12项", "第3期"]),
        ("榆政督〔2021〕3号", ["〔2021〕3号"]),
        ("见附件2。", ["附件2"]),
        ("投资1,234.5万元、改造26公里", ["1,234.5万元", "26公里"]),
        ("2021年度、6月底前、7月上旬", ["2021年度", "6月底前", "7月上旬"]),
        ("报〔请填写〕。", ["〔请填写〕"]),
        ("深化改革", []),
    ],
)
def test_days_numbers_and_places_to_fill_in_are_held(text, wanted):
    assert wanted == held(text)
    told = "".join(piece for piece, _ in Unbroken().pieces(text, 56))
    assert text == told.replace(JOINER, "")


def test_a_sign_stands_wherever_a_line_could_end_and_nowhere_else():
    (piece,) = [piece for piece, whole in Unbroken().pieces("2021年12月6日", 56) if whole]
    assert JOINER.join(("2021", "年", "12", "月", "6", "日")) == piece


def test_names_are_held_the_longest_first():
    names = ("区教育局", "市生态环境局屯留分局", "市生态环境局")
    assert ["市生态环境局", "屯留分局", "区教育局"] == held("由市生态环境局屯留分局会同区教育局办理", names=names)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("榆阳区人民政府办公室", ["榆阳区", "人民政府办公室"]),
        ("区人力资源和社会保障局", []),
        ("国家税务总局榆阳区税务局", ["国家税务总局", "榆阳区税务局"]),
        ("区市场监督管理局", ["区市场监督管理局"]),
    ],
)
def test_a_long_name_is_held_in_two_parts(name, parts):
    """As a whole it would leave half a line empty; one that has no two parts is held as far as it can be."""
    assert (parts or [name]) == held(f"报{name}。", names=(name,))


def test_what_has_no_room_on_a_line_is_left_to_the_program():
    assert [] == held("2021年12月16日", room=14)
    assert ["2021年12月16日"] == held("2021年12月16日", room=19)


def test_no_line_begins_with_the_mark_behind_a_name():
    """A name that fills a line with its mark behind would be broken anywhere."""
    assert [] == held("区市场监督管理局、区教育局", room=17, names=("区市场监督管理局",))
    assert ["区市场监督管理局"] == held("区市场监督管理局、区教育局", room=18, names=("区市场监督管理局",))


def test_in_the_words_of_a_cell_names_are_not_held_but_days_are():
    text = "按季度向区政府办公室报送进展情况，2021年6月底前完成"
    assert ["2021年6月底前"] == held(text, names=("区政府办公室",), of_words=False)
    assert ["区政府办公室", "区教育局"] == held(
        "区政府办公室、区教育局", names=("区政府办公室", "区教育局"), of_words=False
    )


def test_a_word_file_reads_the_same_with_its_signs():
    shown = word(noticed(county(12)))
    text = "".join(p.text for p in shown.paragraphs)
    assert JOINER in text
    assert "截至2021年8月1日，共12项任务" in text.replace(JOINER, "")
