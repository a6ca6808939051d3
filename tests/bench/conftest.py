"""How a figure is shown and held to its bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, event

from tests.statements import compile_once

Figure = Callable[..., None]


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str]) -> Figure:
    """`figure(what, measured, most=bound)`, or `least=bound`: prints one line of the table past pytest's capture, then asserts."""

    def check(what: str, measured: float, *, most: float | None = None, least: float | None = None, unit: str = "x", of: str = "") -> None:
        bound = f"at most {most:g}" if most is not None else f"at least {least:g}"
        with capsys.disabled():
            print(f"\n{what:72}{measured:>10.3f} {unit:4}({bound}){'  ' + of if of else ''}", end="")
        assert most is None or measured <= most, what
        assert least is None or measured >= least, what

    return check


@pytest.fixture(autouse=True, scope="module")
def each_engine_compiles_for_itself() -> Iterator[None]:
    """As in the program: what compiling costs is part of a figure."""
    event.remove(Engine, "engine_connect", compile_once)
    yield
    event.listen(Engine, "engine_connect", compile_once)
