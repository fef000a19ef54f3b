/** One column of a chart: what it stands for, and its parts from the bottom up. */
export interface Column {
  readonly label: string;
  readonly parts: readonly number[];
  /** A point of the line above the columns, 0 – 100. */
  readonly percent?: number;
}

const height = 160;
const width = 720;
const left = 40;
const bottom = 22;

/** Stacked columns, and a line in per cent. The table beside it says the same in figures, so that the drawing is only a drawing. */
export function Bars({ columns, legend, lineName }: { columns: readonly Column[]; legend: readonly string[]; lineName?: string }) {
  const most = niceTop(Math.max(1, ...columns.map((c) => c.parts.reduce((a, b) => a + b, 0))));
  const step = Math.min(64, (width - left) / Math.max(1, columns.length));
  const y = (value: number) => height - (value / most) * height;
  const line = columns.map((c, i) =>
    c.percent === undefined ? undefined : ([left + step * (i + 0.5), height - (c.percent / 100) * height] as const),
  );
  const every = Math.ceil(columns.length / 12);
  return (
    <figure class="chart">
      <svg viewBox={`0 -8 ${width} ${height + bottom + 8}`} role="img" aria-label={[...legend, lineName].filter(Boolean).join(", ")}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line class="grid" x1={left} x2={width} y1={y(most * share)} y2={y(most * share)} />
            <text class="axis" x={left - 6} y={y(most * share) + 4} text-anchor="end">
              {most * share}
            </text>
          </g>
        ))}
        {columns.map((column, i) => {
          let below = 0;
          return (
            <g key={column.label}>
              {column.parts.map((part, j) => {
                const top = y(below + part);
                const tall = y(below) - top;
                below += part;
                return (
                  <rect key={legend[j]} class={`part-${j}`} x={left + step * i + step * 0.15} width={step * 0.7} y={top} height={tall} />
                );
              })}
              {i % every === 0 && (
                <text class="axis" x={left + step * (i + 0.5)} y={height + 15} text-anchor="middle">
                  {column.label}
                </text>
              )}
            </g>
          );
        })}
        <path class="line" d={pathOf(line)} />
      </svg>
      <figcaption>
        {legend.map((name, j) => (
          <span key={name}>
            <span class={`swatch part-${j}`} aria-hidden="true" /> {name}
          </span>
        ))}
        {lineName && (
          <span>
            <span class="swatch line" aria-hidden="true" /> {lineName}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

/** A line with gaps where there is nothing. */
export function pathOf(points: readonly (readonly [number, number] | undefined)[]): string {
  let path = "";
  let drawing = false;
  for (const point of points) {
    if (point) path += `${drawing ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    drawing = point !== undefined;
  }
  return path;
}

/** An even number that is easy to halve, not less than a value. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const found = [1, 2, 4, 6, 8, 10].map((f) => f * power).find((top) => top >= value) ?? 10 * power;
  return Math.max(2, found);
}
