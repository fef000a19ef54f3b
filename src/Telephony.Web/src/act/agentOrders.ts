import { agents } from "../api/clients";
import { type Agent, AgentState } from "../api/gen/telephony/v1/agent_service_pb";
import { t } from "../i18n";
import { board } from "../live/board";
import { nameOf, queueName } from "../ui/names";
import { by } from "./me";
import type { Sending } from "./orders";
import { reasonName } from "./reasons";

/** Another state; taken back by the former one where it can be. */
export function force(agent: Agent, state: AgentState, reason = ""): Sending {
  const undo = state === AgentState.LOGGED_OUT && agent.state === AgentState.READY ? loggedIn(agent) : former(agent);
  return { ...forced(agent, state, reason), ...(undo ? { undo } : {}) };
}

function forced(agent: Agent, state: AgentState, reason: string): Sending {
  const words =
    state === AgentState.PAUSED
      ? t("didPause", nameOf(agent), reasonName(reason))
      : t(state === AgentState.READY ? "didReady" : "didLogOut", nameOf(agent));
  return {
    about: agent.name,
    words,
    send: async (requestId) =>
      (await agents.forceState({ name: agent.name, state, reason, why: "from the board", by: by(), requestId })).agent?.etag,
  };
}

/** Back to what the agent was. What the agent was offered or said is not brought back. */
function former(agent: Agent): Sending | undefined {
  switch (agent.state) {
    case AgentState.PAUSED:
      return board.site.peek()?.pauseReasons.some((r) => r.name === agent.stateReason)
        ? forced(agent, AgentState.PAUSED, agent.stateReason)
        : undefined;
    case AgentState.READY:
      return forced(agent, AgentState.READY, "");
    default:
      return undefined;
  }
}

/** Begins an agent's work for them; taken back by ending it. */
export const logIn = (agent: Agent): Sending => ({ ...loggedIn(agent), undo: forced(agent, AgentState.LOGGED_OUT, "") });

function loggedIn(agent: Agent): Sending {
  return {
    about: agent.name,
    words: t("didLogIn", nameOf(agent)),
    send: async (requestId) => (await agents.logIn({ name: agent.name, requestId })).agent?.etag,
  };
}

/** Decides about a pause that waits for approval. */
export function decidePause(agent: Agent, approved: boolean): Sending {
  return {
    about: agent.name,
    words: t(approved ? "didApprove" : "didRefuse", nameOf(agent), reasonName(agent.pendingPause)),
    send: async (requestId) => (await agents.decidePause({ name: agent.name, approved, by: by(), requestId })).agent?.etag,
  };
}

/** Other skills until the end of the shift; null: those of the configuration. Taken back by the former ones. */
export function setSkills(agent: Agent, skills: Record<string, number> | null): Sending {
  const to = (values: Record<string, number> | null): Sending => ({
    about: agent.name,
    words: t(values ? "didSkills" : "didSkillsBack", nameOf(agent)),
    send: async (requestId) =>
      (await agents.setSkills({ name: agent.name, skills: values ?? {}, asConfigured: values === null, by: by(), requestId })).agent?.etag,
  });
  return { ...to(skills), undo: to(agent.skillsSet ? agent.skills : null) };
}

/** Other queues until the end of the shift; null: those of the configuration. Taken back by the former ones. */
export function setQueues(agent: Agent, queues: readonly string[] | null): Sending {
  const to = (names: readonly string[] | null): Sending => ({
    about: agent.name,
    words: names ? t("didQueues", nameOf(agent), names.map(queueName).join(", ")) : t("didQueuesBack", nameOf(agent)),
    send: async (requestId) =>
      (await agents.setQueues({ name: agent.name, queues: [...(names ?? [])], asConfigured: names === null, by: by(), requestId })).agent
        ?.etag,
  });
  return { ...to(queues), undo: to(agent.queuesSet ? agent.queues : null) };
}
