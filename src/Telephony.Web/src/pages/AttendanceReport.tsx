import { reasonName } from "../act/reasons";
import { Bars } from "../chart/Bars";
import { type Key, percent, t } from "../i18n";
import { clock } from "../live/time";
import { startOf, subjectOf } from "./ReportTable";
import type { Row } from "./reportRows";

/** States at work in the order of their columns, each with its word. */
const states: [string, Key][] = [
  ["TALKING", "state_6"],
  ["WRAP_UP", "state_7"],
  ["RINGING", "state_5"],
  ["READY", "state_3"],
  ["PAUSED", "state_2"],
  ["NOT_RESPONDING", "state_8"],
];

const sum = (of: Readonly<Record<string, number>> | undefined): number => Object.values(of ?? {}).reduce((a, b) => a + b, 0);

/** Who was at work for how long, doing what, and paused for which reason. */
export function AttendanceReport({ rows, days }: { rows: readonly Row[]; days: boolean }) {
  const reasons = [...new Set(rows.flatMap((r) => Object.keys(r.pauses ?? {})))].sort();
  const agents = [...new Set(rows.map((r) => r.of))].slice(0, 24);
  const hours = (agent: string, state: string) =>
    rows.reduce((total, r) => total + (r.of === agent ? (r.states?.[state] ?? 0) : 0), 0) / 3600;
  return (
    <section class="panel">
      <Bars
        columns={agents.map((agent) => ({
          label: subjectOf(agent),
          parts: states.map(([state]) => Math.round(100 * hours(agent, state)) / 100),
        }))}
        legend={states.map(([, words]) => t(words))}
      />
      <p class="empty">{t("inHours")}</p>
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("interval")}</th>
              <th scope="col">{t("agent")}</th>
              <Head words={t("loggedIn")} />
              {states.map(([state, words]) => (
                <Head key={state} words={t(words)} />
              ))}
              {reasons.map((reason) => (
                <Head key={reason} words={t("pausedFor", reasonName(reason))} />
              ))}
              <Head words={t("pausedShare")} />
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={`${startOf(r, days)} ${r.of}`}>
                <td>{startOf(r, days)}</td>
                <th scope="row">{subjectOf(r.of)}</th>
                <td class="number">{clock(sum(r.states))}</td>
                {states.map(([state]) => (
                  <td key={state} class="number">
                    {clock(r.states?.[state] ?? 0)}
                  </td>
                ))}
                {reasons.map((reason) => (
                  <td key={reason} class="number">
                    {clock(r.pauses?.[reason] ?? 0)}
                  </td>
                ))}
                <td class="number">{sum(r.states) > 0 ? percent((100 * (r.states?.PAUSED ?? 0)) / sum(r.states)) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Head({ words }: { words: string }) {
  return (
    <th scope="col" class="number">
      {words}
    </th>
  );
}
