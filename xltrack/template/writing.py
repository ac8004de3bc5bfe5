"""A template filled from end to end: opened within bounds, filled, placed like every other result."""

from collections.abc import Callable

from xltrack.assessment.locked import unlocked_notes
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.placing.output import Target, Written, write_result
from xltrack.placing.words import ANNEX_PART
from xltrack.template import words
from xltrack.template.bounds import TemplateSource, find_losses, open_template
from xltrack.template.data import compose_data
from xltrack.template.fill import FilledTemplate, Template


def fill_template(assessment: Assessment, source: TemplateSource, digest: Callable[[bytes], str]) -> FilledTemplate:
    """The template filled with an assessment, as bytes; `digest` is that of a workbook's cells.

    Raises:
        SourceError, UsageError: the template cannot be used (rules D111, D127, D132, D703 to D711).
    """
    losses = find_losses(open_template(source.data, source.name))
    template = Template(source.data, source.name, compose_data(assessment))
    sheets = template.fill()
    lost = (Diagnostic("D702", None, {"name": source.name, "lost": "、".join(losses)}),) if losses else ()
    data = template.save(assessment.as_of, digest(template.save(assessment.as_of)))
    return FilledTemplate(data, (*lost, *template.notes), sheets)


def write_filled(
    assessment: Assessment, source: TemplateSource, target: Target, digest: Callable[[bytes], str]
) -> Written:
    """Fill a template and write the result; see `fill_template` and `output.write_result`."""
    filled = fill_template(assessment, source, digest)
    told = words.FILLED.format(template=source.name, sheets=filled.sheets)
    return write_result(
        filled.data,
        target,
        assessment.as_of,
        ANNEX_PART,
        head=[told],
        known=unlocked_notes(assessment),
        found=filled.notes,
    )
