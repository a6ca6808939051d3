"""What one schema has that the program of the one before would stumble over, read from the database itself.

The inspector shows no triggers, no exclusion constraints and no policies, on neither database. On SQLite it passes over unique indexes
on expressions with a warning, which fails the test that reads, and a type is only the word in the statement: SQLite enforces no length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Inspector, inspect

INTEGERS = ("SMALLINT", "INTEGER", "BIGINT")
LONGEST_TEXT = 10**9
TEXT = re.compile(r"VARCHAR(?:\((\d+)\))?|TEXT")


@dataclass(frozen=True, slots=True)
class Column:
    """`filled`: who inserts may leave it out, and the database puts in a value of its own."""

    type: str
    nullable: bool
    filled: bool


@dataclass(frozen=True, slots=True)
class Key:
    """Columns whose values together are in one row only, of those rows for which `where` holds."""

    columns: frozenset[str]
    where: str = ""

    def __str__(self) -> str:
        return f"({', '.join(sorted(self.columns))})" + (f" where {self.where}" if self.where else "")


@dataclass(frozen=True, slots=True)
class Reference:
    columns: frozenset[str]
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    columns: Mapping[str, Column]
    keys: frozenset[Key]
    checks: frozenset[str]
    references: frozenset[Reference]


def tables_of(connection: Connection) -> dict[str, Table]:
    """Every table of ours as the database describes it."""
    look = inspect(connection)
    return {name: _table(look, name) for name in look.get_table_names() if name != "alembic_version"}


def _table(look: Inspector, name: str) -> Table:
    return Table(
        {str(column["name"]): _column(look, name, column) for column in look.get_columns(name)},
        frozenset(_keys(look, name)),
        frozenset(str(check["sqltext"]) for check in look.get_check_constraints(name)),
        frozenset(Reference(frozenset(key["constrained_columns"]), key["referred_table"]) for key in look.get_foreign_keys(name)),
    )


def _column(look: Inspector, table: str, column: Mapping[str, Any]) -> Column:
    kind = column["type"].compile(dialect=look.dialect)
    given = column["default"] is not None or "computed" in column or "identity" in column
    numbered = (
        look.dialect.name == "sqlite" and kind == "INTEGER" and look.get_pk_constraint(table)["constrained_columns"] == [column["name"]]
    )
    return Column(kind, column["nullable"], given or numbered)


def _keys(look: Inspector, table: str) -> Iterator[Key]:
    yield Key(frozenset(look.get_pk_constraint(table)["constrained_columns"]))
    yield from (Key(frozenset(one["column_names"])) for one in look.get_unique_constraints(table))
    for index in look.get_indexes(table):
        if index["unique"]:
            where = index.get("dialect_options", {}).get(f"{look.dialect.name}_where", "")
            yield Key(frozenset(map(str, index.get("expressions") or index["column_names"])), str(where))


def breaks(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[str]:
    """What the program of `before` meets on `after` and cannot work with, a line for each; [] when all that is new comes in addition."""
    said: list[str] = []
    for name, was in before.items():
        said += _changed(name, was, after[name]) if name in after else [f"{name}: is gone"]
    return said


def _changed(table: str, was: Table, now: Table) -> Iterator[str]:
    for name, column in was.columns.items():
        changes = _tightened(column, now.columns[name]) if name in now.columns else ["is gone"]
        yield from (f"{table}.{name}: {change}" for change in changes)
    new = {name: column for name, column in now.columns.items() if name not in was.columns}
    yield from (f"{table}.{name}: old inserts leave it out" for name, one in new.items() if not (one.nullable or one.filled))
    # Old inserts leave these NULL, and what is NULL is equal to nothing and points to nothing.
    left_null = {name for name, column in new.items() if column.nullable and not column.filled}
    yield from (f"{table}: {said}" for said in _rules(was, now, left_null))


def _rules(was: Table, now: Table, left_null: set[str]) -> Iterator[str]:
    """What the rules for whole rows have come to ask, and the keys that are missed."""
    yield from sorted(f"key {key} is gone, which an upsert may name" for key in was.keys - now.keys)
    new = (key for key in now.keys - was.keys if not key.columns & left_null)
    yield from sorted(f"key {key} is new" for key in new if not _kept_by(was.keys, key))
    yield from sorted(f"check {check} is new" for check in now.checks - was.checks)
    pointing = (one for one in now.references - was.references if not one.columns & left_null)
    yield from sorted(f"{sorted(one.columns)} must be in {one.table} now" for one in pointing)


def _kept_by(keys: Iterable[Key], new: Key) -> bool:
    """Whether rows that keep one of `keys` keep the new one too."""
    return any(key.columns <= new.columns and key.where in ("", new.where) for key in keys)


def _tightened(was: Column, now: Column) -> Iterator[str]:
    if not _takes_all(was.type, now.type):
        yield f"was {was.type}, is {now.type}"
    if was.nullable and not now.nullable:
        yield "may not be NULL any more"
    if was.filled and not now.filled:
        yield "is not filled any more"


def _takes_all(was: str, now: str) -> bool:
    """Whether a column of type `now` takes every value of type `was`. Of types that are not known to, it is said that they do not."""
    if was == now:
        return True
    if was in INTEGERS and now in INTEGERS:
        return INTEGERS.index(was) <= INTEGERS.index(now)
    texts = TEXT.fullmatch(was), TEXT.fullmatch(now)
    return bool(texts[0] and texts[1]) and _length(texts[0]) <= _length(texts[1])


def _length(text: re.Match[str] | None) -> int:
    return int(text[1]) if text is not None and text[1] else LONGEST_TEXT
