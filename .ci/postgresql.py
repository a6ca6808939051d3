"""Print the address of a PostgreSQL that tests may use: the one given, else a local test database; nothing when none answers."""

from __future__ import annotations

import sys

import psycopg

LOCAL = ("postgresql://127.0.0.1:5432/test", "postgresql://postgres@127.0.0.1:5432/test", "postgresql://postgres@127.0.0.1:5432/postgres")

for address in (sys.argv[1],) if sys.argv[1] else LOCAL:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.Error:
        continue
    print(address)
    break
