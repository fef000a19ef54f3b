import { Bars, type Column } from "../chart/Bars";
import { t } from "../i18n";
import { ms } from "../live/time";
import { metricName, ofAgents } from "./metrics";
import type { Row } from "./reportRows";

/** All rows of one interval together, as columns. */
export function ReportChart({
  rows,
  by,
  variant,
  days,
}: {
  rows: readonly Row[];
  by: "queue" | "agent" | "skill";
  variant: string;
  days: boolean;
}) {
  const intervals = grouped(rows);
  const columns: Column[] = [...intervals].map(([at, members]) => {
    const sum = (metric: string) => members.reduce((total, r) => total + (r.metrics[metric] ?? 0), 0);
    const label = days ? `${new Date(at).getMonth() + 1}/${new Date(at).getDate()}` : new Date(at).toTimeString().slice(0, 5);
    if (by === "agent") return { label: `${label}`, parts: [sum("answered"), sum("offers_missed")] };
    const level = members.length === 1 ? members[0]!.metrics[variant] : undefined;
    return { label, parts: [sum("answered"), sum("abandoned")], ...(level === undefined ? {} : { percent: level }) };
  });
  const missed = ofAgents.find((m) => m.name === "offers_missed");
  return (
    <section class="panel">
      {by === "agent" ? (
        <Bars columns={columns} legend={[t("answered"), missed ? metricName(missed) : ""]} />
      ) : (
        <Bars columns={columns} legend={[t("answered"), t("abandonedCalls")]} lineName={t("serviceLevel")} />
      )}
    </section>
  );
}

function grouped(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const at = ms(row.period?.startTime) ?? 0;
    groups.set(at, [...(groups.get(at) ?? []), row]);
  }
  return groups;
}
