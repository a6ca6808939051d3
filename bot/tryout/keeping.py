"""Keeps the local Slack in one file, so that a try-out with a folder of its own goes on where it ended.

The file is replaced whole after every change: whoever reads it finds the state before a change or after it.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.tryout.refusals import Json
from bot.tryout.workspace import Workspace

FORMAT = 1
NOTICE_SECONDS = 1.0  # the most that passes before a stop is noticed where nothing happens

log = logging.getLogger(__name__)


class Damaged(Exception):
    """A file that was not written by `Keeper`, or not whole: which one, and what to do."""


def read_kept(path: Path) -> Json | None:
    """What `Keeper` wrote to `path`, None where there is nothing. Raises Damaged, or OSError when it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        kept = json.loads(content)
        if kept["format"] != FORMAT:
            raise ValueError(f"format {kept['format']}")
        timedelta(seconds=kept["ahead"])
        Workspace().take_up(kept["slack"])
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError) as error:
        raise Damaged(f"{path} is damaged; move it away to begin with empty channels, or name another folder with --data") from error
    return dict(kept)


class Keeper:
    """Writes what `workspace` holds, and how far the clock is `ahead`, to `path`, until `stop`."""

    def __init__(self, path: Path, workspace: Workspace, ahead: Callable[[], timedelta]) -> None:
        self._path, self._workspace, self._ahead = path, workspace, ahead
        self._written, self._stopping = "", False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> Keeper:
        """Write now, so that a folder that cannot be written is known at once (OSError), and after every change."""
        self._write()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Write what there is by now, and end."""
        with self._workspace.changed:
            self._stopping = True
            self._workspace.changed.notify_all()
        self._thread.join()
        self._try_to_write()

    def _run(self) -> None:
        seen = -1
        while not self._stopping:
            seen = self._next_change(seen)
            self._try_to_write()

    def _next_change(self, seen: int) -> int:
        workspace = self._workspace
        with workspace.changed:
            while workspace.version == seen and not self._stopping:
                workspace.changed.wait(NOTICE_SECONDS)
            return workspace.version

    def _try_to_write(self) -> None:
        """Write, or say why not: a full disk is no reason to end what goes on in the page."""
        try:
            self._write()
        except OSError as error:
            log.warning("the channels cannot be kept in %s (%s); make room, and the next change is written", self._path, error.strerror)

    def _write(self) -> None:
        """Replace the file where the state is another than the one in it: most changes are calls, which are not kept."""
        kept = {"format": FORMAT, "ahead": self._ahead().total_seconds(), "slack": self._workspace.state()}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        if text == self._written:
            return
        beside = self._path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._path)
        self._written = text
