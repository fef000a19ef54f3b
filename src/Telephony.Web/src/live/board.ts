import { batch, signal } from "@preact/signals";
import type { Agent } from "../api/gen/telephony/v1/agent_service_pb";
import type { Alert } from "../api/gen/telephony/v1/alert_service_pb";
import type { QueueTrend, Site, WatchBoardResponse } from "../api/gen/telephony/v1/board_service_pb";
import type { Call } from "../api/gen/telephony/v1/call_service_pb";
import type { Queue } from "../api/gen/telephony/v1/queue_service_pb";
import type { Heartbeat } from "../api/gen/telephony/v1/watch_pb";
import { ms, offset } from "./time";

/** Things by name. A thing that did not change stays the same object, so that what shows it need not be drawn anew. */
export class Table<T extends { name: string }> {
  readonly #things = new Map<string, T>();
  readonly #all = signal<readonly T[]>([]);

  /** All things; whoever reads this is told of every change. */
  get all(): readonly T[] {
    return this.#all.value;
  }

  /** One thing; whoever reads this is told of every change. */
  find(name: string): T | undefined {
    return this.#all.value && this.#things.get(name);
  }

  /** One thing, for its name only: a thousand cards need not be drawn anew because one call changed. */
  peek(name: string): T | undefined {
    return this.#things.get(name);
  }

  /** Takes what is there now. */
  set(things: readonly T[]): void {
    this.#things.clear();
    this.change(things, []);
  }

  /** Takes what changed. */
  change(upserts: readonly T[], removes: readonly string[]): void {
    let changed = upserts.length > 0;
    for (const thing of upserts) this.#things.set(thing.name, thing);
    for (const name of removes) changed = this.#things.delete(name) || changed;
    if (changed || this.#things.size !== this.#all.peek().length) this.#all.value = [...this.#things.values()];
  }
}

/** How old what is shown is while signs of life come: more than a moment when the router stands still though the server answers. */
function lagOf({ serverTime, asOf }: Heartbeat): number {
  const lag = (ms(serverTime) ?? 0) - (ms(asOf) ?? ms(serverTime) ?? 0);
  return lag > 1_000 ? lag : 0;
}

/** Everything the board knows: the latest of the one stream, and how the stream is. */
export class Board {
  readonly queues = new Table<Queue>();
  readonly agents = new Table<Agent>();
  readonly calls = new Table<Call>();
  readonly site = signal<Site | undefined>(undefined);

  /** The last hour of each queue, by its name. */
  readonly trends = signal<ReadonlyMap<string, QueueTrend>>(new Map());

  /** Rules that are broken, and those that were a short while ago. */
  readonly alerts = signal<readonly Alert[]>([]);

  /** When something was heard last, by our clock; 0: never. */
  readonly heardAt = signal(0);

  /** Since when the stream is cut, by our clock; 0: it is not. */
  readonly cutSince = signal(0);

  /** Grows with every frame that changed something: who waits for the confirmation of an order looks at it. */
  readonly revision = signal(0);

  /** Takes one frame. */
  apply(frame: WatchBoardResponse["frame"], at: number): void {
    batch(() => {
      switch (frame.case) {
        case "snapshot": {
          const { site, queues, agents, calls, serverTime, trends } = frame.value;
          this.#keep(trends);
          offset.value = (ms(serverTime) ?? at) - at;
          this.queues.set(queues);
          this.agents.set(agents);
          this.calls.set(calls);
          this.site.value = site;
          this.alerts.value = frame.value.alerts?.alerts ?? [];
          this.revision.value++;
          break;
        }
        case "delta": {
          const { site, queues, agents, calls, removes, trends } = frame.value;
          if (trends.length > 0) this.#keep(trends);
          this.queues.change(queues, removes);
          this.agents.change(agents, removes);
          this.calls.change(calls, removes);
          if (site) this.site.value = site;
          if (frame.value.alerts) this.alerts.value = frame.value.alerts.alerts;
          this.revision.value++;
          break;
        }
        case "heartbeat":
          offset.value = (ms(frame.value.serverTime) ?? at) - at;
          break;
      }
      this.heardAt.value = at - (frame.case === "heartbeat" ? lagOf(frame.value) : 0);
      this.cutSince.value = 0;
    });
  }

  #keep(trends: readonly QueueTrend[]): void {
    this.trends.value = new Map(trends.map((t) => [t.queue, t]));
  }

  /** The stream ended. */
  cut(at: number): void {
    if (this.cutSince.value === 0) this.cutSince.value = at;
  }
}

/** The one board of this page. */
export const board = new Board();
