"""A named place where a process may die. Does nothing; tests hook it to stop the program exactly there."""

from __future__ import annotations

from collections.abc import Callable


def _pass(_name: str) -> None:
    return None


_hook: Callable[[str], None] = _pass


def boundary(name: str) -> None:
    """Mark the place `name`, such as "import: before commit"; returns at once unless a test put a hook here."""
    _hook(name)


def set_hook(hook: Callable[[str], None] | None) -> None:
    """Let `hook` see every boundary from now on; None takes it away. For tests alone."""
    global _hook
    _hook = hook or _pass
