"""目录.html: who gets what, each draft a click away, each text ready to be copied, and what was sent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final
from urllib.parse import quote

from xltrack.base.diagnostics import Diagnostic
from xltrack.mail import words
from xltrack.mail.drafts import LetterDraft
from xltrack.mail.recipients import Recipient
from xltrack.mail.sending import Result

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


def render_index(
    title: str, day: str, drafts: Sequence[LetterDraft], notes: Sequence[Diagnostic], results: Sequence[Result]
) -> bytes:
    """The page; it fetches nothing and runs nothing."""
    head = words.INDEX_HEAD.format(title=title, day=day)
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{escape(words.INDEX_TITLE)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
        f"<h1>{escape(head)}</h1>\n",
        f"<p>{escape(count_words([d.letter.recipient for d in drafts]))}{escape(words.SECRECY)}。</p>\n",
        f'<p class="quiet">{escape(words.INDEX_HOW)}</p>\n',
        *_missing(notes),
    ]
    fates: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        fates.setdefault(_key(result.delivery.recipient), []).append(result)
    kind = ""
    for draft in drafts:
        recipient = draft.letter.recipient
        if recipient.kind != kind:
            kind = recipient.kind
            parts.append(f"<h2>{escape(words.KINDS[recipient.kind])}</h2>\n")
        parts.append(_article(draft, fates.get(_key(recipient), [])))
    parts.append("</body>\n</html>\n")
    return "".join(parts).encode("utf-8", "replace")


def count_words(recipients: Sequence[Recipient]) -> str:
    """「共79封：办公室1封、分管领导56封、单位22封。」."""
    return words.INDEX_COUNT.format(count=len(recipients), parts=kind_words(recipients))


def kind_words(recipients: Iterable[Recipient]) -> str:
    """「办公室1封、分管领导56封、单位22封」."""
    counts = Counter(recipient.kind for recipient in recipients)
    shown = (
        words.INDEX_PART.format(kind=word, count=counts[kind]) for kind, word in words.KINDS.items() if counts[kind]
    )
    return "、".join(shown)


def _key(recipient: Recipient) -> tuple[str, ...]:
    return (recipient.kind, recipient.name, *recipient.addresses)


def _missing(notes: Sequence[Diagnostic]) -> Iterator[str]:
    if notes:
        yield f"<h2>{escape(words.INDEX_MISSING)}</h2>\n"
        for note in notes:
            yield f'<p>{escape(note.message)}。<span class="quiet">{escape(note.remedy)}。</span></p>\n'


def _article(draft: LetterDraft, results: Sequence[Result]) -> str:
    letter = draft.letter
    recipient = letter.recipient
    charge = words.INDEX_UNITS.format(units=words.name_some(recipient.units)) if recipient.kind == "leader" else ""
    quiet = "　".join(filter(None, ("；".join(recipient.addresses), charge)))
    fates = "".join(_fate(result, len(results) > 1) for result in results if result.fate != "unsent")
    return (
        f'<article><b>{escape(recipient.name)}</b>　<span class="quiet">{escape(quiet)}</span>{fates}<br>\n'
        f"{escape(letter.subject)}<br>\n"
        f'<a href="{quote(draft.message.name)}">{escape(words.INDEX_DRAFT)}</a>　'
        f'<span class="quiet">{escape(words.INDEX_ATTACHED.format(name=letter.file_name))}</span>\n'
        f"<details><summary>{escape(words.INDEX_PASTE)}</summary><pre>{escape(letter.paste)}</pre></details></article>\n"
    )


def _fate(result: Result, several: bool) -> str:
    word = words.FATES[result.fate] + (f"（{result.delivery.address}）" if several else "")
    style = "good" if result.fate in ("sent", "before") else "bad"
    return f'　<span class="{style}">{escape(word)}</span>'
