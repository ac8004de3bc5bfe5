"""Notices as text, Markdown and HTML: against the accepted ones, hostile words, and templates with mistakes.

XLTRACK_ACCEPT=1 in the environment writes the accepted ones anew; look at the difference before that.
"""

from __future__ import annotations

import os
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import noticed, small, word, words_of
from tests.processes import SAMPLES
from xltrack import api
from xltrack.base.errors import UsageError
from xltrack.base.rules import rule
from xltrack.notices.model import KINDS, Format, NoticeKind
from xltrack.notices.render import render_notice
from xltrack.template.bounds import TemplateSource
from xltrack.template.shipped import shipped_templates

GOLDEN = Path(__file__).parent / "data" / "golden"
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> <img src=x onerror=y> [a](javascript:b) | *强调* {{ 7*7 }} & \"引\"\n第二行"


def units_of(kind: NoticeKind) -> tuple[str, ...]:
    return ("区教育局",) if kind == "督办函" else ()


def rendered(kind: NoticeKind, wanted: Format) -> str:
    text = render_notice(noticed(kind=kind, units=units_of(kind)), wanted)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("wanted", ["txt", "md", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_reads_as_accepted(kind, wanted):
    accepted = GOLDEN / f"{kind}.{wanted}"
    text = rendered(kind, wanted)
    if os.environ.get("XLTRACK_ACCEPT"):
        accepted.write_text(text, encoding="utf-8")
    assert accepted.read_text(encoding="utf-8").splitlines() == text.splitlines()


@pytest.mark.parametrize("wanted", ["txt", "md", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_says_that_nothing_secret_may_be_in_it(kind, wanted):
    assert "不得处理涉密内容" in rendered(kind, wanted)


@pytest.mark.parametrize("wanted", ["txt", "md", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_line_is_left_by_tags_and_none_is_lost(kind, wanted):
    text = rendered(kind, wanted)
    assert "{" not in text
    assert "\n\n\n" not in text
    assert not re.search(r"。　　|\)　　", text)


class Page(HTMLParser):
    """What a page is made of: tags with attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def weekly(count: int = 3) -> Page:
    tasks = [task_row(text=f"任务{n}", deadline=date(2021, 7, n + 1), status="正在推进") for n in range(count)]
    text = render_notice(noticed(assessment(document(HEADS, *tasks)), "周报"), "html")
    assert isinstance(text, str)
    return Page(text)


def test_the_weekly_mail_is_narrow_and_fetches_nothing():
    page = weekly()
    tables = [attrs for tag, attrs in page.tags if tag == "table"]
    assert "max-width:360px" in (tables[0]["style"] or "")
    assert {"html", "head", "meta", "title", "body", "table", "tr", "td", "span", "br"} >= {
        tag for tag, _ in page.tags
    } - {"b"}
    assert [] == [attrs for _, attrs in page.tags if {"src", "href", "class", "id"} & set(attrs)]
    assert [] == re.findall(
        r"width:\s*(\d{3,})px", " ".join(a["style"] or "" for t, a in page.tags if "style" in a if t != "table")
    )


def test_the_weekly_mail_has_the_counts_first_and_eight_late_tasks_at_most():
    page = weekly(12)
    words = page.words.split()
    figures = [word for word in words if word.isdigit()][:4]
    assert ["12", "0", "12", "0"] == figures
    assert page.words.index("本周到期") < page.words.index("任务0")
    assert [f"任务{n}" for n in range(8)] == re.findall(
        r"任务\d+(?!项)", page.words.partition("另有4项")[0].partition("逾期12项\n")[2]
    )
    assert "另有4项，见进度工作簿「逾期和临期」" in page.words


@pytest.mark.parametrize("wanted", ["txt", "md", "html"])
def test_hostile_words_stay_words(wanted):
    judged = assessment(document(HEADS, task_row(text=HOSTILE, lead="<b>局</b>", status="正在推进")))
    text = render_notice(noticed(judged, "通报"), wanted)
    assert isinstance(text, str)
    assert "49" not in text.replace("{{ 7*7 }}", "")
    if wanted == "html":
        page = Page(text)
        assert not {tag for tag, _ in page.tags} & {"script", "img"}
        assert "<script>alert(1)</script>" in page.words
    if wanted == "md":
        assert not re.search(r"(?<!\\)<|(?<!\\)\*强调|(?<!\\)\[a", text)
        assert all(len(re.findall(r"(?<!\\)\|", line)) in (0, 6, 7, 10) for line in text.splitlines())
    assert "第二行" in text
    assert not any(line.startswith("第二行") for line in text.splitlines())


MISTAKES = {
    "unknown": ("甲\n{{ 逾其数 }}", "D706", "「模板.txt」第2行"),
    "field": ("{% for 项 in 逾期任务 %}\n{{ 项.名字 }}\n{% endfor %}", "D706", "第2行"),
    "outside": ("{% for 项 in 逾期任务 %}{% endfor %}\n{{ 项.任务 }}", "D706", "第2行"),
    "list": ("\n\n{% for 项 in 逾期项 %}{% endfor %}", "D706", "第3行"),
    "unclosed": ("{{ 逾期数 }", "D705", "第1行"),
    "unended": ("甲\n{% if 逾期数 %}\n乙", "D705", "行"),
    "full width": ("{{ 逾期数，临期数 }}", "D705", "第1行"),
    "unknown tag": ("\n{% include 'a' %}", "D707", "第2行"),
    "no tag": ("\n{% 如果 逾期数 %}", "D705", "第2行"),
    "sum": ("甲\n乙\n{{ 逾期数 + 标题 }}", "D705", "第3行"),
    "call": ("{{ 标题.upper() }}", "D707", "第1行"),
    "product": ("{{ '啊' * 1000000000 }}", "D707", "第1行"),
    "filter": ("{{ 标题|pprint }}", "D707", "第1行"),
    "inside": ("{{ 标题.__class__ }}", "D706", "第1行"),
    "range": ("{% for 项 in range(9) %}{% endfor %}", "D707", "第1行"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_template_is_told_with_its_line(mistake):
    text, code, place = MISTAKES[mistake]
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "txt", TemplateSource("模板.txt", text.encode()))
    assert code == caught.value.code
    assert place in str(caught.value.facts["cell"])
    assert place in rule(code).message(caught.value.facts)


def test_an_unknown_name_is_told_with_what_there_is():
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "md", TemplateSource("模板.md", "{{ 逾其数 }}".encode()))
    sentence = rule("D706").message(caught.value.facts)
    assert sentence.startswith("模板 「模板.md」第1行 里的「逾其数」没有这个名称；可以用的有：标题、")
    assert {"逾期数", "总体情况", "逾期任务", "各单位"} <= set(str(caught.value.facts["known"]).split("、"))


@pytest.mark.parametrize(
    "data", [b"", b"\0\1\2", b"x" * 1_000_001, b"\xff\xfe\x00"], ids=["empty", "binary", "large", "utf-16"]
)
def test_what_is_no_text_is_told(data):
    """D721; an empty file has no tag (D708)."""
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "txt", TemplateSource("模板.txt", data))
    assert ("D721" if data else "D708") == caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_template_of_notepad_is_read(encoding):
    source = TemplateSource("模板.txt", "共{{ 任务总数 }}项\r\n办结{{ 已完成数 }}\r\n".encode(encoding))
    assert "共6项\n办结1\n" == render_notice(noticed(), "txt", source)


@pytest.mark.parametrize(
    "what",
    [
        "<script>", "<SCRIPT src='x'>", "<img width=1 src=https://a.cn/b.png>", "<p onclick='x'>", "<link rel=stylesheet>",
        "<p style='background:url(x)'>", "<a href='javascript:x'>", "<iframe>",
    ],
)  # fmt: skip
def test_a_page_that_would_fetch_or_run_is_refused(what):
    """D722."""
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(), "html", TemplateSource("模板.html", f"<p>{{{{ 标题 }}}}</p>{what}".encode()))
    assert "D722" == caught.value.code


def test_a_page_with_a_plain_link_is_taken():
    source = TemplateSource("模板.html", "<p>{{ 标题 }} <a href='https://a.gov.cn/'>网站</a></p>".encode())
    assert "网站" in str(render_notice(noticed(), "html", source))


def test_loops_are_bounded():
    tasks = [task_row(text=f"任务{n}", status="正在推进") for n in range(150)]
    text = "{% for a in 逾期任务 %}{% for b in 逾期任务 %}{% for c in 逾期任务 %}.{% endfor %}{% endfor %}{% endfor %}"
    with pytest.raises(UsageError) as caught:
        render_notice(noticed(assessment(document(HEADS, *tasks))), "txt", TemplateSource("模板.txt", text.encode()))
    assert "D710" == caught.value.code


@pytest.mark.parametrize("sample", ["榆阳区_跟踪", "试点领域与分工_跟踪", "乌审旗"])
def test_the_shipped_templates_can_be_filled_with_every_sample(sample):
    judged = api.assess([api.read(SAMPLES / f"{sample}.xlsx")], date(2021, 8, 1))
    for kind in KINDS:
        notice = noticed(judged, kind)
        shown = [str(render_notice(notice, wanted)) for wanted in ("txt", "md", "html")] + words_of(word(notice))
        assert [] == [text for text in shown if "{" in text or "None" in text]


def test_a_line_of_tags_alone_leaves_no_line():
    text = "甲\n{% if 逾期数 %}\n  乙{% if 逾期数 %}丙{% endif %}\n{% endif %}\n丁\n"
    assert "甲\n  乙丙\n丁\n" == render_notice(noticed(small()), "txt", TemplateSource("模板.txt", text.encode()))


def test_the_templates_of_all_notices_are_shipped():
    shipped = {path.name for path in shipped_templates()}
    assert {f"{kind}.{wanted}" for kind in KINDS for wanted in ("docx", "html", "md", "txt")} <= shipped


@pytest.mark.parametrize("wanted", ["txt", "md", "html", "docx"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_notice_gives_the_same_file(kind, wanted):
    assert render_notice(noticed(kind=kind), wanted) == render_notice(noticed(kind=kind), wanted)
