"""What is owed to Slack, as values: what a post is about, where it goes and how far it has come. Part of the words in `types`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PostKind(StrEnum):
    """What a post is about; the subject carries ids, and the text is rendered when it is sent."""

    ANSWER = "answer"  # subject: question, asker, private
    SHARED = "shared"  # subject: question, asker: a private answer that its asker shares
    ASK_OWNER = "ask_owner"  # subject: question, asker, owner: the one post that pings, because a person clicked
    DISPUTE = "dispute"  # subject: number
    DISPUTE_UPDATE = "dispute_update"  # subject: number; chat.update of the dispute's post
    VIEW = "view"  # subject: number, view
    RULING = "ruling"  # subject: number; in the dispute's thread
    NOTICE = "notice"  # subject: number, notice (raised | decided | withdrawn | reopened | unposted | parked | review), to: a person
    DIGEST = "digest"  # subject: year, week, due (when it was due or asked for, in seconds since 1970)
    REMINDER = "reminder"  # subject: numbers (open disputes), reviews (decided ones)
    TOLD = "told"  # subject: message; a private word to one person who clicked
    HELLO = "hello"  # subject: what (installed | joined)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a post goes: exactly one of `channel` (also a user id) and `response_url`; `user` makes it ephemeral."""

    channel: str = ""
    thread_ts: str = ""
    response_url: str = ""
    user: str = ""
    update_ts: str = ""  # set: chat.update of that message


class PostState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    PARKED = "parked"


ATTEMPTS = 5  # claims after which a post that fails for another reason than Slack's rate limit is given up
SENDER_LOST = "the sender did not report back"  # the error of a post whose lease ran out
UNDECIDED = "delivery unknown"  # how the error of a parked post begins that may stand in Slack


@dataclass(frozen=True, slots=True)
class Post:
    """One message owed to or sent to Slack. `id` is a UUID that travels in the message's metadata."""

    id: str
    workspace: str  # Slack team id
    kind: PostKind
    subject: Mapping[str, str | int]
    destination: Destination
    state: PostState
    due_at: datetime
    created_at: datetime
    attempt: int = 0
    ts: str = ""
    error: str = ""

    @property
    def poisonous(self) -> bool:
        """Whether its senders, claim after claim, did not live to report: making it may be what kills them, so nobody tries again."""
        return self.attempt > ATTEMPTS and self.error == SENDER_LOST


@dataclass(frozen=True, slots=True)
class Turns:
    """How one courier's next claim is shared among the workspaces: after the turn of team `after` comes the next one's.

    No workspace may have more than `share` posts in the courier's hands; `in_hand` says how many it has.
    """

    after: str = ""
    share: int = 1_000_000  # as good as none
    in_hand: Mapping[str, int] = field(default_factory=dict)
