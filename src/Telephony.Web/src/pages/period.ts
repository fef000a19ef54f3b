import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { serverTime } from "../live/time";

/** The viewer's time zone: days begin where people look at them. */
export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Midnight of the day that a moment is in, some days before. */
export function midnight(at: number, daysBefore = 0): number {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - daysBefore);
  return day.getTime();
}

/** A period as the API takes it. */
export const period = (from: number, until: number) => ({ startTime: timestampFromMs(from), endTime: timestampFromMs(until) });

/** Since midnight. */
export const today = () => period(midnight(serverTime()), serverTime());

/** The length of an interval. */
export const minutes = (n: number) => ({ seconds: BigInt(n * 60), nanos: 0 });
