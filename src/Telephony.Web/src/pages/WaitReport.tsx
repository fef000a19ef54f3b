import { Bars } from "../chart/Bars";
import { percent, t } from "../i18n";
import { secondsOf } from "../live/time";
import type { Row } from "./reportRows";

/** Calls whose waits are of about the same length, of all rows together. */
export interface Band {
  readonly label: string;
  readonly answered: number;
  readonly abandoned: number;
}

/** Adds the bands of all rows up. */
export function bandsOf(rows: readonly Row[]): Band[] {
  const shape = rows.find((r) => r.bands && r.bands.length > 0)?.bands ?? [];
  let from = 0;
  return shape.map(({ until }, i) => {
    const end = secondsOf(until);
    const sum = (of: "answeredCalls" | "abandonedCalls") => rows.reduce((total, r) => total + Number(r.bands?.[i]?.[of] ?? 0), 0);
    const label = end === undefined ? `> ${from}` : `${from}–${end}`;
    from = end ?? from;
    return { label, answered: sum("answeredCalls"), abandoned: sum("abandonedCalls") };
  });
}

/** How long callers waited until they were answered, or left: as columns, and with the share answered by then. */
export function WaitReport({ rows }: { rows: readonly Row[] }) {
  const bands = bandsOf(rows);
  const all = bands.reduce((sum, b) => sum + b.answered + b.abandoned, 0);
  let byThen = 0;
  const table = bands.map((b) => {
    byThen += b.answered;
    return { ...b, byThen: all > 0 ? (100 * byThen) / all : undefined };
  });
  return (
    <section class="panel">
      <Bars
        columns={table.map((b) => ({
          label: b.label,
          parts: [b.answered, b.abandoned],
          ...(b.byThen === undefined ? {} : { percent: b.byThen }),
        }))}
        legend={[t("answered"), t("abandonedCalls")]}
        lineName={t("answeredByThen")}
      />
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              {(["waitSeconds", "answered", "abandonedCalls", "answeredByThen"] as const).map((k) => (
                <th key={k} scope="col" class={k === "waitSeconds" ? "" : "number"}>
                  {t(k)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.map((b) => (
              <tr key={b.label}>
                <th scope="row">{b.label}</th>
                <td class="number">{b.answered}</td>
                <td class="number">{b.abandoned}</td>
                <td class="number">{b.byThen === undefined ? "–" : percent(b.byThen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
