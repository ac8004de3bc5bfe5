"""The folder of drafts: for each letter an .eml that opens ready to be sent and a .txt to paste, an index, the ledger.

The folder is the batch: named after the source and the day, so that the same run again finds its own ledger. A draft that
somebody has changed is kept, and the new one stands beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.digest import digest_of
from xltrack.base.errors import OutputError
from xltrack.base.text import visible
from xltrack.mail import words
from xltrack.mail.letters import Letter, Mailbox, render_message
from xltrack.mail.sending import Ledger, Result
from xltrack.placing import folders
from xltrack.placing.output import name_report, numbered, safe_name
from xltrack.placing.whole import content_of, write_whole

Draft = tuple[Letter, Path]  # as it lies in the folder: with its .eml


def folder_for(sources: Sequence[Path], output: Path | None, as_of: date) -> Path:
    """「NAME_邮件_2021-08-01」 in the folder asked for, else beside the first source."""
    return (output or sources[0].parent) / name_report(sources, as_of, words.FOLDER_PART, "")


def make_draft_folder(folder: Path) -> None:
    """Make the folder where it is missing, and the one that holds it.

    Raises:
        OutputError: a file or a link is in the way (D771), or it cannot be made (D143, D144, D146, D149).
    """
    folders.make_folder(folder.parent)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputError("D771", path=folder)
    folders.make_folder(folder)


def write_drafts(
    folder: Path, letters: Sequence[Letter], sender: Mailbox | None, ledger: Ledger
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Write all drafts and remove those of an earlier run that nobody changed and no letter needs any more.

    Returns:
        The drafts, and what there is to say of files that were changed since.

    Raises:
        OutputError: one cannot be written; the others stand.
    """
    known, put, drafts, notes = ledger.drafts, dict[str, str](), list[Draft](), list[Diagnostic]()
    for letter, stem in zip(letters, _stems(letters), strict=True):
        paste = (
            visible(letter.paste).replace("\n", "\r\n").encode("utf-8-sig")
        )  # what every Windows notepad shows right
        contents = {f"{stem}.eml": render_message(letter, letter.excerpt.workbook, sender), f"{stem}.txt": paste}
        paths = {name: _put(folder / name, data, known) for name, data in contents.items()}
        put |= {path.name: digest_of(contents[name]) for name, path in paths.items()}
        moved = [{"taken": name, "written": path.name} for name, path in paths.items() if path.name != name]
        notes += [Diagnostic("D772", None, facts) for facts in moved]
        drafts.append((letter, paths[f"{stem}.eml"]))
    for name in known.keys() - put.keys():
        with suppress(OSError, OutputError):
            if digest_of(content_of(folder / name) or b"") == known[name]:
                (folder / name).unlink()
    ledger.note_drafts(put)
    return tuple(drafts), tuple(notes)


def find_edited(folder: Path, ledger: Ledger) -> list[str]:
    """The letters in the folder that are not as they were put there: changed by hand, or somebody's own."""
    known = ledger.drafts
    return sorted(
        path.name
        for path in folder.glob("*.eml")
        if known and digest_of(content_of(path) or b"") != known.get(path.name)
    )


def _stems(letters: Sequence[Letter]) -> Iterator[str]:
    """「3_单位_区财政局」, told apart by numbers where two are called the same."""
    seen: dict[str, int] = {}
    for kind, name, units, _, _ in (letter.recipient for letter in letters):
        shown = words.leader_words(name, units) if kind == "leader" else name
        stem = safe_name(words.KIND_STEMS[kind] + shown)
        count = seen[stem.casefold()] = seen.get(stem.casefold(), 0) + 1
        yield stem if count == 1 else f"{stem}_{count}"


def _put(wished: Path, data: bytes, known: Mapping[str, str]) -> Path:
    """Write a file; beside one that is not as it was put there, by its digest, under a numbered name."""
    for number in range(1, 100):
        path = numbered(wished, number)
        old = content_of(path)
        if old is None or old == data or digest_of(old) == known.get(path.name):
            if old != data:
                write_whole(path, data)
            return path
    raise OutputError("D154", path=wished)


_STYLE: Final = """\
body{margin:0 auto;max-width:860px;padding:20px 16px;color:#1F2933;line-height:1.6;
font-family:'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;font-size:15px}
h1{font-size:20px;margin:0}p{margin:6px 0}.quiet{color:#6B7785;font-size:13px}
h2{font-size:16px;margin:24px 0 4px;border-bottom:1px solid #D5DBE1}
article{border-bottom:1px dotted #D5DBE1;padding:10px 0}article b{font-size:15px}
a{color:#1F5FA8}summary{color:#1F5FA8;cursor:pointer;font-size:13px}
pre{white-space:pre-wrap;background:#F4F6F8;padding:8px 10px;margin:4px 0 0;font:inherit;font-size:13px;
-webkit-user-select:all;user-select:all}
.bad{color:#C0392B;font-weight:bold}.good{color:#3C8D5A}"""


def render_draft_list(
    title: str, day: str, drafts: Sequence[Draft], notes: Sequence[Diagnostic], results: Sequence[Result]
) -> bytes:
    """The page; it fetches nothing and runs nothing."""
    head = words.INDEX_HEAD.format(title=title, day=day)
    count = words.INDEX_COUNT.format(count=len(drafts), parts=kind_words(letter for letter, _ in drafts))
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{_shown(words.INDEX_TITLE)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
        f"<h1>{_shown(head)}</h1>\n",
        f"<p>{_shown(count)}{_shown(words.SECRECY)}。</p>\n",
        f'<p class="quiet">{_shown(words.INDEX_HOW)}</p>\n',
        *([f"<h2>{_shown(words.INDEX_MISSING)}</h2>\n"] if notes else []),
        *(f'<p>{_shown(n.message)}。<span class="quiet">{_shown(n.remedy)}。</span></p>\n' for n in notes),
    ]
    for kind, group in groupby(drafts, key=lambda draft: draft[0].recipient.kind):
        parts.append(f"<h2>{_shown(words.KINDS[kind])}</h2>\n")
        parts += [_article(letter, message.name, results) for letter, message in group]
    parts.append("</body>\n</html>\n")
    return "".join(parts).encode("utf-8", "replace")


def kind_words(letters: Iterable[Letter]) -> str:
    """「办公室1封、分管领导56封、单位22封」."""
    counts = Counter(letter.recipient.kind for letter in letters)
    return "、".join(
        words.INDEX_PART.format(kind=word, count=counts[kind]) for kind, word in words.KINDS.items() if counts[kind]
    )


def _article(letter: Letter, message: str, results: Sequence[Result]) -> str:
    recipient = letter.recipient
    charge = words.INDEX_UNITS.format(units=words.name_some(recipient.units)) if recipient.kind == "leader" else ""
    quiet = "　".join(filter(None, ("；".join(recipient.addresses), charge)))
    own = [result for result in results if result.delivery.recipient == recipient]
    name = words.INDEX_ATTACHED.format(name=letter.file_name) if letter.file_name else ""
    attached = f'　<span class="quiet">{_shown(name)}</span>' if name else ""
    fates = "".join(_fate(result, len(own) > 1) for result in own if result.fate != "unsent")
    return (
        f'<article><b>{_shown(recipient.name)}</b>　<span class="quiet">{_shown(quiet)}</span>{fates}<br>\n'
        f"{_shown(letter.subject)}<br>\n"
        f'<a href="{quote(message)}">{_shown(words.INDEX_DRAFT)}</a>{attached}\n'
        f"<details><summary>{_shown(words.INDEX_PASTE)}</summary><pre>{_shown(letter.paste)}</pre></details></article>\n"
    )


def _fate(result: Result, several: bool) -> str:
    word = words.FATES[result.fate] + (f"（{result.delivery.address}）" if several else "")
    style = "good" if result.fate in ("sent", "before") else "bad"
    return f'　<span class="{style}">{_shown(word)}</span>'


def _shown(text: str) -> str:
    """Words of a page; what a cell holds turns none of them round."""
    return escape(visible(text))
