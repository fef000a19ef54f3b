import { describe, expect, it } from "vitest";
import { place } from "../src/pages/flowLayout";

const step = (id: string, ...to: string[]) => ({ id, branches: to.map((t) => ({ to: t, label: "" })) });

describe("a flow's map", () => {
  it("stands from left to right in the order callers come to the steps", () => {
    const placed = place([step("menu", "sales", "again", "hangup"), step("again", "menu"), step("sales"), step("lost")], "menu");
    expect(placed).toEqual([
      { id: "menu", column: 0, row: 0 },
      { id: "sales", column: 1, row: 0 },
      { id: "again", column: 1, row: 1 },
      { id: "hangup", column: 1, row: 2 },
      { id: "lost", column: 2, row: 0 },
    ]);
  });

  it("is empty when there is nothing", () => expect(place([], "menu")).toEqual([]));
});
