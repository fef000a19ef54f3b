import { reports } from "../api/clients";
import { IntervalGroup, type Period, type WaitBand } from "../api/gen/telephony/v1/report_service_pb";
import { minutes, period, timeZone } from "./period";

/** What a report is of. */
export type By = "queue" | "agent" | "skill";

/** The reports there are. */
export type Report = "intervals" | "waits" | "league" | "attendance";

/** What is asked. */
export interface Question {
  readonly report: Report;
  readonly by: By;
  /** Only of this queue or agent; empty: all. */
  readonly only: string;
  readonly from: number;
  readonly until: number;
  /** In minutes; 0: the whole period is one. */
  readonly interval: number;
}

/** Figures of one thing in one interval. */
export interface Row {
  readonly of: string;
  readonly period: Period | undefined;
  readonly metrics: Readonly<Record<string, number>>;
  readonly bands?: readonly WaitBand[];
  readonly states?: Readonly<Record<string, number>>;
  readonly pauses?: Readonly<Record<string, number>>;
}

/** Intervals of a month: the fewest rows to be added up, where a report tells of the whole period. */
export const whole = 43_200;

const most = 10_000;

/** Asks for all pages of a report; a report is at most some thousand rows. */
export async function ask({ report, by, only, from, until, interval }: Question, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  const asked = { period: period(from, until), timeZone: timeZone(), pageSize: 1000 };
  let pageToken = "";
  do {
    if (by === "agent") {
      const length = interval > 0 ? { interval: minutes(interval) } : {};
      const answer = await reports.queryAgents({ ...asked, ...length, agent: only, pageToken }, { signal });
      for (const a of answer.agents)
        rows.push({ of: a.agent, period: a.period, metrics: a.metrics, states: a.stateSeconds, pauses: a.pauseSeconds });
      pageToken = answer.nextPageToken;
    } else {
      const group = by === "skill" ? IntervalGroup.SKILL : IntervalGroup.QUEUE;
      const how = { interval: minutes(interval || whole), waitBands: report === "waits", queue: by === "queue" ? only : "" };
      const answer = await reports.queryIntervals({ ...asked, ...how, group, pageToken }, { signal });
      for (const i of answer.intervals) rows.push({ of: i.queue || i.skill, period: i.period, metrics: i.metrics, bands: i.waitBands });
      pageToken = answer.nextPageToken;
    }
  } while (pageToken && rows.length < most);
  return rows;
}
