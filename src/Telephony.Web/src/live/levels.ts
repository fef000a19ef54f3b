import type { Queue } from "../api/gen/telephony/v1/queue_service_pb";
import { ms, secondsOf } from "./time";

/** How bad something is. */
export type Level = 0 | 1 | 2;

/** What a queue is judged by. */
export type Metric = "waiting" | "longest" | "service" | "abandoned" | "nobody";

/** Where it begins to be bad; grows with badness. */
export interface Limits {
  readonly warn: number;
  readonly breach: number;
}

/** A level is kept at least so long, so that a tile never flickers. */
export const holdMs = 5_000;

/** A level ends only when the value is this share of its limit. */
export const clearAt = 0.9;

/** One figure's level over time: up at once, down only when it is clearly better and has been shown for a while. */
export class Hysteresis {
  level: Level = 0;
  #since = Number.NEGATIVE_INFINITY;

  /** @param margin How much better than the limit is clearly better; a share of the limit when absent. */
  constructor(readonly margin?: number) {}

  /** The level of a value now. */
  judge(value: number | undefined, limits: Limits, at: number): Level {
    const raw = levelOf(value, limits);
    if (raw > this.level) {
      this.#set(raw, at);
    } else if (raw < this.level && at - this.#since >= holdMs) {
      const kept = levelOf(value, this.#eased(limits));
      if (kept < this.level) this.#set(kept, at);
    }
    return this.level;
  }

  #eased({ warn, breach }: Limits): Limits {
    return this.margin === undefined
      ? { warn: warn * clearAt, breach: breach * clearAt }
      : { warn: warn - this.margin, breach: breach - this.margin };
  }

  #set(level: Level, at: number): void {
    this.level = level;
    this.#since = at;
  }
}

function levelOf(value: number | undefined, { warn, breach }: Limits): Level {
  if (value === undefined) return 0;
  return value >= breach ? 2 : value >= warn ? 1 : 0;
}

/** Shares of fewer calls say nothing: one of three is no third. */
export const leastCalls = 10;

/** The levels of one queue's figures. */
export class QueueLevels {
  readonly #waiting = new Hysteresis();
  readonly #longest = new Hysteresis();
  readonly #service = new Hysteresis(0.5);
  readonly #abandoned = new Hysteresis();
  readonly #nobody = new Hysteresis();

  /** All levels of a queue at a moment of the server's clock. */
  judge(queue: Queue, at: number): Record<Metric, Level> {
    const since = ms(queue.longestWaitSince);
    const wait = since === undefined ? 0 : (at - since) / 1000;
    const today = queue.today;
    const ready = Math.max(1, queue.readyAgents);
    const limits = queue.limits;
    const two = (warn: number | undefined, breach: number | undefined, otherwise: Limits): Limits =>
      warn && breach ? { warn, breach } : otherwise;
    const enough = Number(today?.offeredCalls ?? 0) >= leastCalls;
    const service = !enough || today?.serviceLevel === undefined ? undefined : today.serviceLevelTarget - today.serviceLevel;
    const abandoned = today && enough ? (100 * Number(today.abandonedCalls)) / Number(today.offeredCalls) : undefined;
    const nobody = queue.waitingCalls > 0 && queue.readyAgents + queue.busyAgents === 0 ? 1 : 0;
    return {
      // One caller for each agent who is ready is nothing to look at: it is being offered.
      waiting: this.#waiting.judge(
        queue.waitingCalls > 1 ? queue.waitingCalls : 0,
        {
          warn: ready * (limits?.waitingWatch || 1),
          breach: ready * (limits?.waitingAlarm || 2),
        },
        at,
      ),
      longest: this.#longest.judge(
        wait,
        two(secondsOf(limits?.longestWaitWatch), secondsOf(limits?.longestWaitAlarm), { warn: 30, breach: 60 }),
        at,
      ),
      service: this.#service.judge(service, two(limits?.serviceLevelWatch, limits?.serviceLevelAlarm, { warn: 5, breach: 15 }), at),
      abandoned: this.#abandoned.judge(abandoned, two(limits?.abandonRateWatch, limits?.abandonRateAlarm, { warn: 5, breach: 10 }), at),
      nobody: this.#nobody.judge(nobody, { warn: 1, breach: 1 }, at),
    };
  }
}

/** The worst of several levels. */
export const worst = (levels: Record<Metric, Level>): Level => Math.max(...Object.values(levels)) as Level;

/** Whether a wait is within what the queue aims at. */
export const within = (queue: Queue): number => secondsOf(queue.today?.serviceLevelWithin) ?? 20;
