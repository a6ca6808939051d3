"""`remit try` as a process: what it refuses, in one line, with nothing left running."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.tryout.serving import LOOPBACK, Serving

Refusal = Callable[..., str]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_in_one_line(taken: int, refusal: Refusal) -> None:
    said = refusal("--port", str(taken))
    assert said == (
        f"remit: --port {taken}: that port is in use by another program; name another one, or leave --port out to take a free one\n"
    )


@pytest.mark.parametrize("port", ["80000", "-1", "abc"])
def test_a_port_that_cannot_be_is_refused_by_the_name_of_its_option(port: str, refusal: Refusal) -> None:
    said = refusal(f"--port={port}")
    assert said.startswith(f"remit: --port {port}: ports go from 1 to 65535; ") and said.count("\n") == 1


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_a_file_in_place_of_the_folder_is_refused_by_the_name_of_its_option(tmp_path: Path, inside: str, refusal: Refusal) -> None:
    (tmp_path / "notes").write_text("mine")
    said = refusal("--data", str(tmp_path / "notes" / inside))
    assert said.startswith(f"remit: --data {tmp_path / 'notes' / inside}: ") and said.count("\n") == 1
    assert "is not a folder; name a folder" in said
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_server_whose_port_is_taken_leaves_nothing_to_stop(taken: int) -> None:
    async def nothing(*_: object) -> None: ...

    before = set(threading.enumerate())
    serving = Serving(nothing)
    with pytest.raises(OSError, match="in use"):
        serving.start(taken)
    serving.stop()
    assert set(threading.enumerate()) <= before, "those of other tests may end meanwhile"
