import { calls } from "../api/clients";
import { type Call, SupervisionMode } from "../api/gen/telephony/v1/call_service_pb";
import { t } from "../i18n";
import { callerOf } from "../ui/names";
import { by, myAgent } from "./me";
import type { Sending } from "./orders";

const did = {
  [SupervisionMode.UNSPECIFIED]: "didStop",
  [SupervisionMode.LISTEN]: "didListen",
  [SupervisionMode.WHISPER]: "didWhisper",
  [SupervisionMode.BARGE]: "didBarge",
  [SupervisionMode.TAKE_OVER]: "didTakeOver",
  [SupervisionMode.STOP]: "didStop",
} as const;

/** Joins a conversation with my phone, in one of the ways to do it, or changes the way; it rings first. */
export const supervise = (call: Call, mode: SupervisionMode): Sending => ({
  about: call.name,
  words: t(did[mode], callerOf(call)),
  send: async (requestId) => (await calls.supervise({ call: call.name, supervisor: myAgent.value, mode, by: by(), requestId })).call?.etag,
});

/** Puts the caller on hold, or back; each takes the other back. */
export function hold(call: Call, on: boolean): Sending {
  const to = (value: boolean): Sending => ({
    about: call.name,
    words: t(value ? "didHold" : "didResume", callerOf(call)),
    send: async (requestId) => (await calls.hold({ call: call.name, on: value, by: by(), requestId })).call?.etag,
  });
  return { ...to(on), undo: to(!on) };
}

/** Ends a call whatever it is doing. Nothing takes it back. */
export const hangUp = (call: Call): Sending => ({
  about: call.name,
  words: t("didEnd", callerOf(call)),
  send: async (requestId) => (await calls.hangup({ call: call.name, by: by(), requestId })).call?.etag,
});
