/** From how long before its end on a screen says when its link ends. */
export const toldMs = 14 * 86_400_000;

/** When a screen's link ends: tels_ID_SECONDS_SIGNATURE. Nothing for any other proof. */
export function endOf(token: string): number | undefined {
  const seconds = /^tels_[a-z0-9]+_(\d{1,12})_/.exec(token)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

/** When the link ends, if that is soon. */
export function endsSoon(token: string, now: number): number | undefined {
  const end = endOf(token);
  return end !== undefined && end - now < toldMs ? end : undefined;
}
