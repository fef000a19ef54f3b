import { useComputed } from "@preact/signals";
import { clock, now } from "../live/time";

/** How long it is since a time, running. Only the text node changes each second. Give it the time as its key. */
export function Since({ at, label }: { at: number; label?: string }) {
  const text = useComputed(() => clock((now.value - at) / 1000));
  return (
    <span class="clock" role="timer" aria-live="off" aria-label={label}>
      {text}
    </span>
  );
}

/** How long it is until a time, running; 0:00 when it is over. */
export function Until({ at }: { at: number }) {
  const text = useComputed(() => clock(Math.ceil((at - now.value) / 1000)));
  return (
    <span class="clock" role="timer" aria-live="off">
      {text}
    </span>
  );
}
