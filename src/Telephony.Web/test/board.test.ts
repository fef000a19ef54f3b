import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { BoardDeltaSchema, BoardSnapshotSchema, type WatchBoardResponse } from "../src/api/gen/telephony/v1/board_service_pb";
import { Board, Table } from "../src/live/board";

const names = (table: Table<{ name: string }>) => table.all.map((x) => x.name).sort();

/** The same dice each time. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % sides;
  };
}

describe("a table", () => {
  it("shows the same after a snapshot and changes as after a fresh snapshot", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const roll = dice(seed);
      const truth = new Map<string, { name: string; value: number }>();
      const table = new Table<{ name: string; value: number }>();
      table.set([]);
      for (let step = 0; step < 40; step++) {
        const upserts: { name: string; value: number }[] = [];
        const removes: string[] = [];
        for (let i = roll(5); i > 0; i--) {
          const thing = { name: `agents/${roll(12)}`, value: roll(100) };
          if (roll(3) > 0) upserts.push(thing);
          else if (!upserts.some((u) => u.name === thing.name)) removes.push(thing.name);
        }
        const kept = removes.filter((r) => !upserts.some((u) => u.name === r));
        for (const u of upserts) truth.set(u.name, u);
        for (const r of kept) truth.delete(r);
        table.change(upserts, kept);
      }
      const fresh = new Table<{ name: string; value: number }>();
      fresh.set([...truth.values()]);
      expect(names(table)).toEqual(names(fresh));
      for (const thing of fresh.all) expect(table.find(thing.name)).toEqual(thing);
    }
  });

  it("keeps what did not change", () => {
    const table = new Table<{ name: string }>();
    const [a, b] = [{ name: "a" }, { name: "b" }];
    table.set([a, b]);
    table.change([{ name: "b" }], []);
    expect(table.find("a")).toBe(a);
    expect(table.find("b")).not.toBe(b);
  });
});

describe("the board", () => {
  const snapshot = (queues: string[]): WatchBoardResponse["frame"] => ({
    case: "snapshot",
    value: create(BoardSnapshotSchema, { revision: 1n, queues: queues.map((name) => ({ name })) }),
  });

  it("begins anew with each snapshot: nothing of before a cut is left", () => {
    const board = new Board();
    board.apply(snapshot(["queues/a", "queues/b"]), 1);
    board.cut(2);
    board.apply(snapshot(["queues/c"]), 3);
    expect(names(board.queues)).toEqual(["queues/c"]);
    expect(board.cutSince.value).toBe(0);
  });

  it("takes changes, and knows when it heard them", () => {
    const board = new Board();
    board.apply(snapshot(["queues/a", "queues/b"]), 1);
    board.apply(
      {
        case: "delta",
        value: create(BoardDeltaSchema, { revision: 2n, queues: [{ name: "queues/b", waitingCalls: 7 }], removes: ["queues/a"] }),
      },
      5,
    );
    expect(names(board.queues)).toEqual(["queues/b"]);
    expect(board.queues.find("queues/b")?.waitingCalls).toBe(7);
    expect(board.heardAt.value).toBe(5);
  });
});
