import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it, vi } from "vitest";
import { BackOff } from "../src/api/backOff";
import { type Boards, signIn, wantsToken } from "../src/api/clients";
import { type WatchBoardResponse, WatchBoardResponseSchema } from "../src/api/gen/telephony/v1/board_service_pb";
import { HeartbeatSchema } from "../src/api/gen/telephony/v1/watch_pb";
import { follow } from "../src/api/watch";
import { lateAfter, staleAfter, trustOf } from "../src/live/age";
import { Board } from "../src/live/board";

describe("back-off", () => {
  it("doubles up to its longest and begins anew after a success", () => {
    const backOff = new BackOff(100, 500, () => 0.5);
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([100, 200, 400, 500, 500]);
    backOff.reset();
    expect(backOff.next()).toBe(100);
  });

  it("spreads", () => {
    expect(new BackOff(100, 500, () => 0).next()).toBe(75);
    expect(new BackOff(100, 500, () => 0.999).next()).toBeLessThanOrEqual(125);
  });
});

describe("following the board", () => {
  const frame = (queue: string): WatchBoardResponse =>
    create(WatchBoardResponseSchema, { frame: { case: "snapshot", value: { revision: 1n, queues: [{ name: queue }] } } });

  it("comes back after a fault and after a goodbye, each time with a snapshot", async () => {
    const board = new Board();
    const stop = new AbortController();
    const seen: string[] = [];
    const scripts: (() => AsyncGenerator<WatchBoardResponse>)[] = [
      async function* () {
        yield frame("queues/one");
        throw new ConnectError("cut", Code.Unavailable);
      },
      async function* () {
        yield frame("queues/two");
        yield create(WatchBoardResponseSchema, { frame: { case: "goodbye", value: { retryAfter: { seconds: 0n, nanos: 1_000_000 } } } });
      },
      async function* () {
        yield frame("queues/three");
        stop.abort();
      },
    ];
    const boards = { watchBoard: () => scripts.shift()!() } as unknown as Boards;
    const watching = board.revision.subscribe(() => {
      for (const q of board.queues.all) seen.push(q.name);
    });
    await follow(board, boards, stop.signal, new BackOff(1, 2));
    watching();
    expect(seen).toEqual(["queues/one", "queues/two", "queues/three"]);
    expect(board.cutSince.value).toBeGreaterThan(0);
  });

  it("asks who is there when it is refused, also in the middle of a stream, and goes on with the answer", async () => {
    const board = new Board();
    const stop = new AbortController();
    wantsToken.value = false;
    const scripts: (() => AsyncGenerator<WatchBoardResponse>)[] = [
      async function* () {
        yield frame("queues/one");
        throw new ConnectError("revoked", Code.Unauthenticated);
      },
      async function* () {
        yield frame("queues/two");
        stop.abort();
      },
    ];
    const boards = { watchBoard: () => scripts.shift()!() } as unknown as Boards;
    const following = follow(board, boards, stop.signal, new BackOff(1, 2));
    await vi.waitFor(() => expect(wantsToken.value).toBe(true));
    expect(scripts).toHaveLength(1);
    signIn("tel_abcdefgh_secret");
    await following;
    expect(wantsToken.value).toBe(false);
    expect(board.queues.all.map((q) => q.name)).toEqual(["queues/two"]);
  });
});

describe("trust", () => {
  it("is live while signs of life come, late, then stale", () => {
    expect(trustOf(0, 0, 100)).toBe("nothing");
    expect(trustOf(1, 0, 1 + lateAfter)).toBe("live");
    expect(trustOf(1, 0, 2 + lateAfter)).toBe("late");
    expect(trustOf(1, 0, 2 + staleAfter)).toBe("stale");
  });

  it("is of the time the router looked last, when it stands still though the server answers", () => {
    const board = new Board();
    const beat = (asOf: bigint) =>
      create(HeartbeatSchema, { serverTime: { seconds: 100n, nanos: 0 }, asOf: { seconds: asOf, nanos: 900_000_000 } });
    board.apply({ case: "heartbeat", value: beat(99n) }, 50_000);
    expect(trustOf(board.heardAt.value, 0, 50_000)).toBe("live");
    board.apply({ case: "heartbeat", value: beat(95n) }, 51_000);
    expect(board.heardAt.value).toBe(51_000 - 4_100);
    expect(trustOf(board.heardAt.value, 0, 51_000)).toBe("late");
    board.apply({ case: "heartbeat", value: create(HeartbeatSchema, { serverTime: { seconds: 102n, nanos: 0 } }) }, 52_000);
    expect(board.heardAt.value).toBe(52_000);
  });

  it("is late soon after a cut that is known", () => {
    expect(trustOf(1, 10, 1_500)).toBe("live");
    expect(trustOf(1, 10, 2_500)).toBe("late");
  });
});
