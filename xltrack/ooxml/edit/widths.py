"""The widths of columns, where a run of columns is parted so that one of them gets its own (ECMA-376 18.3.1.13)."""

from collections.abc import Iterator, Mapping, Sequence

from xltrack.ooxml.edit.tags import attribute, with_attribute, without


def widened_columns(tags: Sequence[bytes], widths: Mapping[int, float], prefix: bytes) -> bytes:
    """The `col` elements of a sheet with other widths for some columns; those are shown, whatever hid them."""
    runs = [*_parted(tags, widths), *_bare(tags, widths, prefix)]
    return b"".join([tag for _, tag in sorted(runs, key=lambda run: run[0])])


def _parted(tags: Sequence[bytes], widths: Mapping[int, float]) -> Iterator[tuple[int, bytes]]:
    for tag in tags:
        first, last = _span(tag)
        inside = [column for column in sorted(widths) if first <= column <= last]
        for column in inside:
            if first < column:
                yield first, _of(tag, first, column - 1)
            shown = without(_of(tag, column, column), "hidden", "collapsed", "outlineLevel", "bestFit")
            yield column, _wide(shown, widths[column])
            first = column + 1
        if first <= last:
            yield first, _of(tag, first, last) if inside else tag


def _bare(tags: Sequence[bytes], widths: Mapping[int, float], prefix: bytes) -> Iterator[tuple[int, bytes]]:
    spans = [_span(tag) for tag in tags]
    for column, width in widths.items():
        if not any(first <= column <= last for first, last in spans):
            yield column, _wide(b'<%scol min="%d" max="%d"/>' % (prefix, column, column), width)


def _span(tag: bytes) -> tuple[int, int]:
    first, last = (attribute(tag, name) or "" for name in ("min", "max"))
    return (int(first), int(last)) if first.isdecimal() and last.isdecimal() else (0, 0)


def _of(tag: bytes, first: int, last: int) -> bytes:
    return with_attribute(with_attribute(tag, "min", str(first)), "max", str(last))


def _wide(tag: bytes, width: float) -> bytes:
    return with_attribute(with_attribute(tag, "width", f"{width:g}"), "customWidth", "1")
