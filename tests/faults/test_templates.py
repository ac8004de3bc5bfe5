"""Templates from elsewhere: whatever stands in one, filling ends soon, in little memory, with a file or one sentence (docs/规则.md 9.6)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from docx import Document

from tests.assessments import HEADS, assessment, document, task_row
from tests.processes import ROOT, TRACKED
from tests.templates import template
from xltrack import api
from xltrack.base import children
from xltrack.base.errors import SourceError, UsageError
from xltrack.base.rules import rule
from xltrack.domain.settings import Office
from xltrack.notices import render
from xltrack.notices.apart import OwnTemplate, render_apart
from xltrack.notices.compose import compose_notice
from xltrack.notices.render import render_notice
from xltrack.notices.writing import NoticeWish, write_notices
from xltrack.placing.output import Target
from xltrack.template import apart
from xltrack.template.bounds import TemplateSource
from xltrack.template.fill import fill_apart, fill_template
from xltrack.template.shipped import shipped_templates

SECONDS, MEMORY = 5.0, 300  # of processor time, of MB; of the program and its child together
TITLE = "{{ 标题 }}"
MADE = assessment(document(HEADS, *(task_row(seq=n, text=f"任务{n}") for n in range(1, 30))))


class Ran(NamedTuple):
    status: int
    said: str
    seconds: float
    megabytes: float


def run(path: Path, words: str) -> Ran:
    """What the command line makes of a template, with what it took and its child took."""
    path.write_bytes(_file(path.suffix, words))
    command = "annex" if path.suffix == ".xlsx" else "notice"
    said = [command, TRACKED, "--template", path, "--as-of", "2021-08-01", "-o", path.with_name(f"结果{path.suffix}")]
    with path.with_name("said").open("wb") as out:
        # What a process took at most begins with what its parent has: a small one stands between.
        done = subprocess.run(
            [sys.executable, "-c", _BETWEEN, "-m", "xltrack", *map(str, said)], cwd=ROOT, stdout=subprocess.PIPE,
            stderr=out, check=True,
        )  # fmt: skip
    status, seconds, kilobytes = done.stdout.split()
    told = path.with_name("said").read_text(encoding="utf-8")
    return Ran(int(status), told, float(seconds), int(kilobytes) / 1024)


_BETWEEN = """
import os, subprocess, sys
done = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=sys.stderr)
_, status, used = os.wait4(done.pid, 0)
done.returncode = os.waitstatus_to_exitcode(status)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def _file(suffix: str, words: str) -> bytes:
    if suffix == ".xlsx":
        return template({"A1": words, "A2": TITLE})
    if suffix != ".docx":
        return words.replace("全部任务", "逾期任务").encode()
    made, target = Document(), BytesIO()
    made.add_paragraph(words.replace("全部任务", "逾期任务"))
    made.save(target)
    return target.getvalue()


HOSTILE = {
    "comments": "{# x #}" * 4000 + TITLE,
    "round": "{{ 任务总数|round(30000000,'ceil') }}",
    "round by a name": "{{ 任务总数|round(任务总数) }}",
    "joins in joins": TITLE + "{{ 标题" + "|join(标题)" * 12 + " }}",
    "joins of lists": TITLE + "{{ 来源" + "|join(来源" * 40 + ")" * 40 + " }}",
    "if in if": "{% if 标题 %}" * 90 + "x" + "{% endif %}" * 90 + TITLE,
    "for in for": "".join(f"{{% for a{n} in 全部任务 %}}" for n in range(30)) + "x" + "{% endfor %}" * 30 + TITLE,
    "loops": "".join(f"{{% for a{n} in 全部任务 %}}" for n in range(10)) + "x" + "{% endfor %}" * 10 + TITLE,
    "a long loop": "{% for x in range(10**9) %}{{ x }}{% endfor %}",
    "a power": "{{ 9**9**9 }}" + TITLE,
    "digits": "{{ " + "9" * 30_000 + " }}" + TITLE,
    "hexadecimal digits": "{{ 0x" + "f" * 30_000 + " }}" + TITLE,
    "a sum of texts": "{{ " + "+".join(["标题"] * 4000) + " }}",
    "brackets": "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}",
    "signs": "{{ " + "-" * 20_000 + "1 }}",
    "filters": "{{ 标题" + "|upper" * 4000 + " }}",
    "conditions": "{{ " + "1 if 1 else " * 2000 + "2 }}",
    "branches": "{% if 0 %}" + "{% elif 0 %}x" * 2000 + "{% endif %}" + TITLE,
    "half tags": "{%" * 16_000,
    "raw": "{% raw %}" * 3000,
}  # fmt: skip


# What gets as far as to be filled in is tried in each kind of file.
FILLED = ("comments", "joins in joins", "joins of lists", "loops", "digits", "a sum of texts", "branches")


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [*((".txt", kind) for kind in HOSTILE), *((s, kind) for s in (".xlsx", ".docx") for kind in FILLED)],
)
def test_a_hostile_template_costs_little_and_is_one_sentence(tmp_path: Path, suffix: str, kind: str) -> None:
    ran = run(tmp_path / f"模板{suffix}", HOSTILE[kind])
    assert ran.status in (0, 2), ran
    assert "Traceback" not in ran.said
    assert "程序出错了" not in ran.said
    assert ran.status == 0 or 1 == len(ran.said.splitlines()), ran.said
    assert ran.seconds < SECONDS
    assert ran.megabytes < MEMORY


@pytest.mark.parametrize(("suffix", "count"), [(".txt", 40_000), (".md", 40_000)])
def test_a_template_of_very_many_tags_is_stopped(tmp_path: Path, suffix: str, count: int) -> None:
    ran = run(tmp_path / f"模板{suffix}", "{{ 标题 }}\n" * count)
    assert 2 == ran.status
    assert rule("D219").message({"name": f"模板{suffix}"}) in ran.said
    assert ran.seconds < SECONDS
    assert ran.megabytes < MEMORY
    assert not (tmp_path / f"结果{suffix}").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (HOSTILE["round"], "round 只能写保留几位小数，如 round(1)"),
        (HOSTILE["round by a name"], "round 只能写保留几位小数，如 round(1)"),
        ("{{ 1|round(-30000000) }}", "round 只能写保留几位小数，如 round(1)"),
        (HOSTILE["if in if"], "if、for 套得太深，最多12层"),
        (HOSTILE["for in for"], "if、for 套得太深，最多12层"),
    ],
)
def test_what_no_template_needs_is_named_with_its_place(words: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        fill_template(MADE, TemplateSource("甲.xlsx", template({"B2": words})), api._digest)
    assert ("D705", {"cell": "Sheet!B2", "reason": said}) == (caught.value.code, caught.value.facts)


def test_what_templates_do_need_is_filled() -> None:
    deep = "{% if 标题 %}" * 12 + "{{ 完成率 }}" + "{% endif %}" * 12
    for words in (
        "{{ 任务总数|round }}",
        "{{ 任务总数|round(1,'floor') }}",
        "{{ 任务总数|round(precision=-1) }}",
        deep,
    ):
        fill_template(MADE, TemplateSource("甲.xlsx", template({"A1": words})), api._digest)


SHEET = {"A1": TITLE, "A2": "{{ 序号 }}", "B2": "{{ 任务 }}"}


def test_a_child_fills_as_this_process_does() -> None:
    source = TemplateSource("甲.xlsx", template(SHEET))
    assert fill_template(MADE, source, api._digest) == fill_apart(MADE, source, api._digest)
    none = TemplateSource("甲.xlsx", template({**SHEET, "A4": "{# 每个领域 #}{{ 领域 }}", "C2": "x{{ 任务 }}" * 20}))
    long = assessment(document(HEADS, task_row(text="长" * 4000)))
    assert (filled := fill_apart(long, none, api._digest)) == fill_template(long, none, api._digest)
    assert ["D199", "D155"] == [note.code for note in filled.notes]


@pytest.mark.parametrize("suffix", ["docx", "txt", "md", "html"])
def test_a_child_fills_notices_as_this_process_does(suffix: str) -> None:
    path = next(p for p in shipped_templates() if p.name == f"督办函.{suffix}")
    source = TemplateSource(path.name, path.read_bytes())
    notices = tuple(compose_notice(MADE, Office(), kind="督办函", units=(u,)) for u in ("区政府办", "区财政局"))
    mine = [render.encoded(render_notice(notice, suffix, source)) for notice in notices]  # type: ignore[arg-type]
    assert mine == render_apart(OwnTemplate(notices, suffix, source))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"x", SourceError, "D111"),
        (template({"A1": "x"}), UsageError, "D708"),
        (template({"A1": "{{ x }}"}), UsageError, "D706"),
    ],
)
def test_what_the_child_refuses_is_refused_alike(data: bytes, kind: type[Exception], code: str) -> None:
    told = []
    for fill in (fill_template, fill_apart):
        with pytest.raises(kind) as caught:
            fill(MADE, TemplateSource("甲.xlsx", data), api._digest)
        told.append(str(caught.value))
    assert code == caught.value.code  # type: ignore[attr-defined]
    assert told[0] == told[1]


def test_the_limits_grow_with_what_is_to_be_filled_in() -> None:
    many = assessment(document(HEADS, *(task_row(seq=n, text=f"任务{n}", group=f"组{n}") for n in range(1, 1500))))
    assert 1 == fill_apart(many, TemplateSource("甲.xlsx", template(SHEET)), api._digest).sheets


@pytest.mark.parametrize("script", ["", "print('x')", "import os; os.abort()"])
def test_a_child_that_does_not_begin_is_not_the_templates_fault(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(children, "own_command", lambda *_: [sys.executable, "-c", script])
    with pytest.raises(UsageError) as caught:
        fill_apart(MADE, TemplateSource("甲.xlsx", template(SHEET)), api._digest)
    assert "D220" == caught.value.code
    assert "甲.xlsx" in str(caught.value)


def test_what_came_with_the_program_needs_no_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def none(*_: object) -> Callable[[], None]:
        raise AssertionError

    monkeypatch.setattr(apart, "ask_child", none)
    for kind in ("通报", "督办函"):
        assert write_notices(
            MADE, Office(), NoticeWish(kind), Target([tmp_path / "甲.xlsx"], None, api.standing_of_file)
        )  # type: ignore[arg-type]
