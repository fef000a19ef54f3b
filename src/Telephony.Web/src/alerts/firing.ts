import { type Alert, AlertSeverity, AlertState } from "../api/gen/telephony/v1/alert_service_pb";

const ranks: Partial<Record<AlertState, number>> = {
  [AlertState.FIRING]: 0,
  [AlertState.SNOOZED]: 1,
  [AlertState.ACKNOWLEDGED]: 2,
  [AlertState.RESOLVED]: 3,
};

/** Alerts that are shown, the most urgent first. One that only may become an alert is not. */
export function inOrder(alerts: readonly Alert[]): Alert[] {
  const rank = (a: Alert) => (ranks[a.state] ?? 9) * 2 + (a.severity === AlertSeverity.CRITICAL ? 0 : 1);
  return alerts.filter((a) => a.state in ranks).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Which alerts have begun to fire since the last look. What fires already at the first look is not news. */
export class NewlyFiring {
  #known: ReadonlySet<string> | undefined;

  /** Looks; the names of those that fire now and did not before. */
  look(alerts: readonly Alert[]): string[] {
    const before = this.#known;
    const firing = alerts.filter((a) => a.state === AlertState.FIRING).map((a) => a.name);
    this.#known = new Set(firing);
    return before ? firing.filter((name) => !before.has(name)) : [];
  }
}
