// <figure class="chart" data-chart='{"type":"bar", ...}'>: the table beside it is the truth, this is its picture.
//
// bar   {"type":"bar","unit":"人","decimals":0,"rows":[["name",12.5],["name",null]]}    one bar a row, in the table's order
// line  {"type":"line","unit":"%","decimals":1,"labels":["2024",…],"series":[["name",[1,2,null]]]}
// map   {"type":"map","unit":"人","decimals":0,"points":[["name",lon,lat,value],…]}      a plain grid, sized by value
import { use, init } from "echarts/core";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, ScatterChart, GridComponent, TooltipComponent, LabelLayout, SVGRenderer]);

// Okabe and Ito's order, darkened where white ground needs it: told apart by colour-blind readers, and each has its shape.
const COLOURS = ["#0b5c64", "#b35900", "#4b57a8", "#7a7a00", "#8f2d6b", "#3d3d3d"];
const SHAPES = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];
const INK = "#1d2b2f";
const GREY = "#55646a";

function print(value, spec) {
  if (value === null || value === undefined) return "—";
  const decimals = spec.decimals === undefined ? 0 : spec.decimals;
  return Number(value).toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function base(spec, size) {
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size, color: INK },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      formatter: (point) => {
        const value = Array.isArray(point.value) ? point.value[point.value.length - 1] : point.value;
        return `${escape(point.name || point.seriesName)}：${print(value, spec)}${escape(spec.unit || "")}`;
      },
    },
  };
}

function escape(text) {
  return String(text).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

// What is counted has no halves between its gridlines, and every number of an axis as many decimals as the figure.
function steps(spec) {
  const decimals = spec.decimals || 0;
  const shape = { minimumFractionDigits: 0, maximumFractionDigits: decimals };
  return { minInterval: 10 ** -decimals, axisLabel: { color: GREY, hideOverlap: true, formatter: (v) => v.toLocaleString("en-US", shape) } };
}

function bar(spec, size) {
  const rows = spec.rows;
  return {
    ...base(spec, size),
    grid: { left: 8, right: 72, top: 8, bottom: 24, containLabel: true },
    xAxis: { type: "value", min: (range) => Math.min(0, range.min), ...steps(spec), splitLine: { lineStyle: { color: "#e6ecee" } } },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row[0]), axisTick: { show: false }, axisLabel: { color: INK, width: 160, overflow: "truncate", interval: 0 } },
    series: [
      {
        type: "bar",
        barMaxWidth: 22,
        data: rows.map((row) => row[1]),
        label: { show: true, position: "right", color: INK, formatter: (point) => print(point.value, spec) },
      },
    ],
  };
}

function line(spec, size) {
  const many = spec.series.length > 1;
  return {
    ...base(spec, size),
    grid: { left: 8, right: many ? 130 : 40, top: 28, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: spec.labels, axisLabel: { color: INK } },
    yAxis: { type: "value", scale: spec.scale !== false, // a trend may leave out the empty part below; bars never do
      ...steps(spec), splitLine: { lineStyle: { color: "#e6ecee" } } },
    series: spec.series.map(([name, values], at) => ({
      type: "line",
      name,
      data: values,
      symbol: SHAPES[at % SHAPES.length],
      symbolSize: 9,
      lineStyle: { width: 2.5 },
      connectNulls: false,
      label: { show: !many && values.length <= 14, position: "top", color: INK, formatter: (point) => print(point.value, spec) },
      endLabel: { show: many, color: INK, formatter: (point) => `${point.seriesName} ${print(point.value, spec)}` },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  };
}

function map(spec, size) {
  const points = spec.points.filter((point) => point[1] !== null && point[2] !== null);
  const most = Math.max(1, ...points.map((point) => Math.abs(point[3] || 0)));
  const room = (range) => 0.16 * (range.max - range.min || 0.1); // so that no circle or name is cut at the edge
  const plain = { type: "value", min: (range) => range.min - room(range), max: (range) => range.max + room(range), axisLabel: { show: false }, axisTick: { show: false }, axisLine: { lineStyle: { color: "#d5dde0" } }, splitLine: { lineStyle: { color: "#eef2f3" } } };
  return {
    ...base(spec, size),
    grid: { left: 24, right: 24, top: 24, bottom: 24 },
    xAxis: plain,
    yAxis: plain,
    series: [
      {
        type: "scatter",
        // Area, not radius, follows the value; no value is a hollow ring.
        data: points.map(([name, lon, lat, value]) => ({
          name,
          value: [lon, lat, value],
          symbolSize: value === null ? 8 : Math.max(8, 44 * Math.sqrt(Math.abs(value) / most)),
          itemStyle: value === null ? { color: "#fff", borderColor: GREY, borderWidth: 1.5 } : { opacity: 0.75 },
        })),
        label: { show: points.length <= 30, position: "bottom", color: INK, formatter: "{b}", padding: [3, 4] },
        labelLayout: { hideOverlap: true },
      },
    ],
  };
}

const KINDS = { bar, line, map };

// A picture of nothing says less than the table, which has the reasons.
function hasValues(spec) {
  const values = {
    bar: () => spec.rows.map((row) => row[1]),
    line: () => [].concat(...spec.series.map((series) => series[1])),
    map: () => spec.points.filter((point) => point[1] !== null).map((point) => point[3]),
  };
  return values[spec.type]().some((value) => value !== null && value !== undefined);
}

function height(spec) {
  if (spec.type === "bar") return Math.max(120, 34 * spec.rows.length + 40);
  return spec.type === "map" ? 420 : 280;
}

function draw(root) {
  const found = Array.from(root.querySelectorAll("figure[data-chart]"));
  for (const figure of found) {
    if (figure.dataset.drawn) continue;
    const spec = JSON.parse(figure.dataset.chart);
    if (!hasValues(spec)) continue;
    const area = document.createElement("div");
    area.className = "chart-area";
    area.setAttribute("aria-hidden", "true");
    area.style.height = `${height(spec)}px`;
    const caption = figure.querySelector("figcaption");
    if (caption) caption.after(area);
    else figure.prepend(area);
    const size = document.documentElement.classList.contains("large-type") ? 16 : 13;
    const chart = init(area, null, { renderer: "svg" });
    chart.setOption(KINDS[spec.type](spec, size));
    figure.dataset.drawn = "true";
    if (window.ResizeObserver) new ResizeObserver(() => chart.resize()).observe(area);
  }
}

window.taizhangCharts = { draw };
