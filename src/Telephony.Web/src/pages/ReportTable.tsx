import { language, percent, t } from "../i18n";
import { clock, ms } from "../live/time";
import { ask } from "../ui/Dialog";
import { agentName, queueName } from "../ui/names";
import { type Metric, metricName } from "./metrics";
import type { Row } from "./reportRows";

/** What a row is about. */
export const subjectOf = (of: string): string => (of.startsWith("queues/") ? queueName(of) : of.startsWith("agents/") ? agentName(of) : of);

/** When a row's interval begins. */
export function startOf(row: Row, days: boolean): string {
  const at = new Date(ms(row.period?.startTime) ?? 0);
  return at.toLocaleString(language.value, days ? { dateStyle: "short" } : { dateStyle: "short", timeStyle: "short" });
}

/** A figure in its unit. */
export function shown(value: number | undefined, unit: string): string {
  if (value === undefined) return "–";
  return unit === "%" ? percent(value) : unit === "s" ? clock(value) : String(Math.round(value * 100) / 100);
}

/** The table; each heading tells its formula. */
export function ReportTable({
  rows,
  columns,
  metrics,
  days,
}: {
  rows: readonly Row[];
  columns: readonly string[];
  metrics: readonly Metric[];
  days: boolean;
}) {
  const known = columns.map((name) => metrics.find((m) => m.name === name)).filter((m) => m !== undefined);
  return (
    <section class="panel">
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("interval")}</th>
              <th scope="col">{t("byWhat")}</th>
              {known.map((m) => (
                <th key={m.name} scope="col" class="number">
                  <button type="button" class="heading" title={m.formula} onClick={() => define(m)}>
                    {metricName(m)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={`${startOf(r, days)} ${r.of}`}>
                <td>{startOf(r, days)}</td>
                <th scope="row">{subjectOf(r.of)}</th>
                <Figures of={r} metrics={known} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The cells of a row, one for each metric. */
export function Figures({ of, metrics }: { of: Row; metrics: readonly Metric[] }) {
  return (
    <>
      {metrics.map((m) => (
        <td key={m.name} class="number">
          {shown(of.metrics[m.name], m.unit)}
        </td>
      ))}
    </>
  );
}

function define(metric: Metric): void {
  ask(
    t("definition", metricName(metric)),
    <>
      <p class="formula">{metric.formula}</p>
      <p class="empty">
        <code>{metric.name}</code> {metric.unit}
      </p>
    </>,
    t("close"),
    () => {},
  );
}
