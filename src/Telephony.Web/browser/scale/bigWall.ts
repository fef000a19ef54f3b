import { create, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { AgentState } from "../../src/api/gen/telephony/v1/agent_service_pb";
import { WatchBoardResponseSchema } from "../../src/api/gen/telephony/v1/board_service_pb";
import { CallState } from "../../src/api/gen/telephony/v1/call_service_pb";

const queues = 100;
const agents = 1000;
const calls = 1000;

/** Each frame in a usual hour: a thousand agents with calls of four minutes take four a second and change state 17 times; all who wait behind them move up. */
const usual = { queues: 2, agents: 2, calls: 5 };

const nextState = new Map([
  [AgentState.READY, AgentState.RINGING],
  [AgentState.RINGING, AgentState.TALKING],
  [AgentState.TALKING, AgentState.WRAP_UP],
  [AgentState.WRAP_UP, AgentState.PAUSED],
  [AgentState.PAUSED, AgentState.READY],
]);
const states = [...nextState.keys()];
const upTo = (n: number) => Math.floor(Math.random() * n);
const range = <T>(n: number, of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i));

/** A large centre at work: makes the frames of its board. The first queue's waiting calls are a number that grows with each frame, which shows when it is seen. */
export class BigWall {
  /** When the frame was sent that shows a figure. */
  readonly sentAt = new Map<number, number>();

  #frame = 0;
  #lastCall = calls;
  readonly #states = range(agents, () => states[upTo(states.length)]!);
  readonly #calls = range(calls, (i) => i);
  readonly #waiting = range(queues, () => 10);
  readonly #longestSince: number[];

  constructor(
    readonly busier: number,
    readonly now: () => number,
  ) {
    this.#longestSince = range(queues, () => this.now() - upTo(40_000));
  }

  /** How much changes. */
  rate(): string {
    const each = Object.entries(usual).map(([what, n]) => `${n * this.busier * 10} ${what}`);
    return `10 frames a second that change ${each.join(", ")}`;
  }

  snapshot(): Buffer {
    return framed({
      case: "snapshot",
      value: {
        revision: 1n,
        site: { asteriskConnected: true },
        queues: range(queues, (i) => this.#queue(i)),
        agents: range(agents, (i) => this.#agent(i, upTo(600_000))),
        calls: this.#calls.map((i) => this.#call(i, upTo(60_000))),
        serverTime: timestampFromMs(this.now()),
        trends: range(queues, (i) => ({
          queue: queueName(i),
          waitingCalls: range(60, () => upTo(20)),
          serviceLevels: range(60, () => 60 + upTo(40)),
        })),
      },
    });
  }

  /** The next frame: agents go on to their next state; of three callers who change, one leaves and another comes. */
  change(): Buffer {
    const frame = ++this.#frame;
    const removes: string[] = [];
    const moved = new Set(range(usual.calls * this.busier, () => upTo(calls)));
    const changed = [...moved].map((place, i) => {
      if (i % 3 > 0) return this.#call(this.#calls[place]!, 60_000);
      removes.push(callName(this.#calls[place]!));
      this.#calls[place] = ++this.#lastCall;
      return this.#call(this.#lastCall, 0);
    });
    const atWork = [...new Set(range(usual.agents * this.busier, () => upTo(agents)))];
    for (const i of atWork) this.#states[i] = nextState.get(this.#states[i]!)!;
    const others = [...new Set(range(usual.queues * this.busier, () => 1 + upTo(queues - 1)))];
    this.#waiting[0] = frame;
    for (const i of others) this.#serveOrJoin(i);
    const made = framed({
      case: "delta",
      value: {
        revision: BigInt(frame + 1),
        queues: [0, ...others].map((i) => this.#queue(i)),
        agents: atWork.map((i) => this.#agent(i, 0)),
        calls: changed,
        removes,
      },
    });
    this.sentAt.set(frame, Date.now());
    this.sentAt.delete(frame - 2_000);
    return made;
  }

  /** One caller more or one less; with whoever has waited longest the wait of the next is the longest. */
  #serveOrJoin(i: number): void {
    const isServed = this.#waiting[i]! > 6 + upTo(8);
    this.#waiting[i]! += isServed ? -1 : 1;
    if (isServed) this.#longestSince[i] = Math.min(this.now(), this.#longestSince[i]! + 8_000 + upTo(4_000));
  }

  #queue(i: number) {
    return {
      name: queueName(i),
      displayName: { en: `Queue ${i}`, zhCn: `队列 ${i}` },
      waitingCalls: this.#waiting[i]!,
      readyAgents: 0,
      busyAgents: 8,
      unavailableAgents: 2,
      longestWaitSince: timestampFromMs(this.#longestSince[i]!),
      today: { offeredCalls: 100n, answeredCalls: 95n, abandonedCalls: 2n, serviceLevel: 80 + (i % 20), serviceLevelTarget: 80 },
    };
  }

  #agent(i: number, ago: number) {
    return {
      name: `agents/${1000 + i}`,
      displayName: `Agent ${i}`,
      state: this.#states[i]!,
      stateSince: timestampFromMs(this.now() - ago),
      queues: [queueName(i % queues)],
    };
  }

  #call(i: number, ago: number) {
    return {
      name: callName(i),
      state: CallState.QUEUED,
      callerNumber: `0555${i}`,
      queue: queueName(i % queues),
      queuedAt: timestampFromMs(this.now() - ago),
      position: 1 + upTo(10),
      skills: "english>=5",
    };
  }
}

const queueName = (i: number) => `queues/q${String(i).padStart(3, "0")}`;
const callName = (i: number) => `calls/${i}`;

/** A frame in the envelope of a Connect stream. */
function framed(frame: NonNullable<Parameters<typeof create<typeof WatchBoardResponseSchema>>[1]>["frame"]): Buffer {
  const body = toBinary(WatchBoardResponseSchema, create(WatchBoardResponseSchema, { frame } as never));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
