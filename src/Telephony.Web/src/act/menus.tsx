import { type Agent, AgentState } from "../api/gen/telephony/v1/agent_service_pb";
import type { Call } from "../api/gen/telephony/v1/call_service_pb";
import { type Queue, QueueSwitch } from "../api/gen/telephony/v1/queue_service_pb";
import { localized, t } from "../i18n";
import { board } from "../live/board";
import { ask } from "../ui/Dialog";
import type { Item } from "../ui/Menu";
import { agentName, callerOf, idOf, nameOf, queueName } from "../ui/names";
import { go, pageOf } from "../ui/route";
import { decidePause, force, logIn, setQueues, setSkills } from "./agentOrders";
import { assign, move, putFirst, reprioritise, withdraw } from "./callOrders";
import { myAgent } from "./me";
import { give } from "./orders";
import { QueueFields } from "./QueueFields";
import { emergency, turn } from "./queueOrders";
import { SkillFields, skillsOf } from "./SkillFields";
import { talkMenu } from "./talkMenu";

/** What can be done with a call that waits. */
export function callMenu(call: Call): Item[] {
  const items: Item[] = [{ words: t("why"), act: () => go(pageOf(call.name)) }];
  if (call.priority < 10) items.push({ words: t("raise", call.priority + 1), act: () => give(reprioritise(call, call.priority + 1)) });
  if (call.priority > 0) items.push({ words: t("lower", call.priority - 1), act: () => give(reprioritise(call, call.priority - 1)) });
  items.push(
    { words: t("first"), act: () => give(putFirst(call)) },
    { words: `${t("moveTo")} …`, act: () => askQueue(call) },
    { words: `${t("assignTo")} …`, act: () => askAgent(call) },
  );
  if (myAgent.value) items.push({ words: t("pull"), act: () => give(assign(call, myAgent.value, true)) });
  for (const menu of (board.site.value?.menus ?? []).slice(0, 10))
    items.push({ words: t("toMenu", menu), act: () => give(withdraw(call, menu)) });
  items.push({ words: `${t("end")} …`, act: () => askEnd(call), destructive: true });
  return items;
}

function askQueue(call: Call): void {
  const others = board.queues.all.filter((q) => q.name !== call.queue);
  ask(
    t("moveTitle", callerOf(call)),
    <label>
      {t("queue")}
      <select name="queue" required>
        {others.map((q) => (
          <option key={q.name} value={q.name}>
            {queueName(q.name)} ({q.waitingCalls})
          </option>
        ))}
      </select>
    </label>,
    t("moveTo"),
    (form) => give(move(call, String(form.get("queue")))),
  );
}

function askAgent(call: Call): void {
  const free = board.agents.all
    .filter((a) => a.state === AgentState.READY)
    .sort((a, b) => Number(b.queues.includes(call.queue)) - Number(a.queues.includes(call.queue)));
  ask(
    t("assignTitle", callerOf(call)),
    <>
      <label>
        {t("agent")}
        <select name="agent" required>
          {free.map((a) => (
            <option key={a.name} value={a.name}>
              {nameOf(a)} {idOf(a.name)}
              {a.queues.includes(call.queue) ? "" : ` · ${t("otherQueue")}`}
            </option>
          ))}
        </select>
      </label>
      {free.length === 0 && <p class="empty">{t("nobodyReady")}</p>}
      <label class="check">
        <input type="checkbox" name="forced" /> {t("forced")}
      </label>
    </>,
    t("assignTo"),
    (form) => {
      const agent = String(form.get("agent") ?? "");
      if (agent) void give(assign(call, agent, form.has("forced")));
    },
  );
}

function askEnd(call: Call): void {
  ask(t("endTitle", callerOf(call)), <p>{t("endWarning")}</p>, t("end"), () => give(withdraw(call, "")), true);
}

/** What can be done with an agent. */
export function agentMenu(agent: Agent): Item[] {
  const items: Item[] = [{ words: t("why"), act: () => go(pageOf(agent.name)) }];
  if (agent.state === AgentState.LOGGED_OUT) return [...items, { words: t("logIn"), act: () => give(logIn(agent)) }];
  const call = agent.call ? board.calls.find(agent.call) : undefined;
  if (call) items.push(...talkMenu(call));
  if (agent.pendingPause) {
    items.push(
      { words: t("approve"), act: () => give(decidePause(agent, true)) },
      { words: t("refuse"), act: () => give(decidePause(agent, false)) },
    );
  }
  if (agent.state !== AgentState.READY) items.push({ words: t("forceReady"), act: () => give(force(agent, AgentState.READY)) });
  for (const reason of board.site.value?.pauseReasons ?? []) {
    items.push({
      words: t("forcePause", localized(reason.displayName, reason.name)),
      act: () => give(force(agent, AgentState.PAUSED, reason.name)),
    });
  }
  items.push({ words: `${t("skillsOf")} …`, act: () => askSkills(agent) });
  if (agent.skillsSet) items.push({ words: t("skillsBack"), act: () => give(setSkills(agent, null)) });
  items.push({ words: `${t("queuesOf")} …`, act: () => askQueues(agent) });
  if (agent.queuesSet) items.push({ words: t("queuesBack"), act: () => give(setQueues(agent, null)) });
  items.push({ words: `${t("forceLogOut")} …`, act: () => askLogOut(agent), destructive: true });
  return items;
}

function askSkills(agent: Agent): void {
  ask(t("skillsTitle", nameOf(agent)), <SkillFields agent={agent} />, t("set"), (form) => give(setSkills(agent, skillsOf(form))));
}

function askQueues(agent: Agent): void {
  ask(t("queuesTitle", nameOf(agent)), <QueueFields agent={agent} />, t("set"), (form) => {
    const queues = form.getAll("queue").map(String);
    if (queues.length > 0) void give(setQueues(agent, queues));
  });
}

function askLogOut(agent: Agent): void {
  ask(
    t("logOutTitle", agentName(agent.name)),
    <p>{t("logOutWarning")}</p>,
    t("forceLogOut"),
    () => give(force(agent, AgentState.LOGGED_OUT)),
    true,
  );
}

/** What can be done with a queue. */
export function queueMenu(queue: Queue): Item[] {
  const items: Item[] = [{ words: t("details"), act: () => go(pageOf(queue.name)) }];
  const switches: [QueueSwitch, string][] = [
    [QueueSwitch.OPEN, t("openNow")],
    [QueueSwitch.CLOSED, t("closeNow")],
    [QueueSwitch.CALENDAR, t("byCalendar")],
  ];
  for (const [to, words] of switches) if (queue.switch !== to) items.push({ words, act: () => give(turn(queue, to)) });
  if (queue.emergency) items.push({ words: t("emergencyOff"), act: () => give(emergency(queue, false)) });
  else items.push({ words: `${t("emergencyOn")} …`, act: () => askEmergency(queue), destructive: true });
  return items;
}

function askEmergency(queue: Queue): void {
  ask(
    t("emergencyTitle", queueName(queue.name)),
    <p>{t("emergencyWarning")}</p>,
    t("emergencyOn"),
    () => give(emergency(queue, true)),
    true,
  );
}
