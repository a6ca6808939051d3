// Draws the data_visualization block (docs.slack.dev/reference/block-kit/blocks/data-visualization-block) as SVG, with its figures as a table for screen readers.
import { element, shape } from "./dom.js";

const WIDTH = 560, HEIGHT = 220, LEFT = 34, RIGHT = 8, TOP = 10, BOTTOM = 34;
const colour = (index) => `var(--series-${(index % 6) + 1})`;

function values(series, categories) {
  const data = series.data ?? series.values ?? [];
  return categories.map((category, index) => {
    const point = data.find?.((item) => item?.label === category) ?? data[index];
    return Number(point?.value ?? point ?? 0);
  });
}

function axis(most) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => most / size <= 5) ?? Math.ceil(most / 5);
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, index) => index * step);
}

function frame(categories, ticks, y) {
  const lines = ticks.map((tick) => [
    shape("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick), class: "grid" }),
    shape("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, String(tick)),
  ]);
  const slot = (WIDTH - LEFT - RIGHT) / categories.length;
  const every = Math.ceil(categories.length / 12);
  const labels = categories.map((category, index) =>
    index % every ? [] : shape("text", { x: LEFT + slot * (index + 0.5), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, category));
  return [...lines.flat(), ...labels.flat()];
}

function cartesian(chart) {
  const categories = chart.axis_config?.categories ?? (chart.series[0]?.data ?? []).map((point) => point.label);
  const rows = chart.series.map((series) => values(series, categories));
  const ticks = axis(Math.max(0, ...rows.flat()));
  const top = ticks.at(-1) || 1;
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const slot = (WIDTH - LEFT - RIGHT) / categories.length;
  const marks = rows.flatMap((row, index) => {
    const points = row.map((value, at) => `${LEFT + slot * (at + 0.5)},${y(value)}`);
    if (chart.type === "bar") {
      const width = (slot * 0.7) / rows.length;
      return row.map((value, at) => shape("rect", {
        x: LEFT + slot * at + slot * 0.15 + width * index, y: y(value), width: Math.max(width - 1, 1), height: Math.max(y(0) - y(value), 0), rx: 2, fill: colour(index),
      }));
    }
    if (chart.type === "area")
      return [shape("polygon", { points: [`${LEFT + slot / 2},${y(0)}`, ...points, `${LEFT + slot * (row.length - 0.5)},${y(0)}`].join(" "), fill: colour(index), opacity: 0.35 })];
    return [shape("polyline", { points: points.join(" "), fill: "none", stroke: colour(index), "stroke-width": 2.5 })];
  });
  return { drawing: [...frame(categories, ticks, y), ...marks], names: chart.series.map((series) => series.name), categories, rows };
}

function pie(chart) {
  const total = chart.segments.reduce((sum, segment) => sum + segment.value, 0) || 1;
  let angle = -Math.PI / 2;
  const point = (at) => `${WIDTH / 2 + 90 * Math.cos(at)} ${HEIGHT / 2 + 90 * Math.sin(at)}`;
  const drawing = chart.segments.map((segment, index) => {
    const end = angle + (segment.value / total) * 2 * Math.PI;
    const path = `M ${WIDTH / 2} ${HEIGHT / 2} L ${point(angle)} A 90 90 0 ${end - angle > Math.PI ? 1 : 0} 1 ${point(end - 0.0001)} Z`;
    angle = end;
    return shape("path", { d: path, fill: colour(index) });
  });
  return { drawing, names: chart.segments.map((segment) => segment.label), categories: ["Value"], rows: chart.segments.map((segment) => [segment.value]) };
}

export function chart(block) {
  const { drawing, names, categories, rows } = block.chart.type === "pie" ? pie(block.chart) : cartesian(block.chart);
  const head = element("tr", {}, element("th", {}, ""), names.map((name) => element("th", { scope: "col" }, name)));
  const body = categories.map((category, at) => element("tr", {}, element("th", { scope: "row" }, category), rows.map((row) => element("td", {}, String(row[at])))));
  return element("figure", { class: "chart" },
    element("figcaption", {}, block.title),
    shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, drawing),
    element("ul", { class: "legend", "aria-hidden": "true" }, names.map((name, index) => element("li", {}, element("i", { class: `swatch s${(index % 6) + 1}` }), name))),
    element("div", { class: "hidden" }, element("table", {}, element("thead", {}, head), element("tbody", {}, body))));
}
