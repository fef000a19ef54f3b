import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Which items of a long list are drawn, and how much room the others before and after them take. */
export interface Stretch {
  readonly first: number;
  /** Behind the last one drawn. */
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

/** How a list lies on the screen. */
export interface Lie {
  /** Where it begins, in pixels below the upper edge of the screen; negative when it begins above. */
  readonly top: number;
  /** The screen's height. */
  readonly screen: number;
  /** One row with the gap to the next. */
  readonly row: number;
  /** Items in a row. */
  readonly columns: number;
}

/** Lists of up to so many items are drawn whole: whoever searches in the page finds everything. */
export const drawnWhole = 150;

/** So many rows the stretch moves at a time, so that a slow scroll does not draw with every pixel. */
const step = 8;

/** The items on the screen and half a screen on both sides. */
export function stretchOf(count: number, { top, screen, row, columns }: Lie): Stretch {
  if (count <= drawnWhole || row <= 0) return { first: 0, end: count, above: 0, below: 0 };
  const rows = Math.ceil(count / columns);
  const margin = screen / 2;
  const inRows = (pixels: number) => Math.max(0, Math.min(rows, pixels / row));
  // At least one step is drawn, wherever the screen is: by it is told how the list lies.
  const from = Math.min(Math.floor(inRows(-top - margin) / step), Math.ceil(rows / step) - 1) * step;
  const until = Math.min(rows, Math.max(Math.ceil(inRows(screen - top + margin) / step) * step, from + step));
  return { first: from * columns, end: Math.min(count, until * columns), above: from * row, below: (rows - until) * row };
}

/** How many are drawn before it is known how the list lies. */
const guessed: Lie = { top: 0, screen: 600, row: 40, columns: 1 };

/** The part of a list that is drawn. The list is the element whose children the items are; rows are of one height. */
export function useStretch(list: RefObject<HTMLElement | null>, count: number): Stretch {
  const lie = useSignal(guessed);
  const many = useRef(count);
  many.current = count;
  useEffect(() => {
    let asked = 0;
    const look = () => {
      asked = 0;
      const seen = list.current && many.current > drawnWhole ? lieOf(list.current) : undefined;
      // Only another stretch draws anew, not every pixel scrolled.
      if (seen && !same(stretchOf(many.current, seen), stretchOf(many.current, lie.peek()))) lie.value = seen;
    };
    // At the beginning of a frame nothing has been changed yet, so that to read costs nothing.
    const soon = () => {
      asked ||= requestAnimationFrame(look);
    };
    const sizes = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(soon);
    sizes?.observe(document.body);
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    soon();
    return () => {
      cancelAnimationFrame(asked);
      sizes?.disconnect();
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [list, lie]);
  return stretchOf(count, lie.value);
}

const same = (a: Stretch, b: Stretch): boolean => a.first === b.first && a.end === b.end && a.above === b.above && a.below === b.below;

/** How a list lies now; undefined while nothing of it is drawn. */
function lieOf(list: HTMLElement): Lie | undefined {
  const item = list.querySelector<HTMLElement>("[data-name]");
  if (!item) return undefined;
  const style = getComputedStyle(list);
  const tracks = style.display === "grid" ? style.gridTemplateColumns.split(" ").length : 1;
  const gap = style.display === "grid" ? Number.parseFloat(style.rowGap) || 0 : 0;
  return { top: list.getBoundingClientRect().top, screen: innerHeight, row: item.getBoundingClientRect().height + gap, columns: tracks };
}
