import { computed } from "@preact/signals";
import type { Queue } from "../api/gen/telephony/v1/queue_service_pb";
import { board } from "./board";
import { type Level, type Metric, QueueLevels, worst } from "./levels";
import { now } from "./time";

/** A queue and how bad its figures are. */
export interface Judged {
  readonly queue: Queue;
  readonly levels: Record<Metric, Level>;
  readonly level: Level;
}

const known = new Map<string, QueueLevels>();
let before = new Map<string, Judged>();

/** All queues with their levels. One of which nothing changed stays the same object. */
export const judged = computed<readonly Judged[]>(() => {
  const at = now.value;
  const next = new Map<string, Judged>();
  for (const queue of board.queues.all) {
    const memory = known.get(queue.name) ?? new QueueLevels();
    known.set(queue.name, memory);
    const levels = memory.judge(queue, at);
    const old = before.get(queue.name);
    next.set(queue.name, old && old.queue === queue && same(old.levels, levels) ? old : { queue, levels, level: worst(levels) });
  }
  for (const name of known.keys()) if (!next.has(name)) known.delete(name);
  before = next;
  return [...next.values()];
});

/** The worst first; among equals by name, so that a tile moves only when its level changes. */
export const worstFirst = computed<readonly Judged[]>(() =>
  [...judged.value].sort((a, b) => b.level - a.level || (a.queue.name < b.queue.name ? -1 : 1)),
);

const same = (a: Record<Metric, Level>, b: Record<Metric, Level>): boolean => (Object.keys(a) as Metric[]).every((m) => a[m] === b[m]);
