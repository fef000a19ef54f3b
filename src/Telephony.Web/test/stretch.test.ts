import { describe, expect, it } from "vitest";
import { drawnWhole, stretchOf } from "../src/ui/stretch";

describe("a long list", () => {
  const lie = { top: 0, screen: 800, row: 40, columns: 1 };

  it("is drawn whole when it is short, and while nothing is known of it", () => {
    expect(stretchOf(drawnWhole, lie)).toEqual({ first: 0, end: drawnWhole, above: 0, below: 0 });
    expect(stretchOf(1000, { ...lie, row: 0 }).end).toBe(1000);
  });

  it("draws what is on the screen and half a screen around it; the rest is room", () => {
    for (const top of [0, 500, 5_000, -1, -7777, -39_000, -50_000]) {
      const { first, end, above, below } = stretchOf(1000, { ...lie, top });
      expect(above + (end - first) * lie.row + below).toBe(1000 * lie.row);
      const [from, until] = [Math.max(0, -top), Math.min(1000 * lie.row, lie.screen - top)];
      if (from < until) {
        expect(above).toBeLessThanOrEqual(from);
        expect(1000 * lie.row - below).toBeGreaterThanOrEqual(until);
      }
      expect(end - first).toBeGreaterThan(0);
      expect(end - first).toBeLessThan(64);
    }
  });

  it("has rows of several items", () => {
    const { first, end, above, below } = stretchOf(1001, { ...lie, top: -4000, columns: 4 });
    expect([first % 4, above, below]).toEqual([0, (first / 4) * 40, (251 - Math.ceil(end / 4)) * 40]);
  });
});
