"""Statements that are compiled once for a whole run of tests.

The program opens a database once and keeps what it has compiled; tests open one each, and would spend a third of their time on compiling.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.util import LRUCache


class Compiled(LRUCache[tuple[Any, ...], Any]):
    """Compiled statements by the name of their dialect, where SQLAlchemy would keep them for one engine's dialect alone."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_any_engine(key), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__(_of_any_engine(key), value)


def _of_any_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, *statement)


COMPILED = Compiled(1000)


def compile_once(connection: Connection) -> None:
    """For every new connection of any engine: use what another has compiled."""
    connection.execution_options(compiled_cache=COMPILED)
