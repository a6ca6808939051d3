"""Gathers claims and findings while a charter is read: each claim once, each with a quote that stands at its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.claims.english.statements import Statement
from knowledge.claims.owners.roster import Roster
from knowledge.documents.model import Document, Passage
from knowledge.types import Claim, Finding, Standing, Tie

MAX_QUOTE = 600  # characters; a longer clause is cut, so that a message can show it
MAX_FINDINGS = 1_000  # findings that are listed; one more says how many there are


class Collector:
    """What reading gave so far."""

    def __init__(self, charter: str, document: Document, roster: Roster) -> None:
        self.charter, self.document, self.roster = charter, document, roster
        self.claims: list[Claim] = []
        self.findings: list[Finding] = []
        self._seen: set[tuple[str, tuple[str, ...], int]] = set()

    def claim(
        self,
        topic: str,
        owners: Iterable[str],
        quote: str,
        section: str,
        line: int,
        *,
        torn: bool = False,
        involved: Sequence[tuple[str, Tie]] = (),
        note: str = "",
    ) -> None:
        """One claim, unless the same topic was given to the same owners on that line already."""
        names = self.roster.in_order(owner for owner in owners if owner)
        key = (topic.casefold(), names, line)
        if not topic or not names or key in self._seen:
            return
        self._seen.add(key)
        standing = Standing.CONTESTED if torn else Standing.SHARED if len(names) > 1 else Standing.DOCUMENTED
        others = tuple(dict.fromkeys(pair for pair in involved if pair[0] not in names))
        self.claims.append(Claim(self.charter, topic, names, quote[:MAX_QUOTE].rstrip(), section, line, standing, others, note))

    def nobodys(self, topics: Iterable[str], quote: str, section: str, line: int, told: str = "") -> None:
        """Things that a line is about and names no owner for: claims without owners, and what is told of the line as a finding."""
        if told:
            self.finding("no-owner", line, told)
        for topic in dict.fromkeys(topics):
            self.claims.append(Claim(self.charter, topic, (), quote[:MAX_QUOTE].rstrip(), section, line, Standing.UNKNOWN))

    def statement(self, statement: Statement, passage: Passage, offset: int, section: str) -> None:
        """All the claims of one statement; `offset` is where its sentence begins in the passage."""
        start, end = offset + statement.start, offset + statement.end
        for topic in statement.topics:
            quote, line = passage.place(start, end, position_of(topic, passage.text, start, end))
            self.claim(topic, statement.owners, quote, section, line, torn=statement.torn, involved=statement.involved)

    def finding(self, code: str, line: int, message: str) -> None:
        """Something a person should know of line `line`."""
        self.findings.append(Finding(code, line, message))


def position_of(topic: str, text: str, start: int, end: int) -> int:
    """Where a topic stands in text[start:end]: the whole of it, else its longest word, else the start."""
    at = text.find(topic, start, end)
    if at < 0:
        longest = max(topic.split(), key=len, default="")
        at = text.find(longest, start, end) if longest else -1
    return at if at >= 0 else start
