"""What 总览 says of money and pace under the units: sums over distinct tasks, in two lines (docs/规则.md 5.12)."""

from xltrack.assessment.money import AmountKind
from xltrack.assessment.pace import Paces, amount_words
from xltrack.report import words
from xltrack.report.live.book import Live, pace_sums, summed
from xltrack.report.live.formulas import BLANK, literal, sentence_formula, when
from xltrack.report.live.pace import told_formula
from xltrack.report.live.pace_columns import PACE_NAMED
from xltrack.report.unit_pace import amount_format
from xltrack.sheets.model import Cell, Formula, Grid
from xltrack.telling.words import percentage


def compose_pace(live: Live, span: int) -> tuple[Grid, ...]:
    """「总投资131,211万元　年度计划63,600万元　累计完成36,410万元（57.2%）」, 「进度64.7%　序时58.2%　超序时6个百分点　其中欠序时3项」."""
    paces = live.paces
    if paces is None:
        return ()
    lines = (*([_money(paces)] if paces.money else []), *([_pace(paces)] if paces.compared else []))
    told = [line if live.ledger else line.value for line in lines]
    return (Grid((), tuple((Cell(line, "grid.shrunk", span),) for line in told)),)


def _money(paces: Paces) -> Formula:
    whole, shape = paces.whole, amount_format(paces)
    texts, shown = list[str](), list[str]()
    for kind in paces.money:
        name, amount = words.AMOUNTS[kind], amount_words(getattr(whole, kind), paces.decimals)
        shown.append(words.AMOUNT.format(name=name, amount=amount, measure=paces.measure))
        told = f"TEXT({summed((), kind)},{literal(shape)})"
        texts.append(sentence_formula(words.AMOUNT, name=literal(name), amount=told, measure=literal(paces.measure)))
    if {"plan", "done"} <= set(paces.money):
        share = f"TEXT({summed((), 'done')}/{summed((), 'plan')},{literal('0.0%')})"
        texts[-1] += f"&{when(_no_sum('plan'), BLANK, sentence_formula(words.AMOUNT_SHARE, share=share))}"
        shown[-1] += words.AMOUNT_SHARE.format(share=percentage(whole.done / whole.plan)) if whole.plan else ""
    return Formula(f"&{literal(words.AMOUNT_GAP)}&".join(texts), words.AMOUNT_GAP.join(shown))


def _no_sum(kind: AmountKind) -> str:
    return f"{summed((), kind)}=0"


def _pace(paces: Paces) -> Formula:
    """Of all tasks that have a pace, and how many of them lie behind."""
    weight, *sums = pace_sums(paces, ())
    progress, elapsed = (f"{total}/{weight}" for total in sums)
    places = {
        "progress": f'TEXT({progress},"0.0%")', "elapsed": f'TEXT({elapsed},"0.0%")', "told": told_formula(progress, elapsed),
        "behind": f'COUNTIF({PACE_NAMED["gap"]},"<0")',
    }  # fmt: skip
    shown, shares = "", paces.whole.shares
    if shares:
        now, gone = map(percentage, shares)
        shown = words.PACE_LINE.format(progress=now, elapsed=gone, told=paces.whole.told, behind=paces.behind)
    return Formula(when(f"{weight}=0", BLANK, sentence_formula(words.PACE_LINE, **places)), shown)
