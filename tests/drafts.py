"""Notices made by code: a sample sheet as Word or HTML tables with its merges, or as prose in several styles; and their score."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from openpyxl import load_workbook

from tests.truth import deadline_field, fold, unit_field
from xltrack.draft.reader import parse_notice
from xltrack.draft.writing import draft_workbook, sketch
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.ooxml.package import Package
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import without_extracts
from xltrack.reading.files.xlsx import read_xlsx

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_workbooks"
NOTICES = ROOT / "tests" / "data" / "notices"
NUMERALS = "一二三四五六七八九十"


def truth_of(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "tests" / "data" / "truth" / f"{name}.truth.json").read_text(encoding="utf-8"))


def tasks_of(read: dict[str, Any]) -> list[dict[str, Any]]:
    return [task for table in read["tables"] for task in table["tasks"]]


def drafted(data: bytes | str, name: str = "通知.txt", year: int | None = None) -> list[dict[str, Any]]:
    """The tasks that `xltrack inspect` shows of the sheet drafted from a notice."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    rendered, _, _ = draft_workbook(sketch(parse_notice(raw, name), year), "windows")
    book = read_xlsx(Package(rendered.data), "草稿.xlsx", DEFAULT_LIMITS)
    return [
        {
            "text": task.text,
            "group": list(task.group),
            "units": [unit.to_dict() for unit in task.units],
            "deadline": task.deadline.to_dict(),
        }
        for table in read_document(without_extracts(book)).tables
        for task in table.tasks
    ]


def score(wanted: Sequence[dict[str, Any]], got: Sequence[dict[str, Any]]) -> tuple[int, int, list[str]]:
    """How many duties, units and due dates are right, of how many; and what is wrong, in words."""
    left = list(got)
    right, wrong = 0, []
    for task in wanted:
        found = next((one for one in left if _bare(one["text"]) == _bare(task["text"])), None)
        if found is None:
            wrong.append(f"no duty: {task['text']}")
            continue
        left.remove(found)
        units = unit_field(task["units"]) == unit_field(found["units"])
        days = deadline_field(task["deadline"]) == deadline_field(found["deadline"])
        right += 1 + units + days
        wrong += [] if units else [f"units: {task['units']} were drafted as {found['units']}"]
        wrong += [] if days else [f"deadline: {task['deadline']} was drafted as {found['deadline']}"]
    # A duty that nobody asked for counts against the rest.
    return right, 3 * len(wanted) + len(left), wrong + [f"too many: {one['text']}" for one in left]


def _bare(text: str) -> str:
    """The words without a number in front: it goes to the column that says where they stand."""
    return re.sub(r"^\(\d+\)", "", fold(text))


# Tables


def sheets_of(name: str) -> Iterator[tuple[list[list[str]], list[tuple[int, int, int, int]], str]]:
    """The rows of each sheet of a sample as text, its merges (1-based), its name."""
    for sheet in load_workbook(SAMPLES / f"{name}.xlsx"):
        rows = [["" if c.value is None else _shown(c.value) for c in row] for row in sheet.iter_rows()]
        yield rows, [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges], sheet.title


def _shown(value: object) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if hasattr(value, "year") else str(value)  # type: ignore[attr-defined]


def split_tables(name: str, every: int) -> Iterator[tuple[str, Any]]:
    """What a sample prints: 「line」 with words, and 「table」 with rows and merges, the header again after so many rows."""
    for rows, merges, _ in sheets_of(name):
        header = next((i for i, row in enumerate(rows) if sum(map(bool, row)) >= 3), None)
        if header is None:
            continue
        for row in rows[:header]:
            if any(row):
                yield "line", next(filter(None, row))
        body = list(range(header + 1, len(rows)))
        for start in range(0, len(body), every):
            part = body[start : start + every]
            cut = [
                (max(a, part[0] + 1) - part[0] + 1, b, min(c, part[-1] + 1) - part[0] + 1, d)
                for a, b, c, d in merges
                if a <= part[-1] + 1 and c >= part[0] + 1
            ]
            # What a merged cell says is printed again on the next page.
            lines = [rows[header], *(list(rows[i]) for i in part)]
            for a, b, c, d in merges:
                if a < part[0] + 1 <= c:
                    lines[1][b - 1] = rows[a - 1][b - 1]
                del c, d
            yield "table", (lines, cut)


def as_docx(blocks: Sequence[tuple[str, Any]]) -> bytes:
    document = docx.Document()
    for kind, what in blocks:
        if kind == "line":
            document.add_paragraph(what)
            continue
        lines, merges = what
        table = document.add_table(len(lines), len(lines[0]))
        for i, line in enumerate(lines):
            for j, words in enumerate(line):
                table.cell(i, j).text = words
        for a, b, c, d in merges:
            if (a, b) != (c, d):
                kept = lines[a - 1][b - 1]
                table.cell(a - 1, b - 1).merge(table.cell(c - 1, d - 1)).text = kept
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_html(blocks: Sequence[tuple[str, Any]]) -> bytes:
    out = ["<html><head><meta charset='gbk'><title>x</title><script>var a='<p>一、不是任务</p>'</script></head><body>"]
    for kind, what in blocks:
        if kind == "line":
            out.append(f"<p>{html.escape(what)}</p>")
            continue
        lines, merges = what
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in merges}
        covered = {(r, k) for a, b, c, d in merges for r in range(a, c + 1) for k in range(b, d + 1)} - set(spans)
        out.append("<table>")
        for i, line in enumerate(lines, 1):
            cells = [
                f"<td rowspan={spans.get((i, j), (1, 1))[0]} colspan='{spans.get((i, j), (1, 1))[1]}'>"
                + html.escape(words).replace("\n", "<br>") + "</td>"
                for j, words in enumerate(line, 1) if (i, j) not in covered
            ]  # fmt: skip
            out.append(f"<tr>{''.join(cells)}")
        out.append("</table>")
    return "".join([*out, "</body></html>"]).encode("gb18030")


# The same notice in every shape: lines of Markdown are the source


def as_shapes(text: str) -> dict[str, bytes]:
    """A notice as the bytes of each kind of file, by file name; its lines are Markdown or plain, with no tables."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    return {
        "通知.txt": "\n".join(map(_plain, lines)).encode(),
        "通知.md": "\n\n".join(lines).encode(),
        "通知.html": f"<html><body>{''.join(map(_html_line, lines))}</body></html>".encode(),
        "通知.docx": _word(lines),
    }


def _plain(line: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"\1", re.sub(r"^#+ ", "", line))


def _html_line(line: str) -> str:
    words = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(re.sub(r"^#+ ", "", line)))
    level = len(line) - len(line.lstrip("#"))
    return f"<h{level}>{words}</h{level}>" if level else f"<p>　　{words}</p>"


def _word(lines: Sequence[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        level = len(line) - len(line.lstrip("#"))
        if level:
            document.add_heading(_plain(line), level)
        elif line.startswith("- "):
            document.add_paragraph(_plain(line[2:]), style="List Bullet")
        else:
            paragraph = document.add_paragraph()
            for at, words in enumerate(line.split("**")):
                paragraph.add_run(words).bold = bool(at % 2)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# Prose


def units_by_role(task: dict[str, Any]) -> dict[str, str]:
    return {
        role: "、".join(unit["name"] for unit in task["units"] if unit["role"] == role)
        for role in ("lead", "support", "supervise")
    }


def bracketed(number: int, task: dict[str, Any]) -> list[str]:
    """「1.…（责任单位：…；完成时限：…）」."""
    units, end = units_by_role(task), task["deadline"]["text"]
    said = [f"责任单位：{units['lead']}"] if units["lead"] else []
    said += [f"指导单位：{units['supervise']}"] if units["supervise"] else []
    said += [f"配合单位：{units['support']}"] if units["support"] else []
    said += [f"完成时限：{end}"] if end else []
    return [_numbered(number, task["text"]) + (f"（{'；'.join(said)}）" if said else "")]


def labelled(number: int, task: dict[str, Any]) -> list[str]:
    """Units and deadline in lines of their own."""
    units, end = units_by_role(task), task["deadline"]["text"]
    lines = [_numbered(number, task["text"])]
    lines += [f"责任单位：{units['lead']}"] if units["lead"] else []
    lines += [f"指导单位：{units['supervise']}"] if units["supervise"] else []
    lines += [f"配合单位：{units['support']}"] if units["support"] else []
    return lines + ([f"完成时限：{end}"] if end else [])


def sentence(number: int, task: dict[str, Any]) -> list[str]:
    """「1. 2021年6月30日前，…由…负责。」."""
    units, end = units_by_role(task), task["deadline"]["text"]
    text, plain = task["text"].rstrip("。"), task["deadline"]["kind"] == "date" and end[-1:] in "日底前"
    head = f"{end}{'' if end.endswith('前') else '前'}，" if plain and not text.startswith(("(", "（")) else ""
    tail = "" if head or not end else f"，{end}前完成" if plain and not end.endswith("前") else f"（完成时限：{end}）"
    charge = f"，由{units['lead']}{'牵头' if units['support'] else '负责'}" if units["lead"] else ""
    charge += f"，{units['support']}配合" if units["support"] else ""
    guide = f"（指导单位：{units['supervise']}）" if units["supervise"] else ""
    return [_numbered(number, f"{head}{text}{charge}{tail}。{guide}")]


def _numbered(number: int, text: str) -> str:
    """Under a number, unless it has one of its own."""
    return text if text.startswith(("(", "（")) else f"{number}. {text}"


Style = Callable[[int, dict[str, Any]], list[str]]
STYLES: dict[str, Style] = {"bracketed": bracketed, "labelled": labelled, "sentence": sentence}


def prose(sample: str | dict[str, Any], style: Style, year: int = 2020) -> list[str]:
    """A notice whose duties are the tasks of a sample (or of a truth file), under their groups."""
    lines = ["区政府办公室文件", f"某政办〔{year}〕5号", "关于推进基层政务公开标准化规范化工作的通知", "各乡镇人民政府，区直各部门：",
             "为做好有关工作，现通知如下：", "一、总体要求", "到2023年，基本建成标准体系，公开能力显著提升。", "二、工作任务"]  # fmt: skip
    for table in (truth_of(sample) if isinstance(sample, str) else sample)["tables"]:
        last: list[str] | None = None
        groups = number = 0
        for task in table["tasks"]:
            if task["group"] and task["group"] != last:
                last, number, groups = task["group"], 0, groups + 1
                lines.append(f"（{_numeral(groups)}）{last[-1]}")
            number += 1
            lines += style(number, task)
    return [
        *lines,
        "三、保障措施",
        "（一）加强组织领导。各乡镇要高度重视，落实责任。",
        "区政府办公室",
        "2020年7月6日",
        "抄送：市政府办公室。",
    ]


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (
        NUMERALS[ones - 1] if ones else ""
    )


# Cases written by hand: 「words | lead / support / supervise | due dates, or a kind」


def as_case(task: dict[str, Any]) -> tuple[str, tuple[str, ...], str]:
    """What a drafted task says, as the cases write it."""
    units = tuple(units_by_role(task).values())
    deadline = task["deadline"]
    return fold(task["text"]), units, "；".join(m["due"] for m in deadline["milestones"]) or deadline["kind"]


def score_cases(wanted: Sequence[str], got: Sequence[dict[str, Any]]) -> tuple[int, int, list[str]]:
    """How many duties, units and due dates are right, of how many; and what is wrong."""
    left = [as_case(task) for task in got]
    right, wrong = 0, []
    for line in wanted:
        words, said, due = (part.strip() for part in line.split(" | "))
        parts = [part.strip() for part in said.split("/")]
        units = (*parts, "", "")[:3]
        found = next((one for one in left if one[0] == fold(words)), None)
        if found is None:
            wrong.append(f"no duty: {words}")
            continue
        left.remove(found)
        right += 1 + (units == found[1]) + (due == found[2])
        if (units, due) != found[1:]:
            wrong.append(f"{words[:20]}: {units} {due} was drafted as {found[1:]}")
    return right, 3 * len(wanted) + len(left), wrong + [f"too many: {one}" for one in left]
