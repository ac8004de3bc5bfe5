"""Why something could not be done, for other programs: the rule, the sentence, what to do."""

from collections.abc import Iterator, Sequence

from xltrack.base.errors import Skipped, XltrackError
from xltrack.programs.document import render_document


def tell_error(error: XltrackError) -> dict[str, object]:
    """An error by its rule; the sentence stands alone."""
    return {"code": error.code, "sentence": str(error), "remedy": error.remedy}


def tell_skipped(skipped: Sequence[Skipped]) -> list[dict[str, object]]:
    """The files that are missing from a document."""
    return [{"source": one.source, "error": tell_error(one.error)} for one in skipped]


def render_error(error: XltrackError, skipped: Sequence[Skipped] = ()) -> Iterator[str]:
    """The document of a run that came to nothing; where no file could be read, `skipped` are all of them."""
    return render_document("error", {"error": tell_error(error), "skipped": tell_skipped(skipped)})
