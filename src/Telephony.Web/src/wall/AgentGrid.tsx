import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { dragAgent } from "../act/drag";
import { agentMenu } from "../act/menus";
import { isPending } from "../act/orders";
import { reasonName } from "../act/reasons";
import { type Agent, AgentState } from "../api/gen/telephony/v1/agent_service_pb";
import { type Key, localized, t } from "../i18n";
import { board } from "../live/board";
import { kept } from "../live/kept";
import { ms, now } from "../live/time";
import { MenuButton } from "../ui/Menu";
import { memo } from "../ui/memo";
import { idOf, nameOf } from "../ui/names";
import { link, pageOf } from "../ui/route";
import { Since } from "../ui/Since";
import { useStretch } from "../ui/stretch";

/** Groups in the order in which somebody who steers looks at them. */
const groups: { key: Key; states: AgentState[] }[] = [
  { key: "state_3", states: [AgentState.READY] },
  { key: "state_5", states: [AgentState.RESERVED, AgentState.RINGING] },
  { key: "state_6", states: [AgentState.TALKING] },
  { key: "state_7", states: [AgentState.WRAP_UP] },
  { key: "state_2", states: [AgentState.PAUSED] },
  { key: "state_8", states: [AgentState.NOT_RESPONDING] },
];

/** From how many seconds on the bar of a state is tinted, and tinted more: as on the screens that floors have used for twenty years. */
const tints: Partial<Record<AgentState, [number, number, number]>> = {
  [AgentState.READY]: [60, 300, 900],
  [AgentState.RINGING]: [10, 20, 30],
  [AgentState.TALKING]: [60, 300, 900],
  [AgentState.WRAP_UP]: [30, 60, 180],
  [AgentState.PAUSED]: [300, 900, 1800],
  [AgentState.NOT_RESPONDING]: [10, 60, 300],
};

/** Which tint a time in a state has: 0 – 3. */
export function tintOf(state: AgentState, seconds: number): number {
  const steps = tints[state];
  return steps ? steps.filter((s) => seconds >= s).length : 0;
}

/** Everybody at work, by what they do; who is not at work is only counted. */
export function AgentGrid({ agents = board.agents.all }: { agents?: readonly Agent[] }) {
  const atWork = agents.filter((a) => a.state !== AgentState.LOGGED_OUT);
  return (
    <section class="panel agents" aria-labelledby="agents-title">
      <h2 id="agents-title">
        {t("agents")} <span class="tally">{t("staffed", atWork.length, agents.length)}</span>
      </h2>
      {atWork.length === 0 && <p class="empty">{t("noAgents")}</p>}
      {groups.map(({ key, states }) => {
        const members = atWork.filter((a) => states.includes(a.state)).sort(byTime);
        return members.length === 0 ? null : <Group key={key} state={key} members={members} />;
      })}
    </section>
  );
}

function Group({ state, members }: { state: Key; members: readonly Agent[] }) {
  const list = useRef<HTMLUListElement>(null);
  const drawn = useStretch(list, members.length);
  return (
    <div class="agent-group" data-state={state}>
      <h3>
        {t(state)} <span class="tally">{members.length}</span>
      </h3>
      <ul ref={list} style={{ paddingTop: drawn.above, paddingBottom: drawn.below }}>
        {members.slice(drawn.first, drawn.end).map((a) => (
          <AgentCard key={a.name} agent={a} />
        ))}
      </ul>
    </div>
  );
}

const sinceOf = kept((a: Agent) => ms(a.stateSince) ?? 0);

/** Whoever has been in the state longest first. */
const byTime = (a: Agent, b: Agent): number => sinceOf(a) - sinceOf(b) || (a.name < b.name ? -1 : 1);

const AgentCard = memo(function AgentCard({ agent }: { agent: Agent }) {
  const since = sinceOf(agent);
  return (
    <li
      class={`agent${isPending(agent.name) ? " pending" : ""}`}
      data-name={agent.name}
      data-state={AgentState[agent.state]}
      data-drop={agent.state === AgentState.READY ? agent.name : undefined}
      aria-busy={isPending(agent.name)}
      onPointerDown={(e) => dragAgent(e, agent)}
    >
      <Tint key={`${agent.state} ${since}`} state={agent.state} since={since} />
      <a class="agent-name" {...link(pageOf(agent.name))}>
        {nameOf(agent)} <span class="agent-id">{idOf(agent.name)}</span>
      </a>
      <MenuButton title={t("actions", nameOf(agent))} items={() => agentMenu(agent)} />
      <span class="agent-what">{whatOf(agent)}</span>
      <Since key={since} at={since} />
    </li>
  );
});

function whatOf(agent: Agent): string {
  if (agent.pendingPause) return t("wantsPause", reasonName(agent.pendingPause));
  if (agent.state === AgentState.PAUSED) return reasonName(agent.stateReason);
  const call = board.calls.peek(agent.call);
  return call ? localized(board.queues.peek(call.queue)?.displayName, idOf(call.queue)) : t(`state_${agent.state}` as Key);
}

/** A thin bar: the longer in a state, the more of it. Moves at most three times, so that nothing is drawn each second. */
function Tint({ state, since }: { state: AgentState; since: number }) {
  const shade = useComputed(() => `tint tint-${tintOf(state, (now.value - since) / 1000)}`);
  return <span class={shade} aria-hidden="true" />;
}
