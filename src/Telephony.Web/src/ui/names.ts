import type { Agent } from "../api/gen/telephony/v1/agent_service_pb";
import type { Call } from "../api/gen/telephony/v1/call_service_pb";
import { localized, t } from "../i18n";
import { board } from "../live/board";

/** "sales" of "queues/sales". */
export const idOf = (name: string): string => name.slice(name.indexOf("/") + 1);

/** What people call a queue. */
export function queueName(name: string): string {
  return name === "" ? "–" : localized(board.queues.peek(name)?.displayName, idOf(name));
}

/** What people call an agent. */
export function agentName(name: string): string {
  return name === "" ? "–" : board.agents.peek(name)?.displayName || idOf(name);
}

/** What people call an agent of whom all is known. */
export const nameOf = (agent: Agent): string => agent.displayName || idOf(agent.name);

/** Who calls: the name, and the number as far as it is shown. */
export function callerOf(call: Call): string {
  const number = call.callerNumber || t("unknownNumber");
  return call.callerName && call.callerName !== call.callerNumber ? `${call.callerName} · ${number}` : number;
}
