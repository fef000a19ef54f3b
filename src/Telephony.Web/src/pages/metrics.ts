import page from "../../../../docs/metrics.md?raw";
import { language } from "../i18n";

/** One metric as docs/metrics.md defines it: the board shows the same words and formulas as the handbook, because they are the same. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly formula: string;
  readonly en: string;
  readonly zh: string;
}

/** The rows of the table under a heading. */
export function metricsUnder(heading: string, text: string = page): Metric[] {
  const section = text.split(/^## /m).find((s) => s.startsWith(heading)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [, name = "", unit = "", formula = "", , en = "", zh = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { name: name.replaceAll("`", ""), unit, formula, en, zh };
    });
}

/** Metrics of queues and skills. */
export const ofQueues = metricsUnder("Of a queue");

/** Metrics of agents. */
export const ofAgents = metricsUnder("Of an agent");

/** The six ways to tell a service level. */
export const serviceLevels = ofQueues.filter((m) => m.name.startsWith("service_level_"));

/** What people call a metric. */
export const metricName = (metric: Metric): string => (language.value === "en" ? metric.en : metric.zh);
