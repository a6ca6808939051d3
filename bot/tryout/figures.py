"""Checks of tables and charts: `table`, `data_table`, `data_visualization`.

Follows https://docs.slack.dev/reference/block-kit/blocks/table-block, .../data-table-block and
.../data-visualization-block.
"""

from __future__ import annotations

from typing import Any

from bot.tryout.elements import Findings
from bot.tryout.refusals import Json

TABLE_ROWS, TABLE_COLUMNS = 100, 20
CELLS = {"raw_text", "raw_number", "rich_text"}
CHART_TITLE, CHART_LABEL, CHART_SERIES, CHART_POINTS = 50, 20, 6, 20


def _check_rows(found: Findings, block: Json, at: str, most: int, least: int) -> list[Any]:
    """Rows of equal length with known cells."""
    rows = found.listing(block.get("rows"), f"{at}/rows", most, least)
    for number, row in enumerate(rows):
        for column, cell in enumerate(found.listing(row, f"{at}/rows/{number}", TABLE_COLUMNS)):
            kind = cell.get("type") if isinstance(cell, dict) else None
            if kind not in CELLS:
                found.add(f"unsupported type: {kind}", f"{at}/rows/{number}/{column}/type")
            elif kind == "raw_text" and not cell.get("text"):
                found.add("must be more than 0 characters", f"{at}/rows/{number}/{column}/text")
    return rows


def check_table(found: Findings, block: Json, at: str) -> None:
    """100 rows by 20 columns."""
    found.keys(block, at, {"type", "rows"}, {"block_id", "column_settings"})
    _check_rows(found, block, at, TABLE_ROWS, 1)
    if "column_settings" in block:
        found.listing(block["column_settings"], f"{at}/column_settings", TABLE_COLUMNS, 0)


def check_data_table(found: Findings, block: Json, at: str) -> None:
    """A caption, a header row of plain cells, 1 to 100 rows of the same length, page_size 1 to 100."""
    found.keys(block, at, {"type", "rows", "caption"}, {"block_id", "page_size", "row_header_column_index"})
    found.text(block.get("caption"), f"{at}/caption", 3000, length=1)
    rows = _check_rows(found, block, at, TABLE_ROWS + 1, 2)
    widths = {len(row) for row in rows if isinstance(row, list)}
    if len(widths) > 1:
        found.add("rows must have the same number of cells", f"{at}/rows")
    if rows and isinstance(rows[0], list) and any(isinstance(c, dict) and c.get("type") == "rich_text" for c in rows[0]):
        found.add("header cells must not be rich_text", f"{at}/rows/0")
    if not 1 <= block.get("page_size", 5) <= 100:
        found.add("must be between 1 and 100", f"{at}/page_size")


def check_chart(found: Findings, block: Json, at: str) -> None:
    """Title 50; a pie of 1 to 6 segments, or bar, line, area with 1 to 6 series over the same categories."""
    found.keys(block, at, {"type", "title", "chart"}, {"block_id"})
    found.text(block.get("title"), f"{at}/title", CHART_TITLE, length=1)
    chart: Json = block["chart"] if isinstance(block.get("chart"), dict) else {}
    kind = chart.get("type")
    if kind == "pie":
        for number, segment in enumerate(found.listing(chart.get("segments"), f"{at}/chart/segments", CHART_SERIES)):
            _check_point(found, segment, f"{at}/chart/segments/{number}")
            if isinstance(segment, dict) and segment.get("value", 0) <= 0:
                found.add("must be greater than 0", f"{at}/chart/segments/{number}/value")
    elif kind in ("bar", "line", "area"):
        _check_axes(found, chart, f"{at}/chart")
    else:
        found.add(f"unsupported type: {kind}", f"{at}/chart/type")


def _check_point(found: Findings, point: Any, at: str) -> None:
    """A label of 20 characters and a number."""
    if not isinstance(point, dict):
        found.add("must be an object", at)
        return
    found.keys(point, at, {"label", "value"}, set())
    found.text(point.get("label"), f"{at}/label", CHART_LABEL, length=1)
    if not isinstance(point.get("value"), int | float):
        found.add("must be a number", f"{at}/value")


def _check_axes(found: Findings, chart: Json, at: str) -> None:
    """Series with one point for each category, in any order, and names that differ."""
    found.keys(chart, at, {"type", "series", "axis_config"}, set())
    axes = chart.get("axis_config") or {}
    found.keys(axes, f"{at}/axis_config", {"categories"}, {"x_label", "y_label"})
    categories = found.listing(axes.get("categories"), f"{at}/axis_config/categories", CHART_POINTS)
    for name in ("x_label", "y_label"):
        found.text(axes.get(name), f"{at}/axis_config/{name}", CHART_TITLE, optional=True)
    series = found.listing(chart.get("series"), f"{at}/series", CHART_SERIES)
    for number, line in enumerate(series):
        where = f"{at}/series/{number}"
        points = found.listing(line.get("data"), f"{where}/data", CHART_POINTS)
        for position, point in enumerate(points):
            _check_point(found, point, f"{where}/data/{position}")
        if sorted(str(point.get("label")) for point in points if isinstance(point, dict)) != sorted(map(str, categories)):
            found.add("labels must match axis_config.categories", f"{where}/data")
    names = [line.get("name") for line in series]
    if len(set(names)) < len(names):
        found.add("series names must be unique", f"{at}/series")
