import { agentMenu } from "../act/menus";
import { reasonName } from "../act/reasons";
import { reports } from "../api/clients";
import { type Agent, AgentState } from "../api/gen/telephony/v1/agent_service_pb";
import { Bars } from "../chart/Bars";
import { type Key, t } from "../i18n";
import { board } from "../live/board";
import { clock, ms } from "../live/time";
import { MenuButton } from "../ui/Menu";
import { idOf, nameOf, queueName } from "../ui/names";
import { link, pageOf } from "../ui/route";
import { Since } from "../ui/Since";
import { useAsked } from "../ui/useAsked";
import { WhyAgent } from "../why/WhyAgent";
import { Gone } from "./Gone";
import { LastCalls } from "./PastCalls";
import { minutes, timeZone, today } from "./period";

/** One agent: now, why nothing is offered, the day, the calls. */
export function AgentPage({ name }: { name: string }) {
  const agent = board.agents.find(name);
  if (!agent) return <Gone name={name} />;
  return (
    <main class="agent-page">
      <h2 class="page-title">
        {nameOf(agent)} <span class="tally">{idOf(name)}</span>
      </h2>
      <Now agent={agent} />
      <WhyAgent agent={name} />
      <Day agent={name} />
      <LastCalls of={{ agent: name }} />
    </main>
  );
}

function Now({ agent }: { agent: Agent }) {
  const since = ms(agent.stateSince) ?? 0;
  const skills = Object.entries(agent.skills);
  return (
    <section class="panel now" data-state={AgentState[agent.state]}>
      <dl class="facts">
        <div>
          <dt>{t("state")}</dt>
          <dd>
            {t(`state_${agent.state}` as Key)} {agent.stateReason && `(${reasonName(agent.stateReason)})`} <Since key={since} at={since} />
          </dd>
        </div>
        <div>
          <dt>{t("call")}</dt>
          <dd>{agent.call ? <a {...link(pageOf(agent.call))}>{idOf(agent.call)}</a> : "–"}</dd>
        </div>
        <div>
          <dt>{t("queues")}</dt>
          <dd>
            {agent.queues.map(queueName).join(", ") || "–"}
            {agent.queuesSet && ` · ${t("thisShift")}`}
          </dd>
        </div>
        <div>
          <dt>{t("skillsOfAgent")}</dt>
          <dd>
            {skills.map(([skill, level]) => `${skill} ${level}`).join(", ") || "–"}
            {agent.skillsSet && ` · ${t("thisShift")}`}
          </dd>
        </div>
      </dl>
      <MenuButton title={t("actions", nameOf(agent))} items={() => agentMenu(agent)} />
    </section>
  );
}

/** States of a day in the order of the columns' parts. */
const states = ["TALKING", "ON_HOLD", "WRAP_UP", "RINGING", "RESERVED", "READY", "PAUSED", "NOT_RESPONDING"];
const shown = ["TALKING", "WRAP_UP", "RINGING", "READY", "PAUSED", "NOT_RESPONDING"] as const;
const words: Record<(typeof shown)[number], Key> = {
  TALKING: "state_6",
  WRAP_UP: "state_7",
  RINGING: "state_5",
  READY: "state_3",
  PAUSED: "state_2",
  NOT_RESPONDING: "state_8",
};

function Day({ agent }: { agent: string }) {
  const { value, fault } = useAsked(
    (signal) => reports.queryAgents({ period: today(), agent, interval: minutes(15), timeZone: timeZone(), pageSize: 200 }, { signal }),
    [agent],
    30_000,
  );
  const rows = value?.agents ?? [];
  const inAll = new Map<string, number>();
  for (const row of rows) for (const state of states) inAll.set(state, (inAll.get(state) ?? 0) + (row.stateSeconds[state] ?? 0));
  return (
    <section class="panel" aria-labelledby="day-title">
      <h2 id="day-title">{t("day")}</h2>
      {fault && <p class="empty">{fault}</p>}
      {value && rows.length === 0 && <p class="empty">{t("nothingToday")}</p>}
      {rows.length > 0 && (
        <>
          <Bars
            columns={rows.map((r) => ({
              label: new Date(ms(r.period?.startTime) ?? 0).toTimeString().slice(0, 5),
              parts: shown.map((s) => Math.round(((r.stateSeconds[s] ?? 0) / 60) * 10) / 10),
            }))}
            legend={shown.map((s) => t(words[s]))}
          />
          <dl class="facts">
            {shown.map((s) => (
              <div key={s}>
                <dt>{t(words[s])}</dt>
                <dd>{clock(inAll.get(s) ?? 0)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
