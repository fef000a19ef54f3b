import { create } from "@bufbuild/protobuf";
import { describe, expect, it, vi } from "vitest";
import { BoardDeltaSchema, BoardSnapshotSchema } from "../src/api/gen/telephony/v1/board_service_pb";
import { Board } from "../src/live/board";
import { Paced } from "../src/live/paced";

describe("pacing", () => {
  it("draws once what comes together, and nothing is lost when the line is cut", () => {
    let draw = () => {};
    vi.stubGlobal("requestAnimationFrame", (act: () => void) => {
      draw = act;
      return 1;
    });
    vi.stubGlobal("cancelAnimationFrame", () => {});
    const board = new Board();
    const seen: string[][] = [];
    const watching = board.queues;
    board.revision.subscribe(() => seen.push(watching.all.map((q) => q.name)));
    const paced = new Paced(board);
    paced.apply({ case: "snapshot", value: create(BoardSnapshotSchema, { queues: [{ name: "queues/a" }] }) }, 1);
    paced.apply({ case: "delta", value: create(BoardDeltaSchema, { queues: [{ name: "queues/b" }] }) }, 2);
    expect(seen).toEqual([[]]);
    draw();
    expect(seen).toEqual([[], ["queues/a", "queues/b"]]);
    paced.apply({ case: "delta", value: create(BoardDeltaSchema, { removes: ["queues/a"] }) }, 3);
    paced.cut(4);
    expect(seen.at(-1)).toEqual(["queues/b"]);
    expect(board.cutSince.value).toBe(4);
    vi.unstubAllGlobals();
  });
});
