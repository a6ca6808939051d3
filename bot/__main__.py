"""`python -m bot`, the same as `remit`."""

from __future__ import annotations

import sys

from bot.cli import main

sys.exit(main())
