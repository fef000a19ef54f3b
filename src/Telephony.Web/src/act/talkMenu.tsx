import { type Call, CallState, SupervisionMode } from "../api/gen/telephony/v1/call_service_pb";
import { t } from "../i18n";
import { ask } from "../ui/Dialog";
import type { Item } from "../ui/Menu";
import { callerOf } from "../ui/names";
import { myAgent } from "./me";
import { give } from "./orders";
import { hangUp, hold, supervise } from "./talkOrders";

const ways = [
  [SupervisionMode.LISTEN, "listen"],
  [SupervisionMode.WHISPER, "whisper"],
  [SupervisionMode.BARGE, "barge"],
  [SupervisionMode.TAKE_OVER, "takeOver"],
  [SupervisionMode.STOP, "stopListening"],
] as const;

/** What can be done with a conversation. Supervision needs a phone to ring: mine, and not the one that talks. */
export function talkMenu(call: Call): Item[] {
  const items: Item[] = [];
  if (call.state === CallState.CONNECTED && myAgent.value && myAgent.value !== call.agent)
    for (const [mode, words] of ways) items.push({ words: t(words), act: () => give(supervise(call, mode)) });
  if (call.state === CallState.CONNECTED) items.push({ words: t("hold"), act: () => give(hold(call, true)) });
  if (call.state === CallState.ON_HOLD) items.push({ words: t("resume"), act: () => give(hold(call, false)) });
  if (call.state === CallState.CONNECTED || call.state === CallState.ON_HOLD)
    items.push({ words: `${t("endTalk")} …`, act: () => askHangUp(call), destructive: true });
  return items;
}

function askHangUp(call: Call): void {
  ask(t("endTitle", callerOf(call)), <p>{t("endTalkWarning")}</p>, t("endTalk"), () => give(hangUp(call)), true);
}
