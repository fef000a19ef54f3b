import { give } from "../act/orders";
import { reports } from "../api/clients";
import { IntervalGroup } from "../api/gen/telephony/v1/report_service_pb";
import { language, t } from "../i18n";
import { minutes, period, timeZone } from "./period";
import { type Question, whole } from "./reportRows";

/** Saves a report as the service writes it: UTF-8 with a byte-order mark, which spreadsheets want for Chinese; cells that look like formulas made harmless. */
export async function saveExport(q: Question): Promise<void> {
  await give({
    about: "reports",
    words: t("csv"),
    send: async () => {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      const asked = {
        report: nameOf(q),
        period: period(q.from, q.until),
        queue: q.by === "queue" ? q.only : "",
        agent: q.by === "agent" ? q.only : "",
        ...(q.interval > 0 || q.by !== "agent" ? { interval: minutes(q.interval || whole) } : {}),
        group: q.by === "skill" ? IntervalGroup.SKILL : IntervalGroup.QUEUE,
        timeZone: timeZone(),
        language: language.value,
      };
      for await (const piece of reports.export(asked)) pieces.push(piece.data as Uint8Array<ArrayBuffer>);
      save(new Blob(pieces, { type: "text/csv;charset=utf-8" }), `${asked.report}-${new Date(q.from).toISOString().slice(0, 10)}.csv`);
      return undefined;
    },
  });
}

const nameOf = ({ report, by }: Question): string =>
  report === "waits" || report === "attendance" ? report : by === "agent" ? "agents" : "intervals";

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
