import { routing } from "../api/clients";
import type { Call } from "../api/gen/telephony/v1/call_service_pb";
import { t } from "../i18n";
import { agentName, callerOf, idOf, queueName } from "../ui/names";
import { by } from "./me";
import type { Sending } from "./orders";

/** Another priority; taken back by the former one. */
export function reprioritise(call: Call, priority: number): Sending {
  const to = (value: number): Sending => ({
    about: call.name,
    words: t("didPriority", callerOf(call), value),
    send: async (requestId) => (await routing.setPriority({ call: call.name, priority: value, by: by(), requestId })).call?.etag,
  });
  return { ...to(priority), undo: to(call.priority) };
}

/** Next in line among the calls of its priority. */
export function putFirst(call: Call): Sending {
  return {
    about: call.name,
    words: t("didFirst", callerOf(call)),
    send: async (requestId) => (await routing.setPriority({ call: call.name, position: 1, by: by(), requestId })).call?.etag,
    undo: {
      about: call.name,
      words: t("didByJoining", callerOf(call)),
      send: async (requestId) =>
        (await routing.setPriority({ call: call.name, position: call.position || 0, by: by(), requestId })).call?.etag,
    },
  };
}

/** Into another queue; it keeps how long it has waited. Taken back by moving it to where it was. */
export function move(call: Call, queue: string): Sending {
  const to = (target: string): Sending => ({
    about: call.name,
    words: t("didMove", callerOf(call), queueName(target)),
    send: async (requestId) => (await routing.moveToQueue({ call: call.name, queue: target, by: by(), requestId })).call?.etag,
  });
  return { ...to(queue), undo: to(call.queue) };
}

/** To an agent, out of turn. A phone that rings cannot be taken back. */
export function assign(call: Call, agent: string, forced: boolean): Sending {
  return {
    about: call.name,
    words: t("didAssign", callerOf(call), `${agentName(agent)} ${idOf(agent)}`),
    send: async (requestId) => (await routing.assignAgent({ call: call.name, agent, forced, by: by(), requestId })).call?.etag,
  };
}

/** Out of the queue: to a menu, or to its end. */
export function withdraw(call: Call, menu: string): Sending {
  return {
    about: call.name,
    words: menu ? t("didMenu", callerOf(call), menu) : t("didEnd", callerOf(call)),
    send: async (requestId) => (await routing.withdraw({ call: call.name, menu, by: by(), requestId })).call?.etag,
  };
}
