"""What the offices are called whose sheets are judged together: by the title of the sheet or the roster, never by two files alike."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.assessment import words
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Document
from xltrack.language.units.name import UNITS, is_complete, is_group, is_place

_LONGEST: Final = 24  # characters of a name at the head of a title
_REPORT: Final = pattern(f"_{words.PROGRESS}_.*")
# Where the name of an office ends at the latest: at a year, a bracket, what the sheet is about.
_NO_NAME: Final = pattern(r"[0-9(（《〔\[【“\"_\-—]|{about}".replace("{about}", "|".join(words.ABOUT)))


def office_names(documents: Sequence[Document]) -> tuple[str, ...]:
    """The name of the office of each document, each another one; of a single document 「」, for there is nothing to tell apart."""
    if len(documents) < 2:
        return ("",) * len(documents)
    called = [_called(document) for document in documents]
    count = Counter(first for first, _ in called)
    # Sheets of one title that came from several offices are told apart by the names of their files.
    names = [first if count[first] == 1 else of_file for first, of_file in called]
    seen, found = Counter[str](), list[str]()
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else words.NTH_SHEET.format(name=name, number=seen[name]))
    return tuple(found)


def office_of(document: Document) -> str:
    """The office that a document is of (docs/规则.md 2.10).

    The first that is found counts: the name at the head of the titles of its tables, the largest table first; a unit of its
    roster that a title or the name of the file names; the name at the head of the name of the file, else that name.
    """
    return _called(document)[0]


def _called(document: Document) -> tuple[str, str]:
    """What its office is called, and what it is called by the name of the file where that begins with a name."""
    tables = sorted((t for t in document.tables if t.title), key=lambda t: (t.kind != "tasks", -len(t.tasks)))
    titles = [fold(squeeze(table.title or "")) for table in tables]
    stem = fold(squeeze(_REPORT.sub("", document.source.rpartition(".")[0] or document.source)))
    of_file = head_name(stem)
    candidates = (*map(head_name, titles), *_in_roster(document, (*titles, stem)), of_file, stem)
    first = next((name for name in candidates if name), document.source)
    return first, of_file or first


def head_name(title: str) -> str:
    """「榆阳区政府办」 of 「榆阳区政府办2021年政务公开工作任务分解表」; empty where a title begins with no name. Folded, without spaces."""
    found = _NO_NAME.search(title)
    head = title[: min(found.start() if found else len(title), _LONGEST)]
    for end in range(len(head), 1, -1):
        if _is_name(head[:end]):
            return head[:end]
    return ""


def _is_name(head: str) -> bool:
    if is_group(head) or any(word in head for word in UNITS.sentence_words):
        return False
    short = len(head) == 2 and head.endswith(UNITS.short_place_ends) and head not in UNITS.no_places.known
    return short or is_place(head) or is_complete(head)


def _in_roster(document: Document, told: Sequence[str]) -> Iterator[str]:
    """The units of the roster that are named in some words, the longest name first."""
    if not document.roster:
        return
    names = sorted(
        ((fold(squeeze(name)), unit.name) for unit in document.roster.units for name in (unit.name, *unit.aliases)),
        key=lambda pair: -len(pair[0]),
    )
    yield from (full for words_ in told for name, full in names if len(name) > 1 and name in words_)
