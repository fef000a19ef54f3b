import { type Duration, durationMs, type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { signal } from "@preact/signals";

/** The server's clock minus ours, in milliseconds. */
export const offset = signal(0);

/** The server's time now, in milliseconds; moves every second. All running clocks of the page hang on it. */
export const now = signal(Date.now());

/** The server's time at this very moment. */
export const serverTime = (): number => Date.now() + offset.value;

/** Lets the clocks run. */
export function runClocks(): () => void {
  const timer = setInterval(() => {
    now.value = serverTime();
  }, 1000);
  return () => clearInterval(timer);
}

/** Milliseconds since 1970; undefined for what is absent. */
export const ms = (time: Timestamp | undefined): number | undefined => (time ? timestampMs(time) : undefined);

/** Seconds of a duration; undefined for what is absent. */
export const secondsOf = (duration: Duration | undefined): number | undefined => (duration ? durationMs(duration) / 1000 : undefined);

/** 0:07, 12:34, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = `${String(Math.floor(whole / 60) % 60)}:${String(whole % 60).padStart(2, "0")}`;
  return whole < 3600 ? rest : `${Math.floor(whole / 3600)}:${rest.padStart(5, "0")}`;
}
