"""One tree of errors; each message is a sentence that a person can act on.

KnowledgeError
├── DocumentError        a charter could not be read: file, line, what to do
├── NotFound             no such dispute, charter, owner, topic
├── NotAllowed           the person may not do that; names who may
├── AlreadySettled       somebody was first: who decided what
├── InvalidRequest       a field is missing or makes no sense (`field` names it)
└── DatabaseError        the database is missing, locked, out of date or on a disk that will be thrown away
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """Something the user can mend; `str(error)` says what went wrong, where, and what to do."""


class DocumentError(KnowledgeError):
    """A document that cannot be read as a charter. `line` is 0 where no line is to blame."""

    def __init__(self, source: str, message: str, line: int = 0) -> None:
        self.source, self.line = source, line
        super().__init__(f"{source}, line {line}: {message}" if line else f"{source}: {message}")


class NotFound(KnowledgeError):
    """What was named does not exist in this workspace."""


class NotAllowed(KnowledgeError):
    """The person may not do this; `allowed` holds the users and groups who may, `admins` those to turn to where nobody may."""

    def __init__(self, message: str, allowed: tuple[str, ...] = (), admins: tuple[str, ...] = ()) -> None:
        self.allowed, self.admins = allowed, admins
        super().__init__(message)


class AlreadySettled(KnowledgeError):
    """The dispute moved on while this person was writing; `by` is the user who was first, "" where nobody was."""

    def __init__(self, message: str, by: str = "") -> None:
        self.by = by
        super().__init__(message)


class InvalidRequest(KnowledgeError):
    """A value that cannot be taken; `field` is the name of the input to show it at."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class DatabaseError(KnowledgeError):
    """The database cannot be used as it is."""
