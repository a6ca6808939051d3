"""Reads drawn charts of an organisation: what stands in parentheses is owned, and the line above is who one reports to."""

from __future__ import annotations

from knowledge.claims.collector import Collector
from knowledge.claims.english.statements import Statement
from knowledge.claims.english.structure import chart_line
from knowledge.documents.model import Bullet


class ChartReader:
    """Feed it the lines of a chart in order."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._above: list[tuple[int, tuple[str, ...]]] = []  # the lines that are open, with their depth and owners

    def line(self, block: Bullet, section: str) -> bool:
        """Claim what one line says; whether it says anything."""
        owners, found = chart_line(block.passage.text, self._collector.roster)
        while self._above and self._above[-1][0] >= block.depth:
            self._above.pop()
        above = self._above[-1][1] if self._above else ()
        whole = (0, len(block.passage.text))
        statements = [Statement(owners, tuple(found), *whole)] if owners and found else []
        if above and owners:
            statements.append(Statement(above, tuple(f"{name} reporting line" for name in owners), *whole))
        for statement in statements:
            self._collector.statement(statement, block.passage, 0, section)
        self._above.append((block.depth, owners))
        return bool(statements)
