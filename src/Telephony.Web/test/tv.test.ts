import { describe, expect, it } from "vitest";
import { endOf, endsSoon } from "../src/tv/ends";
import { pagesOf, shiftOf } from "../src/tv/rotation";

describe("a screen on the wall", () => {
  it("shows all queues in turn", () => {
    expect(pagesOf([1, 2, 3, 4, 5, 6, 7], 6)).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
    expect(pagesOf([], 6)).toEqual([]);
  });

  it("moves a little, so that nothing burns in, and comes back", () => {
    expect([0, 1, 2, 3, 4].map(shiftOf)).toEqual([0, 1, 2, 3, 0]);
  });

  it("says two weeks before when its link ends", () => {
    const link = "tels_abcdefgh_1800000000_c2lnbmVk_-x";
    expect([endOf(link), endOf("tel_abcdefgh_secret"), endOf("")]).toEqual([1_800_000_000_000, undefined, undefined]);
    expect(endsSoon(link, 1_800_000_000_000 - 15 * 86_400_000)).toBeUndefined();
    expect(endsSoon(link, 1_800_000_000_000 - 13 * 86_400_000)).toBe(1_800_000_000_000);
  });
});
