"""The product without Slack: what a workspace's charters say, what people decided, and the answers that follow from both.

The names below are loaded when they are first used, so that the shared types can be had without opening the database room.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.clock import utc_now
    from knowledge.workspaces import Knowledge, Workspaces, migrate, open_knowledge

__all__ = ["Knowledge", "Workspaces", "migrate", "open_knowledge", "utc_now"]

_HOMES = {"utc_now": "knowledge.clock"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'knowledge' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "knowledge.workspaces")), name)
