"""The day of completion that a clause of a status cell names (docs/规则.md 5.2, 5.3)."""

from collections.abc import Sequence

from xltrack.base.patterns import pattern
from xltrack.language.status.tokens import FIGURES, STATUS, Word

_TOOK = pattern("[.vgqA]{0,5}[Dd]")
_TILL = STATUS.pattern("{till_words}$")


def find_day(found: Sequence[Word], letters: str, place: int) -> tuple[str | None, bool]:
    """The day of completion (any in the clause but 「截至7月底」), and whether it may be a plan: 「9月底完成」.

    An exact day goes before a month, and of several the last before the deed counts: 「4月：已于4月11日印发」, 「5月1日至5日举办」.
    """
    said = {word.text for word in found}
    told = [
        at
        for at, word in enumerate(found)
        if word.letter in "tmTY" and word.text[0] in FIGURES and _is_on(found, letters, at)
    ]
    days = [at for at in told if letters[at] == "t"]
    for at in (*[at for at in days if at < place][-1:], *days, *told):
        word = found[at]
        unsaid = not any(mark in letters for mark in "aB")
        loose = unsaid and (word.letter == "T" or (word.letter in "mY" and "于" not in said))
        if word.letter != "Y" or loose:
            return _TILL.sub("", word.text), loose
    return None, False


def _is_on(words: Sequence[Word], letters: str, place: int) -> bool:
    """Whether a day is no 「截至7月底」 and no label (「9月：」).

    The end of a span is one, and so is that until which it took: 「5月1日至5月5日」, 「至8月4日全部完成」.
    """
    label = letters[place] == "m" and not place and words[1].text == ":" if len(words) > 1 else False
    if label or letters[place - 1 : place] != "j":
        return not label
    took = letters[place] == "t" and words[place - 1].text in STATUS.until
    return letters[place - 2 : place - 1] == "t" or (took and _TOOK.match(letters, place + 1) is not None)
