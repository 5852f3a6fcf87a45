// Small multiples from a table: a line for each column, the same scale for all, its name and last count beside it.
const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(`--${name}`).trim();
const COLUMNS = 3;

function library() {
  if (window.echarts) return Promise.resolve(window.echarts);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(document.querySelector('meta[name="linli-charts"]').content, location.href);
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
}

function read(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
  // the present week is not over, so it would only seem to fall
  const rows = [...table.tBodies[0].rows].slice(0, -1).map((row) => [...row.cells].map((cell) => cell.textContent));
  return names.map((name, at) => ({ name, points: rows.map((row) => [row[0], Number(row[at + 1])]) }));
}

function options(lines) {
  const top = Math.max(1, ...lines.flatMap(({ points }) => points.map(([, count]) => count)));
  const rows = Math.ceil(lines.length / COLUMNS);
  const place = (at) => [(at % COLUMNS) / COLUMNS, Math.floor(at / COLUMNS) / rows];
  const [muted, brand, line] = ["muted", "brand", "line"].map(token);
  const font = style.fontFamily;
  return {
    animation: false,
    textStyle: { fontFamily: font },
    grid: lines.map((_line, at) => ({
      left: `${place(at)[0] * 100 + 2}%`, width: `${100 / COLUMNS - 4}%`,
      top: `${place(at)[1] * 100 + 26 / rows}%`, height: `${54 / rows}%`,
    })),
    xAxis: lines.map(({ points }, at) => ({
      type: "category", gridIndex: at, data: points.map(([week]) => week), boundaryGap: false,
      axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      axisLabel: { color: muted, fontSize: 10, interval: points.length, showMinLabel: at >= lines.length - COLUMNS, alignMinLabel: "left" },
    })),
    yAxis: lines.map((_line, at) => ({
      type: "value", gridIndex: at, min: 0, max: top, axisLabel: { show: false }, splitLine: { show: false },
    })),
    series: lines.map(({ name, points }, at) => ({
      type: "line", name, xAxisIndex: at, yAxisIndex: at, data: points.map(([, count]) => count),
      showSymbol: false, lineStyle: { color: brand, width: 2 }, itemStyle: { color: brand },
      areaStyle: { color: brand, opacity: 0.12 },
    })),
  };
}

export async function draw(element, table) {
  const lines = read(table);
  if (!lines.length) return;
  const { init } = await library();
  const names = document.createElement("ul");
  names.className = "chart-names";
  names.append(...lines.map(({ name, points }) => {
    const item = document.createElement("li");
    const last = document.createElement("strong");
    last.textContent = points.at(-1)?.[1] ?? 0;
    item.append(last, " ", name);
    return item;
  }));
  const canvas = document.createElement("div");
  canvas.className = "chart-lines";
  element.replaceChildren(canvas, names);
  const chart = init(canvas, null, { renderer: "canvas" });
  chart.setOption(options(lines));
  new ResizeObserver(() => chart.resize()).observe(canvas);
  element.dataset.ready = "1";
}
