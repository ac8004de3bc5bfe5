"""Where one unit name ends and the next begins without a separator between them (docs/规则.md 4.1).

names = name { ( joint | soft break | nothing ) name } ;
joint = "和" | "及" | "以及" | "与" ;

A joint, a space or a line break parts two complete names only; run-together names are parted where one complete name ends
and the next begins with a head of its own (区, 市, 国家税务总局, 公安…分局, 各 …).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltrack.base.patterns import pattern
from xltrack.language.units.parts import HEADED, belongs_to, is_joint_body
from xltrack.language.units.run import ENDING, find_run_points, inside_brackets, splits_by
from xltrack.language.units.words import is_complete, is_tail

_BROKEN = ("会办公室", "员会", "公室", "事处", "会办", "会成员", "会各", "级", "区管委会")
_JOINT = pattern("以及|和|及|与")


def split_names(
    z: str, start: int, end: int, breaks: Iterable[int], known: frozenset[str] | None
) -> list[tuple[int, int, bool]]:
    """Spans of the names in `z[start:end]`, which holds no hard separator; True where a name was parted by inference."""
    if known is not None:
        words = z[start:end]
        found = splits_by(words, known)
        if words in known or found:
            cuts = [start + at for at in found]
            return [(a, b, bool(i)) for i, (a, b) in enumerate(zip([start, *cuts], [*cuts, end], strict=True))]
    soft = set(breaks)
    spans: list[tuple[int, int, bool]] = []
    for a, b in _split_joints(z, start, end):
        virtual = find_run_points(z[a:b], a)
        spans += _merge(z, a, b, sorted(soft | virtual), virtual - soft)
    return spans


def _split_joints(z: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part at 和, 及, 以及, 与 between two complete names: 「市大数据局以及市直有关部门」, not 「发展和改革局」."""
    spans, at = [], start
    joints = [m for m in _JOINT.finditer(z, start, end) if not inside_brackets(z, start, m.start())]
    for index, joint in enumerate(joints):
        if joint.start() < at or not is_complete(z[at : joint.start()]):
            continue
        stops = [j.start() for j in joints[index + 1 :]] + [end]
        if any(_is_new_name(z[joint.end() : stop]) for stop in stops):
            spans.append((at, joint.start()))
            at = joint.end()
    spans.append((at, end))
    return spans


def _is_new_name(words: str) -> bool:
    return not words.startswith(("其", "所属", "下属")) and is_complete(words)


def _merge(
    z: str, start: int, end: int, points: Sequence[int], inferred: frozenset[int]
) -> list[tuple[int, int, bool]]:
    """Put pieces together until each is a complete name and the next one begins a name of its own."""
    cuts = [at for at in points if start < at < end]
    if not cuts:
        return [(start, end, False)]
    spans: list[tuple[int, int, bool]] = []
    begin, guessed = start, False
    for index, cut in enumerate(cuts):
        left = z[begin:cut]
        if not is_complete(left):
            continue
        right = _next_name(z, [*cuts[index:], end])
        if right and not belongs_to(left, right):
            spans.append((begin, cut, guessed))
            begin, guessed = cut, cut in inferred
    spans.append((begin, end, guessed))
    return _joint_bodies(z, spans)


def _next_name(z: str, stops: Sequence[int]) -> str:
    """The complete name that begins at the first stop; empty where only the rest of one stands there."""
    cut = stops[0]
    if z.startswith(_BROKEN, cut):
        return ""
    for stop, after in zip(stops[1:], [*stops[2:], stops[-1]], strict=True):
        name = z[cut:stop]
        if is_complete(name):
            return name
        broken = (
            (name in "镇乡" or (len(name) > 1 and name[-1] in ENDING))
            and HEADED.match(z, stop)
            and is_complete(z[stop:after])
        )
        if is_tail(name) or broken:
            return ""
    return ""


def _joint_bodies(z: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """「市委市政府督查室」 is one office of both; where names were parted by inference, both get the note."""
    joined: list[tuple[int, int, bool]] = []
    for start, end, guessed in spans:
        if guessed and joined and is_joint_body(z[joined[-1][0] : start], z[start:end]):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
            continue
        if guessed and joined:
            joined[-1] = (*joined[-1][:2], True)
        joined.append((start, end, guessed))
    return joined
