"""A batch of mail from end to end: composed, drafted into its folder, sent, told."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import MailError, UsageError
from xltrack.domain.settings import FILE_NAME as SETTINGS_NAME
from xltrack.domain.settings import MailServer, Office
from xltrack.mail import words
from xltrack.mail.drafts import (
    find_edited,
    folder_for,
    kind_words,
    make_draft_folder,
    render_draft_list,
    write_drafts,
)
from xltrack.mail.letters import Letter, Mailbox, compose_letters, lacks_words
from xltrack.mail.recipients import parse_addresses, plan_recipients
from xltrack.mail.sending import (
    FILE_NAME,
    Batch,
    Post,
    Result,
    deliveries,
    find_unfinished,
    foretell,
    read_sendings,
    send_letters,
)
from xltrack.mail.smtp import Session, find_secret
from xltrack.placing.whole import locked, write_whole
from xltrack.telling.names import progress_title
from xltrack.telling.words import full_day

_TOLD: Final = {"refused": "D760", "later": "D761", "unknown": "D762"}


class Mailed(NamedTuple):
    """What a run did: lines for the console, what there is to say, and what ended it early."""

    lines: tuple[str, ...]
    notes: tuple[Diagnostic, ...]
    stopped: MailError | None = None


class Mailing(NamedTuple):
    """All letters of a batch and the folder that it lives in.

    Attributes:
        title, day: what it is about, as of when.
        letters: in the order office, leaders, units.
        notes: what there is to say of those who get none.
        folder: where its drafts and its ledger stand.
        office: who writes.
    """

    title: str
    day: str
    letters: tuple[Letter, ...]
    notes: tuple[Diagnostic, ...]
    folder: Path
    office: Office

    def foretell(self, again: Collection[str] = (), *, sending: bool = False) -> Mailed:
        """Who would get what; nothing is written or sent."""
        lines = [words.WOULD.format(count=len(self.letters), parts=kind_words(self.letters))]
        for letter in self.letters:
            kind, name = words.KINDS[letter.recipient.kind], letter.recipient.name
            addresses = "；".join(letter.recipient.addresses)
            lines.append(words.WOULD_LINE.format(kind=kind, name=name, addresses=addresses, subject=letter.subject))
        if not sending:
            return Mailed(tuple(lines), self.notes)
        self._check(again)
        results = tuple(foretell(read_sendings(self.folder), self.letters, again))
        return Mailed((*lines, _counts(results)), (*self.notes, *_told(results)))

    def draft(self, server: MailServer | None = None) -> Mailed:
        """Write the drafts, the texts and the index into a folder beside the source; raises OutputError."""
        make_draft_folder(self.folder)
        with locked(self.folder / FILE_NAME):
            ledger = read_sendings(self.folder)
            drafts, changed = write_drafts(self.folder, self.letters, self._sender(server), ledger)
            drafted = self._drafted(drafts, tuple(foretell(ledger, self.letters, ())))
        return Mailed((drafted, words.NEXT_STEP), (*self.notes, *changed))

    def send(self, post: Post) -> Mailed:
        """Write the drafts and send what was not sent yet, each to each address once.

        Raises:
            MailError: it cannot begin: no password, no trust (D751, D758, D759), a sender that is no address (D750).
            UsageError: a letter has places to be filled in (D749), `again` names nobody (D747), the batch before broke off
                (D773), a draft was changed by hand (D766).
            OutputError: folder or ledger cannot be used.
        """
        sender = self._sender(post.server)
        if not sender:
            raise MailError("D750", path=SETTINGS_NAME, key="发件人")
        if any(map(lacks_words, self.letters)):
            raise UsageError("D749")
        self._check(post.again)
        if unfinished := find_unfinished(self.folder, self.folder.name[: -len("2021-08-01")]):
            # Begun again on another day it would be a new batch, and some would get two.
            name = unfinished.path.parent.name
            raise UsageError("D773", folder=name, count=unfinished.left, day=name[-len("2021-08-01") :])
        session = Session(post.server, find_secret(post.server))
        make_draft_folder(self.folder)
        with locked(self.folder / FILE_NAME) as keep:
            ledger = read_sendings(self.folder)
            if edited := find_edited(self.folder, ledger):
                # What goes out is made anew, and would not be what somebody changed.
                raise UsageError("D766", count=len(edited), name=edited[0])
            drafts, changed = write_drafts(self.folder, self.letters, sender, ledger)
            ledger.note_planned(deliveries([letter.recipient for letter in self.letters]))
            try:
                results, stopped = send_letters(Batch(self.letters, ledger, sender, post, keep), session)
            finally:
                session.close()
            drafted = self._drafted(drafts, results)
        left = sum(result.fate == "unsent" for result in results)
        rest = [Diagnostic("D763", None, {"count": left})] if left else []
        return Mailed((drafted, _counts(results)), (*self.notes, *changed, *_told(results), *rest), stopped)

    def _sender(self, server: MailServer | None) -> Mailbox | None:
        addresses = parse_addresses(server.sender).good if server else ()
        return Mailbox(self.office.name, addresses[0]) if len(addresses) == 1 else None

    def _check(self, again: Collection[str]) -> None:
        known = {word for letter in self.letters for word in (letter.recipient.name, *letter.recipient.addresses)}
        for name in again:
            if name not in known:
                raise UsageError("D747", name=name)

    def _drafted(self, drafts: Sequence[tuple[Letter, Path]], results: Sequence[Result]) -> str:
        """Write the index, and tell where it stands."""
        path = self.folder / words.INDEX_NAME
        write_whole(path, render_draft_list(self.title, self.day, drafts, self.notes, results))
        return words.DRAFTED.format(count=len(self.letters), parts=kind_words(self.letters), path=path)


def compose_mailing(assessment: Assessment, sources: Sequence[Path], office: Office, output: Path | None) -> Mailing:
    """Compose every letter; nothing is written yet.

    Raises:
        UsageError: there is nobody to write to (D740).
    """
    plan = plan_recipients(assessment, office.name or words.KINDS["office"], office.mail)
    if not plan.recipients:
        raise UsageError("D740")
    letters = tuple(compose_letters(assessment, sources, office, plan.recipients))
    notes = plan.notes
    if any(map(lacks_words, letters)):
        told = (office.name or office.signed, office.contact, office.phone, office.mail)
        missing = "、".join(word for word, said in zip(words.OFFICE_FIELDS, told, strict=True) if not said)
        notes = (*notes, Diagnostic("D764", None, {"fields": missing}))
    return Mailing(
        progress_title(assessment), full_day(assessment.as_of), letters, notes,
        folder_for(sources, output, assessment.as_of), office,
    )  # fmt: skip


def _counts(results: Sequence[Result]) -> str:
    counts = Counter(result.fate for result in results)
    parts = [part.format(count=counts[fate]) for fate, part in words.FATE_COUNTS.items() if counts[fate]]
    return words.SENT_COUNTS.format(parts="，".join(parts))


def _told(results: Sequence[Result]) -> Iterator[Diagnostic]:
    for result in results:
        if result.fate in _TOLD:
            facts = {"name": result.delivery.recipient.name, "address": result.delivery.address, "words": result.words}
            yield Diagnostic(_TOLD[result.fate], None, facts)
