"""Questions to answers: what the index finds, what people ruled, and how surely it is known.

Pure: no clock, no database, no Slack.
"""

from __future__ import annotations

from knowledge.answers.resolver import answer
from knowledge.answers.rulings import NO_RULINGS, Rulings

__all__ = ["NO_RULINGS", "Rulings", "answer"]
