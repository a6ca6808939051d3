"""The words of the product as values: frozen, without Slack, without a database, without a clock.

Every time is an aware UTC `datetime`; every line number counts from 1. Names of people are Slack user ids (`U…`, `W…`),
names of owners are the charter's own words ("CIO", "Team Batch Exports").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from knowledge.claimed import NOT_NAMED as NOT_NAMED
from knowledge.claimed import Claim as Claim
from knowledge.claimed import Finding as Finding
from knowledge.claimed import Owner as Owner
from knowledge.claimed import Reading as Reading
from knowledge.claimed import Standing as Standing
from knowledge.claimed import Tie as Tie
from knowledge.claimed import part_of as part_of
from knowledge.outgoing import ATTEMPTS as ATTEMPTS
from knowledge.outgoing import SENDER_LOST as SENDER_LOST
from knowledge.outgoing import UNDECIDED as UNDECIDED
from knowledge.outgoing import Destination as Destination
from knowledge.outgoing import Post as Post
from knowledge.outgoing import PostKind as PostKind
from knowledge.outgoing import PostState as PostState
from knowledge.outgoing import Turns as Turns


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed, or would change in a dry run, against what was loaded under that charter's name."""

    reading: Reading
    added: tuple[Claim, ...] = ()
    changed: tuple[tuple[Claim, Claim], ...] = ()  # the same topic before and after
    gone: tuple[Claim, ...] = ()
    decisions_touched: tuple[Decision, ...] = ()  # with the drift they have now
    unchanged: bool = False  # the very same bytes as before: nothing was written
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class CharterSummary:
    """One loaded charter, as lists show it."""

    name: str
    source: str
    sha256: str
    lines: int
    claims: int
    owners: int
    findings: int
    repaired: int
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name people use for a topic; `added_by` is a Slack user, or "" for an admin at the command line."""

    name: str
    topic: str
    added_by: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A ruling: `owners` own `topic` (only for questions with the words of `scope`, where there is a scope)."""

    id: int
    topic: str
    owners: tuple[str, ...]  # empty: decided that none of ours owns it
    rationale: str
    decided_by: str
    decided_at: datetime
    dispute: int | None = None  # the dispute's number
    scope: str = ""
    review_on: date | None = None
    fingerprint: str = ""  # of the claim it overruled or confirmed, "" where the charter was silent
    drift: str = ""  # "" | agrees | differs | gone, set when a re-import moved the line under it
    superseded_by: int | None = None
    channel: str = ""  # of its dispute's post, with the ts below; told where the decision answers
    ts: str = ""


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """What an answer needs to know of a dispute that is open."""

    number: int
    topic: str
    raised_by: str
    raised_at: datetime
    present: tuple[str, ...]  # owners that the answer named when it was raised
    proposed: tuple[str, ...]  # empty: "not ours, owner unknown"
    reason: str
    channel: str = ""
    ts: str = ""
    joined: tuple[str, ...] = ()  # owners proposed by the objections that joined

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who is claimed to own it, each once: today's owners first."""
        return tuple(dict.fromkeys(self.present + self.proposed + self.joined))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line that an answer rests on, with the words of it that matched the question."""

    charter: str
    section: str
    line: int
    quote: str
    owners: tuple[str, ...]
    matched: tuple[str, ...]  # as they stand in the quote
    involved: tuple[tuple[str, Tie], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one owner owns, for "what does the CTO own?": topics in the order of the charter, decisions applied."""

    owner: str
    owned: tuple[Evidence, ...]
    topics: tuple[str, ...]  # one for each of `owned`
    shared: tuple[str, ...] = ()  # topics held together with another


@dataclass(frozen=True, slots=True)
class Answer:
    """What Remit says to a question. `owners` is empty exactly when nobody is named."""

    question: str
    standing: Standing
    owners: tuple[str, ...]
    topic: str  # as the charter, decision or alias writes it; "" when nothing was found
    confidence: float  # 0 to 1; how far the words of the question were accounted for, never a probability
    evidence: tuple[Evidence, ...] = ()
    decision: Decision | None = None
    dispute: OpenDispute | None = None
    chain: tuple[str, ...] = ()  # inferred: ("Okta is single sign-on", "single sign-on is security")
    suggestions: tuple[str, ...] = ()  # nearest topics, best first, at most five
    listing: Listing | None = None  # the answer to "what does X own?"
    parts: tuple[Answer, ...] = ()  # one for each topic when the question named several
    tie: Tie = Tie.ACCOUNTABLE  # what binds `owners` to the topic: anything else only where the question asked for it
    note: str = ""  # one sentence to add: "The charter names no CISO.", "CTO does not own it."
    receipt: str = ""  # reproduces the answer: index version, claims, decision (short, printable)


class DisputeState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class View:
    """One person's argument on a dispute."""

    id: int
    author: str
    text: str
    at: datetime
    proposed: tuple[str, ...] | None = None  # the owners of an objection that joined the dispute; None: an argument alone


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the append-only record of a dispute."""

    at: datetime
    actor: str
    act: str  # raised | viewed | decided | withdrawn | reopened | drifted | confirmed | placed | posted | unposted
    why: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute whole, as its post and `#17` show it."""

    number: int
    topic: str
    state: DisputeState
    raised_by: str
    raised_at: datetime
    present: tuple[str, ...]
    proposed: tuple[str, ...]
    reason: str
    version: int
    evidence: tuple[Evidence, ...] = ()  # the present answer's line when it was raised
    views: tuple[View, ...] = ()
    decision: Decision | None = None
    history: tuple[HistoryEntry, ...] = ()
    channel: str = ""
    ts: str = ""
    origin: str = ""  # channel it was raised in
    settled_by: str = ""  # who withdrew or decided it
    settled_at: datetime | None = None
    scope: str = ""  # of the ruling it objects to, "" where it is about the whole topic

    @property
    def owners(self) -> tuple[str, ...]:
        """Every owner named by the answer objected to, by the raiser and by the objections that joined, each once."""
        joined = (owner for view in self.views for owner in view.proposed or ())
        return tuple(dict.fromkeys((*self.present, *self.proposed, *joined)))

    @property
    def open_since(self) -> datetime:
        """When it was raised, or opened again for the last time."""
        return next((entry.at for entry in reversed(self.history) if entry.act == "reopened"), self.raised_at)


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of an objection: the dispute, and whether it joined one that was open."""

    dispute: Dispute
    joined: bool


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Settings:
    """A workspace's settings, as App Home and `remit settings` show them."""

    disputes_channel: str = ""
    digest_channel: str = ""
    digest_weekday: int = 1  # ISO: WEEKDAYS counted from 1
    digest_time: str = "09:00"
    timezone: str = "UTC"
    digest_when_empty: bool = False
    deciders: tuple[str, ...] = ()  # user ids (U…, W…) and user group ids (S…)
    neutral: tuple[tuple[str, str, str], ...] = ()  # (owner, other owner, user or group who rules between them)
    holders: Mapping[str, str] = field(default_factory=dict)  # owner -> user or user group id


@dataclass(frozen=True, slots=True)
class Directory:
    """What was last learnt from Slack about people."""

    admins: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # user group id -> user ids
    # id -> the name people see. Users and groups that rule or hold, to name them without pinging; and public channels Remit is in:
    # a channel that is not here is private as far as Remit knows, and its questions stay out of the digest.
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What came of forgetting a person: how many rows named them, and whether the words are out of the database's files too."""

    rows: int
    cleared: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked; `private` (a direct message, a private channel) keeps its words out of the digest."""

    channel: str = ""
    thread_ts: str = ""
    private: bool = True


@dataclass(frozen=True, slots=True)
class PastDigest:
    """What became of the digest of one ISO week, and why."""

    year: int
    week: int
    state: str  # posted | undelivered (Slack did not take it) | empty | skipped
    reason: str
    channel: str
    late: bool
    actor: str  # who sent it before its hour; "" for the clock
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an owner: one wording, how often, when last. `question` is "" when all askings were private."""

    question: str
    count: int
    last_asked: datetime


@dataclass(frozen=True, slots=True)
class Contested:
    """A topic with the disputes raised and the views given on it in a quarter, and where its newest dispute stands."""

    topic: str
    times: int
    dispute: int
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Disputes raised and decided in one week of the digest's chart: up to and including `until`, after the week before."""

    until: datetime
    raised: int
    decided: int


@dataclass(frozen=True, slots=True)
class Digest:
    """One week of ownership: what `handlers/blocks/digest.py` renders."""

    year: int
    week: int
    decided: tuple[Dispute, ...]
    open: tuple[Dispute, ...]  # oldest first, at most `limit`
    open_total: int
    contested: tuple[Contested, ...]  # the most contested first
    gaps: tuple[Gap, ...]
    gaps_total: int
    drifted: tuple[Decision, ...]
    review_due: tuple[Decision, ...]  # none that is in `drifted` already
    trend: tuple[WeekCount, ...]  # twelve weeks, oldest first; the last one is what this digest reports
    asked: int
    answered: int
    asked_before: int
    answered_before: int
    now: datetime
    late: bool = False
    since: datetime | None = None  # what it reports begins here, where the last digest ended
    until: datetime | None = None  # and ends here
    timezone: str = "UTC"  # the workspace's, for the days it names
    decided_total: int = 0  # the lists above are cut, the totals are not
    drifted_total: int = 0
    review_total: int = 0

    @property
    def empty(self) -> bool:
        """Nothing to say: no post unless the workspace wants one line."""
        return not (self.decided or self.open_total or self.gaps_total or self.drifted or self.review_due)
