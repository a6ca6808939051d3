"""What the tests of the reader share: a document in a string, read as a charter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from knowledge.claims import read_charter
from knowledge.types import Reading

Read = Callable[..., Reading]
Owned = Callable[..., dict[str, str]]
NOBODY = ()  # the owners of a thing that a line names nobody for


@pytest.fixture
def read() -> Read:
    """The reading of a text under a file name."""
    return lambda text, name="owners.md": read_charter("test", name, text.encode())


@pytest.fixture
def owned(read: Read) -> Owned:
    """Topic -> owners joined by " + ", as a text gives them."""
    return lambda text, name="owners.md": {claim.topic: " + ".join(claim.owners) for claim in read(text, name).claims if claim.owners}
