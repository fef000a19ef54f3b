import { useSignal } from "@preact/signals";
import { reports } from "../api/clients";
import { IntervalGroup } from "../api/gen/telephony/v1/report_service_pb";
import { type Key, t } from "../i18n";
import { board } from "../live/board";
import { serverTime } from "../live/time";
import { queueName } from "../ui/names";
import { useAsked } from "../ui/useAsked";
import { ofAgents, ofQueues, serviceLevels } from "./metrics";
import { midnight, minutes, period, timeZone } from "./period";
import { ReportChart } from "./ReportChart";
import { ReportTable, type Row } from "./ReportTable";
import { saveExport } from "./saveExport";

type Span = "todayWord" | "yesterday" | "last7" | "last30" | "ownPeriod";
type By = "queue" | "agent" | "skill";

/** Columns of figures of queues beside the service level. */
const queueColumns = [
  "offered",
  "answered",
  "abandoned",
  "abandon_rate",
  "answered_in_three_rings",
  "asa",
  "answer_time_p80",
  "longest_wait",
  "aht",
];
const agentColumns = ["answered", "offers_missed", "logged_in_time", "on_contact_time", "idle_time", "paused_time", "aht", "occupancy"];

/** Figures of the past, as charts and tables, and to take along. */
export function ReportsPage() {
  const by = useSignal<By>("queue");
  const queue = useSignal("");
  const span = useSignal<Span>("todayWord");
  const own = useSignal({ from: dateOf(midnight(serverTime(), 1)), until: dateOf(midnight(serverTime())) });
  const interval = useSignal(30);
  const variant = useSignal("service_level_without_short_abandons");
  const { from, until } = boundsOf(span.value, own.value);
  const depends = [by.value, queue.value, from, span.value === "todayWord" ? 0 : until, interval.value];
  const { value: rows, fault } = useAsked((signal) => ask(by.value, queue.value, from, until, interval.value, signal), depends);
  const columns = by.value === "agent" ? agentColumns : [...queueColumns.slice(0, 4), variant.value, ...queueColumns.slice(4)];
  const known = by.value === "agent" ? ofAgents : ofQueues;
  return (
    <main class="reports-page">
      <h2 class="page-title">{t("reports")}</h2>
      <form class="filters" onSubmit={(e) => e.preventDefault()}>
        <Choice
          label={t("byWhat")}
          value={by.value}
          options={["queue", "agent", "skill"].map((k) => [k, t(k as Key)])}
          choose={(v) => (by.value = v as By)}
        />
        {by.value === "queue" && (
          <Choice
            label={t("queue")}
            value={queue.value}
            options={[["", t("all")], ...board.queues.all.map((q) => [q.name, queueName(q.name)] as [string, string])]}
            choose={(v) => (queue.value = v)}
          />
        )}
        <Choice
          label={t("period")}
          value={span.value}
          options={(["todayWord", "yesterday", "last7", "last30", "ownPeriod"] as const).map((k) => [k, t(k)])}
          choose={(v) => (span.value = v as Span)}
        />
        {span.value === "ownPeriod" && (
          <>
            <Day label={t("from")} value={own.value.from} choose={(d) => (own.value = { ...own.value, from: d })} />
            <Day label={t("until")} value={own.value.until} choose={(d) => (own.value = { ...own.value, until: d })} />
          </>
        )}
        <Choice
          label={t("interval")}
          value={String(interval.value)}
          options={[
            ["15", t("minutes", 15)],
            ["30", t("minutes", 30)],
            ["60", t("minutes", 60)],
            ["1440", t("days")],
            ["10080", t("weeks")],
            ["43200", t("months")],
          ]}
          choose={(v) => (interval.value = Number(v))}
        />
        {by.value !== "agent" && (
          <Choice
            label={t("slVariant")}
            value={variant.value}
            options={serviceLevels.map((m) => [m.name, m.name.replace("service_level_", "").replaceAll("_", " ")])}
            choose={(v) => (variant.value = v)}
          />
        )}
        <button type="button" onClick={() => void saveExport({ by: by.value, queue: queue.value, from, until, interval: interval.value })}>
          {t("csv")}
        </button>
      </form>
      {by.value !== "agent" && (
        <p class="formula">{`${t("formula")}: ${serviceLevels.find((m) => m.name === variant.value)?.formula ?? ""}`}</p>
      )}
      {fault && <p class="empty">{fault}</p>}
      {rows?.length === 0 && <p class="empty">{t("nothing")}</p>}
      {rows && rows.length > 0 && (
        <>
          <ReportChart rows={rows} by={by.value} variant={variant.value} days={interval.value >= 1440} />
          <ReportTable rows={rows} columns={columns} metrics={known} days={interval.value >= 1440} />
        </>
      )}
    </main>
  );
}

function Choice(p: { label: string; value: string; options: readonly (readonly string[])[]; choose: (value: string) => void }) {
  return (
    <label>
      {p.label}
      <select value={p.value} onChange={(e) => p.choose(e.currentTarget.value)}>
        {p.options.map(([value, words]) => (
          <option key={value} value={value} selected={value === p.value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ label, value, choose }: { label: string; value: string; choose: (date: string) => void }) {
  return (
    <label>
      {label}
      <input type="date" value={value} required onChange={(e) => e.currentTarget.value && choose(e.currentTarget.value)} />
    </label>
  );
}

/** Asks for all pages of a report; a report is at most some thousand rows. */
async function ask(by: By, queue: string, from: number, until: number, interval: number, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  let pageToken = "";
  const asked = { period: period(from, until), interval: minutes(interval), timeZone: timeZone(), pageSize: 1000 };
  do {
    if (by === "agent") {
      const answer = await reports.queryAgents({ ...asked, pageToken }, { signal });
      rows.push(...answer.agents.map((a) => ({ of: a.agent, period: a.period, metrics: a.metrics })));
      pageToken = answer.nextPageToken;
    } else {
      const group = by === "skill" ? IntervalGroup.SKILL : IntervalGroup.QUEUE;
      const answer = await reports.queryIntervals({ ...asked, pageToken, group, queue: by === "queue" ? queue : "" }, { signal });
      rows.push(...answer.intervals.map((i) => ({ of: i.queue || i.skill, period: i.period, metrics: i.metrics })));
      pageToken = answer.nextPageToken;
    }
  } while (pageToken && rows.length < 10_000);
  return rows;
}

function boundsOf(span: Span, own: { from: string; until: string }): { from: number; until: number } {
  const at = serverTime();
  switch (span) {
    case "todayWord":
      return { from: midnight(at), until: at };
    case "yesterday":
      return { from: midnight(at, 1), until: midnight(at) };
    case "last7":
      return { from: midnight(at, 6), until: midnight(at, -1) };
    case "last30":
      return { from: midnight(at, 29), until: midnight(at, -1) };
    case "ownPeriod":
      return { from: new Date(`${own.from}T00:00`).getTime(), until: midnight(new Date(`${own.until}T00:00`).getTime(), -1) };
  }
}

/** 2026-11-30, as date fields want it. */
function dateOf(at: number): string {
  const day = new Date(at);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}
