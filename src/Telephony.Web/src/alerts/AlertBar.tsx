import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { signal } from "@preact/signals";
import { by } from "../act/me";
import { give, isPending } from "../act/orders";
import { alerts } from "../api/clients";
import { type Alert, AlertSeverity, AlertState } from "../api/gen/telephony/v1/alert_service_pb";
import { type Key, localized, percent, t, timeOfDay } from "../i18n";
import { board } from "../live/board";
import { clock, ms } from "../live/time";
import { queueName } from "../ui/names";
import { path } from "../ui/route";
import { inOrder } from "./firing";

const snoozes = [15, 60];

/** How many are shown before somebody asks for all: they must not push the board off the screen. */
const shownAtFirst = 3;
const isOpen = signal(false);

/** Rules that are broken, the worst first; what somebody knows of already is quiet. On a screen nobody can act, and what is over is no news. */
export function AlertBar() {
  const isScreen = path.value === "/tv";
  const all = inOrder(board.alerts.value).filter((a) => !isScreen || a.state !== AlertState.RESOLVED);
  const shown = isOpen.value && !isScreen ? all : all.slice(0, shownAtFirst);
  const firing = all.filter((a) => a.state === AlertState.FIRING);
  return (
    <section class="alerts" aria-label={t("alerts")}>
      <p class="unseen" aria-live="polite">
        {firing.map(titleOf).join("; ")}
      </p>
      {all.length > 0 && (
        <ul>
          {shown.map((a) => (
            <Line key={a.name} alert={a} isScreen={isScreen} />
          ))}
        </ul>
      )}
      {all.length > shownAtFirst && <More count={all.length} isScreen={isScreen} />}
    </section>
  );
}

function More({ count, isScreen }: { count: number; isScreen: boolean }) {
  if (isScreen) return <p class="alerts-more">{t("moreAlerts", count - shownAtFirst)}</p>;
  return (
    <button
      type="button"
      class="alerts-more"
      aria-expanded={isOpen.value}
      onClick={() => {
        isOpen.value = !isOpen.value;
      }}
    >
      {isOpen.value ? t("fewerAlerts") : t("allAlerts", count)}
    </button>
  );
}

const titleOf = (alert: Alert): string => localized(alert.displayName, alert.rule) + (alert.queue ? ` · ${queueName(alert.queue)}` : "");

function Line({ alert, isScreen }: { alert: Alert; isScreen: boolean }) {
  const isCritical = alert.severity === AlertSeverity.CRITICAL;
  const isLoud = alert.state === AlertState.FIRING;
  return (
    <li
      class={`alert ${isLoud ? (isCritical ? "critical" : "warning") : "known"}`}
      data-alert={alert.name}
      data-state={AlertState[alert.state]}
    >
      <span aria-hidden="true">{alert.state === AlertState.RESOLVED ? "✓" : isCritical ? "◆" : "▲"}</span>
      <strong>{titleOf(alert)}</strong>
      <span>
        {t(alert.below ? "alertBelow" : "alertAbove", figure(alert, alert.value), figure(alert, alert.threshold))} ·{" "}
        {t(
          `alert_${AlertState[alert.state]}` as Key,
          timeOfDay(ms(alert.stateTime) ?? 0),
          alert.by,
          timeOfDay(ms(alert.snoozedUntil) ?? 0),
        )}
      </span>
      {!isScreen && <Buttons alert={alert} />}
    </li>
  );
}

function Buttons({ alert }: { alert: Alert }) {
  const { state, name } = alert;
  if (state !== AlertState.FIRING && state !== AlertState.ACKNOWLEDGED && state !== AlertState.SNOOZED) return null;
  const title = titleOf(alert);
  const isBusy = isPending(name);
  return (
    <span class="alert-buttons">
      {state !== AlertState.ACKNOWLEDGED && (
        <button type="button" aria-disabled={isBusy} onClick={() => !isBusy && acknowledge(name, title)}>
          {t("acknowledge")}
          <span class="unseen">: {title}</span>
        </button>
      )}
      {snoozes.map((minutes) => (
        <button key={minutes} type="button" aria-disabled={isBusy} onClick={() => !isBusy && snooze(name, title, minutes)}>
          {t("snooze", minutes)}
          <span class="unseen">: {title}</span>
        </button>
      ))}
    </span>
  );
}

function acknowledge(name: string, title: string): void {
  void give({
    about: name,
    words: t("didAcknowledge", title),
    send: (requestId) => alerts.acknowledgeAlert({ name, by: by(), requestId }).then(() => undefined),
  });
}

function snooze(name: string, title: string, minutes: number): void {
  void give({
    about: name,
    words: t("didSnooze", title, minutes),
    send: (requestId) =>
      alerts.snoozeAlert({ name, by: by(), requestId, duration: durationFromMs(minutes * 60_000) }).then(() => undefined),
  });
}

const times: ReadonlySet<string> = new Set([
  "longest_wait",
  "expected_wait",
  "longest_pause",
  "average_wait",
  "average_handle",
  "asterisk_disconnected",
]);
const shares: ReadonlySet<string> = new Set(["abandon_rate", "service_level"]);

/** A figure as the rest of the board writes such figures. */
function figure(alert: Alert, value: number): string {
  if (times.has(alert.metric)) return clock(value);
  return shares.has(alert.metric) ? percent(value) : String(Math.round(value));
}
