"""A template on its way: what it is called, and its bytes."""

from typing import NamedTuple


class TemplateSource(NamedTuple):
    """A template as it came: what it is called in sentences, its bytes."""

    name: str
    data: bytes
