import { useSignal } from "@preact/signals";
import { Bars } from "../chart/Bars";
import { t } from "../i18n";
import { metricName, ofAgents } from "./metrics";
import { Figures, subjectOf } from "./ReportTable";
import type { Row } from "./reportRows";

const columns = ["answered", "handled", "offers_missed", "answered_in_three_rings", "aht", "occupancy", "logged_in_time", "paused_time"];

/** Of these figures, fewer are better. */
const fewerIsBetter = new Set(["offers_missed", "aht", "paused_time"]);

/** Agents by a figure, the best first; whoever has none of it stands last. */
export function ranked(rows: readonly Row[], metric: string): Row[] {
  const sign = fewerIsBetter.has(metric) ? 1 : -1;
  const value = (r: Row) => (r.metrics[metric] === undefined ? Number.POSITIVE_INFINITY : sign * r.metrics[metric]);
  return [...rows].sort((a, b) => value(a) - value(b) || (a.of < b.of ? -1 : 1));
}

/** All agents of a period in the order of a figure, which a click on its heading chooses. For people who lead a team: no screen on a wall shows it. */
export function LeagueTable({ rows }: { rows: readonly Row[] }) {
  const by = useSignal("answered");
  const known = columns.map((name) => ofAgents.find((m) => m.name === name)).filter((m) => m !== undefined);
  const order = ranked(rows, by.value);
  const chosen = known.find((m) => m.name === by.value);
  return (
    <section class="panel">
      <Bars
        columns={order.slice(0, 24).map((r) => ({ label: subjectOf(r.of), parts: [Math.round(100 * (r.metrics[by.value] ?? 0)) / 100] }))}
        legend={[chosen ? metricName(chosen) : ""]}
      />
      {chosen && <p class="formula">{`${t("formula")}: ${chosen.formula}`}</p>}
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">
                {t("rank")}
              </th>
              <th scope="col">{t("agent")}</th>
              {known.map((m) => (
                <th key={m.name} scope="col" class="number" aria-sort={m.name === by.value ? "other" : undefined}>
                  <button type="button" class="heading" title={m.formula} onClick={() => (by.value = m.name)}>
                    {metricName(m)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {order.map((r, i) => (
              <tr key={r.of}>
                <td class="number">{i + 1}</td>
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
