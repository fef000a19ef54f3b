import { pathOf } from "./Bars";

const width = 120;
const height = 28;

/** The last hour as a line without axes: whether it rises or falls, not how much. The figure beside it says how much. */
export function Sparkline({ values, most, label }: { values: readonly number[]; most?: number; label: string }) {
  if (values.length < 2) return null;
  const top = Math.max(1, most ?? Math.max(...values));
  const step = width / 59;
  const points = values.map((v, i) =>
    v < 0 ? undefined : ([width - step * (values.length - 1 - i), height - 2 - (v / top) * (height - 4)] as const),
  );
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={pathOf(points)} />
    </svg>
  );
}
