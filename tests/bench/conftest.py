"""How a figure is shown and held to its bound."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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
