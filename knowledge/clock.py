"""The one place that reads the clock and knows which time zones there are; everything else is handed the time."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def is_timezone(text: str) -> bool:
    """Whether this machine knows the zone, such as "Europe/Berlin"."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # most commands meet no zone

    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Europe" is a directory of zones, not a zone
        return False
    return True
