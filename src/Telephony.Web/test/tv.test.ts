import { describe, expect, it } from "vitest";
import { pagesOf, shiftOf } from "../src/tv/rotation";

describe("a screen on the wall", () => {
  it("shows all queues in turn", () => {
    expect(pagesOf([1, 2, 3, 4, 5, 6, 7], 6)).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
    expect(pagesOf([], 6)).toEqual([]);
  });

  it("moves a little, so that nothing burns in, and comes back", () => {
    expect([0, 1, 2, 3, 4].map(shiftOf)).toEqual([0, 1, 2, 3, 0]);
  });
});
