import { useRef } from "preact/hooks";
import { queueMenu } from "../act/menus";
import { isPending } from "../act/orders";
import { QueueOpening, QueueSwitch } from "../api/gen/telephony/v1/queue_service_pb";
import { Sparkline } from "../chart/Sparkline";
import { type Key, localized, percent, t } from "../i18n";
import { board } from "../live/board";
import type { Judged } from "../live/judged";
import type { Level, Metric } from "../live/levels";
import { clock, ms, secondsOf } from "../live/time";
import { LevelMark } from "../ui/LevelMark";
import { MenuButton } from "../ui/Menu";
import { memo } from "../ui/memo";
import { idOf } from "../ui/names";
import { useNear } from "../ui/near";
import { link, pageOf } from "../ui/route";
import { Since } from "../ui/Since";

/** The order in which reasons are told: what can be helped at once comes first. */
const reasons: Metric[] = ["nobody", "longest", "waiting", "service", "abandoned"];

const openings: Record<number, Key> = {
  [QueueOpening.CLOSED]: "closed",
  [QueueOpening.HOLIDAY]: "holiday",
  [QueueOpening.EMERGENCY]: "emergency",
};

/** One queue in the order in which it is looked at: waiting, longest wait, service level, people, abandoned. */
export const QueueTile = memo(function QueueTile({ judged }: { judged: Judged }) {
  const { queue, levels, level } = judged;
  const tile = useRef<HTMLElement>(null);
  const isNear = useNear(tile);
  const why = reasons.find((m) => levels[m] === level);
  return (
    <article
      ref={tile}
      class={`tile level-${level}${isPending(queue.name) ? " pending" : ""}`}
      data-name={queue.name}
      data-level={level}
      data-drop={queue.name}
      aria-busy={isPending(queue.name)}
    >
      <header>
        <h3>
          <a {...link(pageOf(queue.name))}>{localized(queue.displayName, idOf(queue.name))}</a>
        </h3>
        <Opening opening={queue.opening} by={queue.switch} holiday={queue.holiday} />
        <MenuButton title={t("actions", localized(queue.displayName, idOf(queue.name)))} items={() => queueMenu(queue)} />
        <LevelMark level={level} why={why && level > 0 ? t(`why_${why}`) : ""} />
      </header>
      {isNear.value && <Figures judged={judged} />}
    </article>
  );
});

function Figures({ judged: { queue, levels } }: { judged: Judged }) {
  const today = queue.today;
  const since = ms(queue.longestWaitSince);
  const staffed = queue.readyAgents + queue.busyAgents + queue.unavailableAgents;
  return (
    <>
      <div class="tile-main">
        <Figure of="waiting" level={levels.waiting} label={t("waiting")} huge>
          {queue.waitingCalls}
          <Hour queue={queue.name} of="waitingCalls" />
        </Figure>
        <Figure of="longest" level={levels.longest} label={t("longest")}>
          {since === undefined ? "–" : <Since key={since} at={since} />}
        </Figure>
        <Figure
          of="service"
          level={levels.service}
          label={t("serviceLevel")}
          below={today ? t("target", today.serviceLevelTarget, secondsOf(today.serviceLevelWithin) ?? 0) : ""}
        >
          {today?.serviceLevel === undefined ? "–" : percent(today.serviceLevel)}
          <Hour queue={queue.name} of="serviceLevels" />
        </Figure>
        <Figure of="agents" level={levels.nobody} label={t("readyBusyPaused")} below={t("atWork", staffed)}>
          {queue.readyAgents} / {queue.busyAgents} / {queue.unavailableAgents}
        </Figure>
        <Figure of="abandoned" level={levels.abandoned} label={t("abandoned")} below={t("today")}>
          {today && today.offeredCalls > 0n ? percent((100 * Number(today.abandonedCalls)) / Number(today.offeredCalls)) : "–"}
        </Figure>
      </div>
      <dl class="tile-more">
        <Small label={t("asa")}>{time(secondsOf(today?.averageSpeedOfAnswer))}</Small>
        <Small label={t("aht")}>{time(secondsOf(today?.averageHandleTime))}</Small>
        <Small label={t("offered")}>{String(today?.offeredCalls ?? 0)}</Small>
        <Small label={t("answered")}>{String(today?.answeredCalls ?? 0)}</Small>
        <Small label={t("expected")}>{time(secondsOf(queue.expectedWait?.expected))}</Small>
      </dl>
    </>
  );
}

/** The last hour of a figure. */
function Hour({ queue, of }: { queue: string; of: "waitingCalls" | "serviceLevels" }) {
  const trend = board.trends.value.get(queue);
  if (!trend) return null;
  return <Sparkline values={trend[of]} label={t("lastHour")} {...(of === "serviceLevels" ? { most: 100 } : {})} />;
}

const time = (seconds: number | undefined): string => (seconds === undefined ? "–" : clock(seconds));

function Figure(p: { of: string; level: Level; label: string; below?: string; huge?: boolean; children: preact.ComponentChildren }) {
  return (
    <div class={`figure level-${p.level}${p.huge ? " huge" : ""}`} data-figure={p.of}>
      <span class="figure-label">{p.label}</span>
      <span class="figure-value">{p.children}</span>
      {p.below && <span class="figure-below">{p.below}</span>}
    </div>
  );
}

function Small({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Opening({ opening, by, holiday }: { opening: QueueOpening; by: QueueSwitch; holiday: string }) {
  const key = openings[opening];
  const commanded = by === QueueSwitch.OPEN || by === QueueSwitch.CLOSED;
  if (!key && !commanded) return null;
  return (
    <span class="opening">
      {t(key ?? "open")}
      {holiday && ` · ${holiday}`}
      {commanded && opening !== QueueOpening.EMERGENCY && ` · ${t("byCommand")}`}
    </span>
  );
}
