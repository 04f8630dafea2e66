// Releases per year: bars for those who see them, a table for everybody.

import { count, el } from "./dom.js";

let chart = null; // one at a time; a chart left alone would watch the window for ever

// Fills the section with [{year, count}].
export function trendChart(trend, section) {
  chart?.destroy();
  chart = null;
  const title = el("h2", {}, "Releases per year");
  if (trend.length === 0) {
    section.replaceChildren(title, el("p", { class: "hint" }, "No release with a year."));
    return;
  }
  const canvas = el("canvas", { role: "img", "aria-label": summary(trend) });
  section.replaceChildren(title, el("div", { class: "chart" }, canvas), table(trend));
  chart = new Chart(canvas, configuration(trend));
}

document.addEventListener("theme", () => {
  if (!chart) return;
  Object.assign(chart.options.scales, scales());
  chart.data.datasets[0].backgroundColor = color("--accent");
  chart.update("none");
});

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function summary(trend) {
  const most = trend.reduce((best, year) => (year.count > best.count ? year : best));
  const all = trend.reduce((sum, year) => sum + year.count, 0);
  const span = `${trend[0].year} to ${trend.at(-1).year}`;
  return `${count(all)} releases from ${span}, the most in ${most.year}: ${count(most.count)}`;
}

function configuration(trend) {
  const counts = new Map(trend.map((year) => [year.year, year.count]));
  const first = trend[0].year;
  const years = Array.from({ length: trend.at(-1).year - first + 1 }, (_, i) => first + i);
  const data = years.map((year) => counts.get(year) ?? 0);
  return {
    type: "bar",
    data: { labels: years, datasets: [{ data, label: "releases", backgroundColor: color("--accent") }] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: scales(),
    },
  };
}

function scales() {
  const ticks = { color: color("--soft"), maxRotation: 0, autoSkipPadding: 12, precision: 0 };
  const grid = { color: color("--line") };
  return { x: { ticks, grid: { display: false } }, y: { ticks, grid, beginAtZero: true } };
}

function table(trend) {
  const cells = ({ year, count: releases }) => [el("td", {}, String(year)), el("td", {}, count(releases))];
  const rows = trend.map((year) => el("tr", {}, ...cells(year)));
  const head = el("tr", {}, el("th", { scope: "col" }, "Year"), el("th", { scope: "col" }, "Releases"));
  return el(
    "details",
    {},
    el("summary", {}, "As a table"),
    el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)),
  );
}
