"""Disputes raised against decided, week by week: as Slack's own chart, and in characters where Slack refuses that. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.blocks.elements import Block, section
from knowledge.types import WeekCount

NOW = "now"
FEWEST_WEEKS = 2
_TITLE = "Disputes raised and decided, {} weeks"
_BARS = "▁▂▃▄▅▆▇█"


def chart(trend: Sequence[WeekCount], zone: ZoneInfo, *, native: bool) -> list[Block]:
    """The chart of these weeks, or nothing where there is nothing to compare."""
    if not (weeks := worth_showing(trend)):
        return []
    return [chart_block(weeks, zone) if native else section(chart_text(weeks))]


def worth_showing(trend: Sequence[WeekCount]) -> Sequence[WeekCount]:
    """The weeks from the first one in which anything was raised or decided; none where that is one week, which the headline tells."""
    first = next((place for place, count in enumerate(trend) if count.raised or count.decided), len(trend))
    return trend[first:] if len(trend) - first >= FEWEST_WEEKS else ()


def chart_block(trend: Sequence[WeekCount], zone: ZoneInfo) -> Block:
    """Slack's own chart: at most 6 series, 20 points, labels of 20 characters that differ, a title of 50."""
    labels = [f"{(local := count.until.astimezone(zone)).day} {local:%b}" for count in trend[:-1]] + [NOW]
    series = (("Raised", [count.raised for count in trend]), ("Decided", [count.decided for count in trend]))
    return {
        "type": "data_visualization",
        "title": _TITLE.format(len(trend)),
        "chart": {
            "type": "bar",
            "series": [
                {"name": name, "data": [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]}
                for name, values in series
            ],
            "axis_config": {"categories": labels, "x_label": "Week to", "y_label": "Disputes"},
        },
    }


def chart_text(trend: Sequence[WeekCount]) -> str:
    """The same in characters, one for each week, with what they add up to."""
    highest = max((max(count.raised, count.decided) for count in trend), default=0)
    raised, decided = (_bars([getattr(count, name) for count in trend], highest) for name in ("raised", "decided"))
    return f"*{_TITLE.format(len(trend))}*\n```Raised  {raised}  {_sum(trend, 'raised')}\nDecided {decided}  {_sum(trend, 'decided')}```"


def chart_words(trend: Sequence[WeekCount]) -> str:
    """What the chart comes to, in a sentence for those who cannot see it; "" where there is none."""
    weeks = worth_showing(trend)
    return f"In {len(weeks)} weeks {_sum(weeks, 'raised')} raised, {_sum(weeks, 'decided')} decided." if weeks else ""


def _sum(trend: Sequence[WeekCount], name: str) -> str:
    return f"{sum(getattr(count, name) for count in trend):,}"


def _bars(values: Sequence[int], highest: int) -> str:
    top = len(_BARS) - 1
    return "".join("·" if not value else _BARS[value * top // highest] for value in values)
