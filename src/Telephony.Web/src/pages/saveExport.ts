import { give } from "../act/orders";
import { reports } from "../api/clients";
import { IntervalGroup } from "../api/gen/telephony/v1/report_service_pb";
import { language, t } from "../i18n";
import { minutes, period, timeZone } from "./period";

/** Saves a report as the service writes it: UTF-8 with a byte-order mark, which spreadsheets want for Chinese; cells that look like formulas made harmless. */
export async function saveExport(p: {
  by: "queue" | "agent" | "skill";
  queue: string;
  from: number;
  until: number;
  interval: number;
}): Promise<void> {
  await give({
    about: "reports",
    words: t("csv"),
    send: async () => {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      const asked = {
        report: p.by === "agent" ? "agents" : "intervals",
        period: period(p.from, p.until),
        queue: p.by === "queue" ? p.queue : "",
        interval: minutes(p.interval),
        group: p.by === "skill" ? IntervalGroup.SKILL : IntervalGroup.QUEUE,
        timeZone: timeZone(),
        language: language.value,
      };
      for await (const piece of reports.export(asked)) pieces.push(piece.data as Uint8Array<ArrayBuffer>);
      save(new Blob(pieces, { type: "text/csv;charset=utf-8" }), `${asked.report}-${new Date(p.from).toISOString().slice(0, 10)}.csv`);
      return undefined;
    },
  });
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
