"""How the time that something takes grows with its input, measured so that nothing but the thing itself counts."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

MOST = 2.5  # twice the input may take this many times as long: a pattern that goes back over what it has seen takes four times
Act = Callable[[], Any]


def seconds(act: Act) -> float:
    """Time of this thread for one act, without what collecting the garbage of all tests before it costs."""
    gc.collect()
    gc.disable()
    began = time.thread_time()
    try:
        act()
    finally:
        gc.enable()
    return time.thread_time() - began


def growth(once: Act, twice: Act, *, floor: float) -> float:
    """How many times as long `twice` takes as `once`, which counts as `floor` seconds at least: less is not worth measuring.

    Measured four times at most, until it is within `MOST`: what else the machine does only adds to a time.
    """
    measured: list[float] = []
    while len(measured) < 4 and min(measured, default=MOST + 1) > MOST:
        shorter, longer = (min(seconds(act) for _ in range(2)) for act in (once, twice))
        measured.append(longer / max(shorter, floor))
    return min(measured)
