"""`python -m bot`, the same as `remit`."""

from __future__ import annotations

import os
import signal
import sys

SERVING = ("run", "web", "worker")


def main() -> int:
    """Run the command of this process; its exit code."""
    if sys.argv[1:2] and sys.argv[1] in SERVING:
        # Told to stop while it still starts, a command that stays has nothing in hand. It listens for itself as soon as it has.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: os._exit(0))
    from bot.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
