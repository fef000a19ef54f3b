/** Waits between two attempts to connect: doubled each time, never longer than the longest, and spread so that all screens of a site do not come at once. */
export class BackOff {
  #next: number;

  constructor(
    readonly first = 500,
    readonly longest = 10_000,
    readonly random: () => number = Math.random,
  ) {
    this.#next = first;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const wait = this.#next;
    this.#next = Math.min(this.longest, wait * 2);
    return wait * (0.75 + this.random() / 2);
  }

  /** The connection holds: the next loss is a new one. */
  reset(): void {
    this.#next = this.first;
  }
}
