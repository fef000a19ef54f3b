import type { Judged } from "../live/judged";

/** Which queues have become an alarm since the last look. What is an alarm already at the first look is not news. */
export class Rising {
  #known: ReadonlyMap<string, number> | undefined;

  /** Looks; the names of queues that are an alarm now and were not before. */
  look(queues: readonly Judged[]): string[] {
    const before = this.#known;
    this.#known = new Map(queues.map((j) => [j.queue.name, j.level]));
    return before ? queues.filter((j) => j.level === 2 && (before.get(j.queue.name) ?? 0) < 2).map((j) => j.queue.name) : [];
  }
}
