import { computed } from "@preact/signals";
import { board } from "./board";
import { now, offset } from "./time";

/** How far what is shown can be trusted. */
export type Trust = "live" | "late" | "stale" | "nothing";

/** Signs of life come every second: two of them may be lost before silence means something. */
export const lateAfter = 3_000;

/** From when on figures are grey: nobody may take them for the present. */
export const staleAfter = 15_000;

/** What to think of the data. A stream that is known to be cut is late at once after a grace for reconnecting. */
export function trustOf(heardAt: number, cutSince: number, at: number): Trust {
  if (heardAt === 0) return "nothing";
  const age = at - heardAt;
  if (age > staleAfter) return "stale";
  return age > lateAfter || (cutSince > 0 && at - cutSince > 2_000) ? "late" : "live";
}

/** What to think of what this page shows, now. */
export const trust = computed<Trust>(() => trustOf(board.heardAt.value, board.cutSince.value, now.value - offset.value));
