import { durationMs } from "@bufbuild/protobuf/wkt";
import type { Takes } from "../live/paced";
import { BackOff } from "./backOff";
import { type Boards, isUnknownCaller, proof, wantsToken } from "./clients";

/** Nothing heard for so long: the line is cut, though nobody said so. A sign of life comes every second. */
export const silence = 8_000;

/** Follows the board until told to stop: reconnects by itself, and begins anew with a snapshot each time. */
export async function follow(board: Takes, boards: Boards, stop: AbortSignal, backOff = new BackOff()): Promise<void> {
  while (!stop.aborted) {
    const wait = await once(board, boards, stop, backOff);
    if (stop.aborted) return;
    await pause(wait ?? backOff.next(), stop);
  }
}

/** One connection; how long to wait before the next, when the server or the fault says. */
async function once(board: Takes, boards: Boards, stop: AbortSignal, backOff: BackOff): Promise<number | undefined> {
  const attempt = new AbortController();
  const end = () => attempt.abort();
  stop.addEventListener("abort", end);
  let watchdog = setTimeout(end, silence);
  try {
    for await (const { frame } of boards.watchBoard({}, { signal: attempt.signal })) {
      clearTimeout(watchdog);
      watchdog = setTimeout(end, silence);
      if (frame.case === "goodbye") return frame.value.retryAfter ? durationMs(frame.value.retryAfter) : undefined;
      backOff.reset();
      board.apply(frame, Date.now());
    }
  } catch (fault) {
    if (isUnknownCaller(fault)) {
      wantsToken.value = true; // the refusal of a stream comes behind its headers: no interceptor sees it
      await untilProof(proof.value, stop);
    }
  } finally {
    clearTimeout(watchdog);
    stop.removeEventListener("abort", end);
    board.cut(Date.now());
  }
}

/** Waits; shorter when the browser says that the network is back, or the page is looked at again. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", shown);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const shown = () => document.visibilityState === "visible" && done();
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", shown);
    stop.addEventListener("abort", done);
  });
}

function untilProof(refused: string, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = proof.subscribe((now) => {
      if (now === refused && !stop.aborted) return;
      resolve();
      queueMicrotask(() => unsubscribe());
    });
    stop.addEventListener("abort", () => resolve());
  });
}
