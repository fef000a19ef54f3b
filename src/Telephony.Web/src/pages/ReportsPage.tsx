import { type Key, t } from "../i18n";
import { board } from "../live/board";
import { serverTime } from "../live/time";
import { nameOf, queueName } from "../ui/names";
import { useSetting } from "../ui/settings";
import { useAsked } from "../ui/useAsked";
import { AttendanceReport } from "./AttendanceReport";
import { LeagueTable } from "./LeagueTable";
import { ofAgents, ofQueues, serviceLevels } from "./metrics";
import { midnight } from "./period";
import { ReportChart } from "./ReportChart";
import { ReportTable } from "./ReportTable";
import { ask, type By, type Question, type Report, type Row } from "./reportRows";
import { saveExport } from "./saveExport";
import { WaitReport } from "./WaitReport";

type Span = "todayWord" | "yesterday" | "last7" | "last30" | "ownPeriod";

const spans: Span[] = ["todayWord", "yesterday", "last7", "last30", "ownPeriod"];

/** Each report with what it can be of. */
const kinds: Record<Report, By[]> = {
  intervals: ["queue", "agent", "skill"],
  waits: ["queue", "skill"],
  league: ["agent"],
  attendance: ["agent"],
};

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

/** Figures of the past, as charts and tables, and to take along. The address says which. */
export function ReportsPage() {
  const report = useSetting<Report>("report", "intervals");
  const wanted = useSetting<By>("by", "queue");
  const only = useSetting<string>("only", "");
  const span = useSetting<Span>("period", "todayWord");
  const fromDay = useSetting<string>("from", dateOf(midnight(serverTime(), 1)));
  const untilDay = useSetting<string>("until", dateOf(midnight(serverTime())));
  const interval = useSetting<string>("interval", "30");
  const variant = useSetting<string>("sl", "service_level_without_short_abandons");
  const kind: Report = report.value in kinds ? report.value : "intervals";
  const by = kinds[kind].includes(wanted.value) ? wanted.value : kinds[kind][0]!;
  const days = Number(interval.value) >= 1440 || Number(interval.value) === 0;
  const hasIntervals = kind === "intervals" || kind === "attendance";
  const question: Question = {
    report: kind,
    by,
    only: only.value.startsWith(`${by}s/`) ? only.value : "",
    interval: hasIntervals ? Number(interval.value) : 0,
    ...boundsOf(span.value, { from: fromDay.value, until: untilDay.value }),
  };
  const end = span.value === "todayWord" ? 0 : question.until;
  const { value, fault } = useAsked(
    async (signal) => ({ kind, by, rows: await ask(question, signal) }),
    [kind, by, question.only, question.from, end, question.interval],
  );
  const rows = value?.kind === kind && value.by === by ? value.rows : undefined; // the answer to another question is no answer
  return (
    <main class="reports-page">
      <h2 class="page-title">{t("reports")}</h2>
      <form class="filters" onSubmit={(e) => e.preventDefault()}>
        <Choice
          label={t("report")}
          value={kind}
          options={Object.keys(kinds).map((k) => [k, t(`report_${k}` as Key)])}
          choose={(v) => (report.value = v as Report)}
        />
        {kinds[kind].length > 1 && (
          <Choice label={t("byWhat")} value={by} options={kinds[kind].map((k) => [k, t(k)])} choose={(v) => (wanted.value = v as By)} />
        )}
        {by !== "skill" && (
          <Choice label={t(by)} value={question.only} options={[["", t("all")], ...thingsOf(by)]} choose={(v) => (only.value = v)} />
        )}
        <Choice label={t("period")} value={span.value} options={spans.map((k) => [k, t(k)])} choose={(v) => (span.value = v as Span)} />
        {span.value === "ownPeriod" && (
          <>
            <Day label={t("from")} value={fromDay.value} choose={(d) => (fromDay.value = d)} />
            <Day label={t("until")} value={untilDay.value} choose={(d) => (untilDay.value = d)} />
          </>
        )}
        {hasIntervals && (
          <Choice
            label={t("interval")}
            value={interval.value}
            options={[
              ...(by === "agent" ? [["0", t("whole")]] : []),
              ["15", t("minutes", 15)],
              ["30", t("minutes", 30)],
              ["60", t("minutes", 60)],
              ["1440", t("days")],
              ["10080", t("weeks")],
              ["43200", t("months")],
            ]}
            choose={(v) => (interval.value = v)}
          />
        )}
        {kind === "intervals" && by !== "agent" && (
          <Choice
            label={t("slVariant")}
            value={variant.value}
            options={serviceLevels.map((m) => [m.name, m.name.replace("service_level_", "").replaceAll("_", " ")])}
            choose={(v) => (variant.value = v)}
          />
        )}
        <button type="button" onClick={() => void saveExport(question)}>
          {t("csv")}
        </button>
      </form>
      {kind === "intervals" && by !== "agent" && (
        <p class="formula">{`${t("formula")}: ${serviceLevels.find((m) => m.name === variant.value)?.formula ?? ""}`}</p>
      )}
      {fault && <p class="empty">{fault}</p>}
      {rows?.length === 0 && <p class="empty">{t("nothing")}</p>}
      {rows && rows.length > 0 && <Answer kind={kind} by={by} rows={rows} variant={variant.value} days={days} />}
    </main>
  );
}

function Answer({ kind, by, rows, variant, days }: { kind: Report; by: By; rows: readonly Row[]; variant: string; days: boolean }) {
  switch (kind) {
    case "waits":
      return <WaitReport rows={rows} />;
    case "league":
      return <LeagueTable rows={rows} />;
    case "attendance":
      return <AttendanceReport rows={rows} days={days} />;
    case "intervals":
      return (
        <>
          <ReportChart rows={rows} by={by} variant={variant} days={days} />
          <ReportTable
            rows={rows}
            columns={by === "agent" ? agentColumns : [...queueColumns.slice(0, 4), variant, ...queueColumns.slice(4)]}
            metrics={by === "agent" ? ofAgents : ofQueues}
            days={days}
          />
        </>
      );
  }
}

/** What one can be chosen of. */
const thingsOf = (by: By): string[][] =>
  by === "queue" ? board.queues.all.map((q) => [q.name, queueName(q.name)]) : board.agents.all.map((a) => [a.name, nameOf(a)]);

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
