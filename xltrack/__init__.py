"""xltrack: 任务分解表 in, progress workbook out."""

from __future__ import annotations

TYPE_CHECKING = False  # typing.TYPE_CHECKING, without the cost of importing typing
if TYPE_CHECKING:
    from xltrack.api import assess, read, to_frame
    from xltrack.language import parse_deadline, parse_units

__all__ = ["assess", "parse_deadline", "parse_units", "read", "to_frame"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import a public function when it is first asked for (PEP 562): `import xltrack` itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = _find(name)
    return found


def _find(name: str) -> object:
    if name.startswith("parse_"):
        from xltrack import language

        return getattr(language, name)
    from xltrack import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
