"""The tables: what a workspace knows, what people decided, and what is owed to Slack. Rows only, no behaviour.

Every row belongs to one workspace, and every key that points from one table to another carries the workspace's id,
so a row can never hang on another workspace's row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database.base import Base, JsonOrNothing

EMPTY_OBJECT, EMPTY_LIST = text("'{}'"), text("'[]'")
UNFINISHED = ("pending", "sending", "unknown")
OWED = text("state IN ('pending', 'sending', 'unknown')")


def _workspace(primary_key: bool = False) -> Mapped[int]:
    return mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=primary_key)


class WorkspaceRow(Base):
    """One Slack team. `team` is empty until the first Slack workspace connects; both versions only ever grow."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str | None] = mapped_column(String(64), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=EMPTY_OBJECT)
    timezone: Mapped[str] = mapped_column(String(64), default="", server_default="")  # learnt from Slack; a setting overrides it
    admins: Mapped[list[Any]] = mapped_column(default=list, server_default=EMPTY_LIST)
    groups: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=EMPTY_OBJECT)
    names: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=EMPTY_OBJECT)
    knowledge_version: Mapped[int] = mapped_column(default=1, server_default="1")
    rulings_version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]


class CharterRow(Base):
    """One imported document, replaced as a whole by the next import of the same name."""

    __tablename__ = "charter"
    __table_args__ = (UniqueConstraint("workspace_id", "name"), UniqueConstraint("workspace_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    lines: Mapped[int]
    repaired: Mapped[int] = mapped_column(default=0, server_default="0")
    imported_at: Mapped[datetime]


class OwnerRow(Base):
    """A role or team as one charter names it."""

    __tablename__ = "owner"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "charter_id"], ["charter.workspace_id", "charter.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "charter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    charter_id: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    other_names: Mapped[list[Any]]
    kind: Mapped[str] = mapped_column(String(20))
    contact: Mapped[str] = mapped_column(Text, default="", server_default="")


class ClaimRow(Base):
    """One statement of a charter; rows are read in the order of `id`, which is the order of the document."""

    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "charter_id"], ["charter.workspace_id", "charter.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "charter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    charter_id: Mapped[int]
    topic: Mapped[str] = mapped_column(Text)
    owners: Mapped[list[Any]]
    quote: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    line: Mapped[int]
    standing: Mapped[str] = mapped_column(String(12))
    involved: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    fingerprint: Mapped[str] = mapped_column(String(16))


class FindingRow(Base):
    """Something the reader of a charter should know, kept with it."""

    __tablename__ = "finding"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "charter_id"], ["charter.workspace_id", "charter.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "charter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    charter_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    line: Mapped[int]
    message: Mapped[str] = mapped_column(Text)


class AliasRow(Base):
    """Another name for a topic; `name_key` is the name's identity, so that one name never means two things."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    name_key: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
    added_at: Mapped[datetime]


class DisputeRow(Base):
    """An objection to an answer, numbered from 1 in its workspace; at most one is open for each topic."""

    __tablename__ = "dispute"
    __table_args__ = (
        Index(
            "uq_dispute_open_topic",
            "workspace_id",
            "topic_key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "workspace_id", "state"),
        Index(None, "workspace_id", "raised_at"),
        CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name="state"),
    )

    workspace_id: Mapped[int] = _workspace(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(Text)
    topic_key: Mapped[str] = mapped_column(String(500))
    present: Mapped[list[Any]]
    proposed: Mapped[list[Any]]
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    scope: Mapped[str] = mapped_column(Text, default="", server_default="")  # of the ruling it objects to
    reason: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[str] = mapped_column(String(12))
    raised_by: Mapped[str] = mapped_column(String(64))
    raised_at: Mapped[datetime]
    origin: Mapped[str] = mapped_column(String(64), default="", server_default="")
    channel: Mapped[str] = mapped_column(String(64), default="", server_default="")
    ts: Mapped[str] = mapped_column(String(32), default="", server_default="")
    settled_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ViewRow(Base):
    """One person's argument on a dispute."""

    __tablename__ = "view"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "dispute_number"], ["dispute.workspace_id", "dispute.number"]),
        Index(None, "workspace_id", "dispute_number"),
        Index(None, "workspace_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    dispute_number: Mapped[int]
    author: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    proposed: Mapped[list[Any] | None] = mapped_column(JsonOrNothing)  # the owners of an objection that joined; NULL: no objection
    at: Mapped[datetime]


class DecisionRow(Base):
    """A ruling; it stands while `superseded_by` is empty."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        ForeignKeyConstraint(["workspace_id", "dispute_number"], ["dispute.workspace_id", "dispute.number"]),
        ForeignKeyConstraint(["workspace_id", "superseded_by"], ["decision.workspace_id", "decision.id"]),
        Index(None, "workspace_id", "topic_key"),
        Index(None, "workspace_id", "decided_at"),
        Index(None, "workspace_id", "review_on"),
        Index(None, "workspace_id", "drift"),
        Index(None, "workspace_id", "dispute_number"),
        CheckConstraint("drift IN ('', 'agrees', 'differs', 'gone')", name="drift"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    dispute_number: Mapped[int | None]
    topic: Mapped[str] = mapped_column(Text)
    topic_key: Mapped[str] = mapped_column(String(500))
    owners: Mapped[list[Any]]
    rationale: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text, default="", server_default="")
    alone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))  # ruled as the only decider, being a party
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime]
    review_on: Mapped[date | None] = mapped_column(Date)
    charter: Mapped[str] = mapped_column(String(100), default="", server_default="")
    fingerprint: Mapped[str] = mapped_column(String(16), default="", server_default="")
    drift: Mapped[str] = mapped_column(String(10), default="", server_default="")
    superseded_by: Mapped[int | None]


class HistoryRow(Base):
    """The append-only record: who did what, when and why. The database itself refuses to change or delete a row."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "workspace_id", "dispute_number", "id"), Index(None, "workspace_id", "act", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    dispute_number: Mapped[int | None]  # empty: about the workspace (settings, charters)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64), default="", server_default="")
    act: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text, default="", server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=EMPTY_OBJECT)


class QuestionRow(Base):
    """One wording people ask with, however they punctuate it. `display` is set once somebody asked it in public."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("workspace_id", "text_key"), UniqueConstraint("workspace_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = _workspace()
    text_key: Mapped[str] = mapped_column(String(500))
    display: Mapped[str] = mapped_column(Text, default="", server_default="")
    topic: Mapped[str] = mapped_column(Text, default="", server_default="")
    standing: Mapped[str] = mapped_column(String(12))  # of the last answer
    count_public: Mapped[int] = mapped_column(default=0, server_default="0")
    count_private: Mapped[int] = mapped_column(default=0, server_default="0")
    last_asked: Mapped[datetime]


class QuestionWeekRow(Base):
    """How often one wording was asked in one ISO week of the workspace's zone, and how often somebody was named.

    `told_until` is when the newest digest before these askings ended, in seconds since 1970, 0 where there was none: the askings of one
    week before and after a digest are told by two digests, so they are two rows.
    """

    __tablename__ = "question_week"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "question_id"], ["question.workspace_id", "question.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "question_id"),
    )

    workspace_id: Mapped[int] = _workspace(primary_key=True)
    iso_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    iso_week: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_until: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=0, server_default="0")
    asked_public: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_private: Mapped[int] = mapped_column(default=0, server_default="0")
    answered: Mapped[int] = mapped_column(default=0, server_default="0")
    last_asked: Mapped[datetime]


class RequestRow(Base):
    """A request key that was seen, with what it led to, so that the same request again gives the same result."""

    __tablename__ = "request"
    __table_args__ = (Index(None, "received_at"),)

    workspace_id: Mapped[int] = _workspace(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=EMPTY_OBJECT)
    received_at: Mapped[datetime]


class PostRow(Base):
    """One message owed to or sent to Slack. `sequence` is the order of sending within one `destination_key`."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("workspace_id", "business_key"),
        Index(None, "state", "due_at"),
        # With the state before the sequence, so that what was sent long ago is not read to find what is still before a post.
        Index(None, "workspace_id", "destination_key", "state", "sequence"),
        # Of what is not through, so that the next post of a workspace is found at once whatever it or another has sent and owes.
        Index("ix_post_owed", "workspace_id", "sequence", sqlite_where=OWED, postgresql_where=OWED),
        CheckConstraint("state IN ('pending', 'sending', 'sent', 'unknown', 'parked')", name="state"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    workspace_id: Mapped[int] = _workspace()
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[dict[str, Any]]
    channel: Mapped[str] = mapped_column(String(64), default="", server_default="")
    thread_ts: Mapped[str] = mapped_column(String(32), default="", server_default="")
    response_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    user: Mapped[str] = mapped_column(String(64), default="", server_default="")
    update_ts: Mapped[str] = mapped_column(String(32), default="", server_default="")
    destination_key: Mapped[str] = mapped_column(Text)
    business_key: Mapped[str | None] = mapped_column(String(200))  # set where the same thing must never be owed twice
    state: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    ts: Mapped[str] = mapped_column(String(32), default="", server_default="")
    error: Mapped[str] = mapped_column(Text, default="", server_default="")


def unfinished(post: type[PostRow]) -> ColumnElement[bool]:
    """Whether a post is not through, in the very words of the index of such posts: with other ones a database reads all posts."""
    return post.state.in_([literal_column(f"'{state}'") for state in UNFINISHED])


class DigestRow(Base):
    """What became of the digest of one ISO week; the key makes a second one impossible."""

    __tablename__ = "digest"
    __table_args__ = (CheckConstraint("state IN ('posted', 'empty', 'skipped')", name="state"),)

    workspace_id: Mapped[int] = _workspace(primary_key=True)
    iso_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    iso_week: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    channel: Mapped[str] = mapped_column(String(64), default="", server_default="")
    late: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    actor: Mapped[str] = mapped_column(String(64), default="", server_default="")  # empty: the clock sent it
    recorded_at: Mapped[datetime]
