import { queues } from "../api/clients";
import { type Queue, QueueSwitch } from "../api/gen/telephony/v1/queue_service_pb";
import { t } from "../i18n";
import { queueName } from "../ui/names";
import { by } from "./me";
import type { Sending } from "./orders";

/** Open, closed, or by its calendar; taken back by what it went by before, whichever of the three. */
export function turn(queue: Queue, to: QueueSwitch): Sending {
  return { ...turned(queue.name, to), undo: turned(queue.name, queue.switch) };
}

function turned(name: string, to: QueueSwitch): Sending {
  return {
    about: name,
    words: t(to === QueueSwitch.OPEN ? "didOpen" : to === QueueSwitch.CLOSED ? "didClose" : "didCalendar", queueName(name)),
    send: async (requestId) => {
      const request = { name, by: by(), requestId };
      if (to === QueueSwitch.OPEN) return (await queues.openQueue(request)).queue?.etag;
      if (to === QueueSwitch.CLOSED) return (await queues.closeQueue(request)).queue?.etag;
      return (await queues.followCalendar(request)).queue?.etag;
    },
  };
}

/** The emergency switch of a queue; taken back by the former setting. */
export function emergency(queue: Queue, on: boolean): Sending {
  const to = (value: boolean): Sending => ({
    about: queue.name,
    words: t(value ? "didEmergency" : "didNoEmergency", queueName(queue.name)),
    send: async (requestId) =>
      (await queues.setEmergency({ name: queue.name, on: value, by: by(), requestId })).queues.find((q) => q.name === queue.name)?.etag,
  });
  return { ...to(on), undo: to(queue.emergency) };
}

/** The emergency switch of the whole site. */
export function siteEmergency(on: boolean): Sending {
  const to = (value: boolean): Sending => ({
    about: "site",
    words: t(value ? "didSiteEmergency" : "didNoSiteEmergency"),
    send: async (requestId) => {
      await queues.setEmergency({ name: "queues/-", on: value, by: by(), requestId });
      return undefined;
    },
  });
  return { ...to(on), undo: to(!on) };
}
