import { useSignal } from "@preact/signals";
import { reports } from "../api/clients";
import type { QueueInterval } from "../api/gen/telephony/v1/report_service_pb";
import { Bars } from "../chart/Bars";
import { percent, t } from "../i18n";
import { board } from "../live/board";
import { judged } from "../live/judged";
import { clock, ms, secondsOf } from "../live/time";
import { queueName } from "../ui/names";
import { useAsked } from "../ui/useAsked";
import { AgentGrid } from "../wall/AgentGrid";
import { Callers } from "../wall/Callers";
import { QueueTile } from "../wall/QueueTile";
import { Gone } from "./Gone";
import { LastCalls } from "./PastCalls";
import { minutes, timeZone, today } from "./period";

/** One queue: now, today by interval, and its last calls. */
export function QueuePage({ name }: { name: string }) {
  const found = judged.value.find((j) => j.queue.name === name);
  if (!found) return <Gone name={name} />;
  return (
    <main class="queue-page">
      <h2 class="page-title">{queueName(name)}</h2>
      <QueueTile judged={found} />
      <Callers calls={board.calls.all.filter((c) => c.queue === name)} withQueue={false} />
      <AgentGrid agents={board.agents.all.filter((a) => a.queues.includes(name))} />
      <Today queue={name} />
      <LastCalls of={{ queue: name }} />
    </main>
  );
}

function Today({ queue }: { queue: string }) {
  const length = useSignal(30);
  const { value, fault } = useAsked(
    (signal) =>
      reports.queryIntervals({ period: today(), queue, interval: minutes(length.value), timeZone: timeZone(), pageSize: 200 }, { signal }),
    [queue, length.value],
    30_000,
  );
  const rows = value?.intervals ?? [];
  return (
    <section class="panel" aria-labelledby="today-title">
      <h2 id="today-title">{t("todayByInterval")}</h2>
      <label>
        {t("interval")}{" "}
        <select value={length.value} onChange={(e) => (length.value = Number(e.currentTarget.value))}>
          {[15, 30, 60].map((m) => (
            <option key={m} value={m}>
              {t("minutes", m)}
            </option>
          ))}
        </select>
      </label>
      {fault && <p class="empty">{fault}</p>}
      {value && rows.length === 0 && <p class="empty">{t("nothingToday")}</p>}
      {rows.length > 0 && (
        <>
          <Bars
            columns={rows.map((r) => ({
              label: hour(r),
              parts: [Number(r.figures?.answeredCalls ?? 0), Number(r.figures?.abandonedCalls ?? 0)],
              ...(r.figures?.serviceLevel === undefined ? {} : { percent: r.figures.serviceLevel }),
            }))}
            legend={[t("answered"), t("abandonedCalls")]}
            lineName={t("serviceLevel")}
          />
          <IntervalTable rows={rows} />
        </>
      )}
    </section>
  );
}

const hour = (row: QueueInterval): string => {
  const at = new Date(ms(row.period?.startTime) ?? 0);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
};

function IntervalTable({ rows }: { rows: readonly QueueInterval[] }) {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("interval")}</th>
            {(["offered", "answered", "abandonedCalls", "serviceLevel", "asa", "aht"] as const).map((k) => (
              <th key={k} scope="col" class="number">
                {t(k)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => {
            const f = r.figures;
            return (
              <tr key={hour(r)}>
                <th scope="row">{hour(r)}</th>
                <td class="number">{String(f?.offeredCalls ?? 0)}</td>
                <td class="number">{String(f?.answeredCalls ?? 0)}</td>
                <td class="number">{String(f?.abandonedCalls ?? 0)}</td>
                <td class="number">{f?.serviceLevel === undefined ? "–" : percent(f.serviceLevel)}</td>
                <td class="number">{f?.averageSpeedOfAnswer ? clock(secondsOf(f.averageSpeedOfAnswer) ?? 0) : "–"}</td>
                <td class="number">{f?.averageHandleTime ? clock(secondsOf(f.averageHandleTime) ?? 0) : "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
