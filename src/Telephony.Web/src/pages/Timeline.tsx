import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { audit } from "../api/clients";
import type { Event } from "../api/gen/telephony/v1/audit_service_pb";
import { type Key, t, timeOfDay } from "../i18n";
import { en } from "../i18n/en";
import { clock, ms, serverTime } from "../live/time";
import { agentName, queueName } from "../ui/names";
import { useAsked } from "../ui/useAsked";
import { dispositionName } from "./PastCalls";

/** How many pages of the log are read at most. */
const mostPages = 40;

/** When a call arrived, as far as its address or its id tells: Asterisk's ids begin with the second they were made in. */
export function arrivalOf(call: string, search: string, now: number): number {
  const asked = Number(new URLSearchParams(search).get("at"));
  if (asked > 0) return asked;
  const second = /(\d{9,10})\.\d+$/.exec(call)?.[1];
  return second ? Number(second) * 1000 : now - 86_400_000;
}

async function eventsOf(call: string, signal: AbortSignal): Promise<Event[]> {
  const startTime = timestampFromMs(arrivalOf(call, location.search, serverTime()) - 2_000);
  const found: Event[] = [];
  let pageToken = "";
  for (let page = 0; page < mostPages; page++) {
    const answer = await audit.listEvents({ call, startTime, pageToken, pageSize: 1000 }, { signal });
    found.push(...answer.events);
    pageToken = answer.nextPageToken;
    if (!pageToken || found.some((e) => e.kind === "CallEnded")) break;
  }
  return found;
}

/** What happened to a call, in order. */
export function Timeline({ call, state }: { call: string; state: number }) {
  const { value, fault } = useAsked((signal) => eventsOf(call, signal), [call, state], state === 0 ? 0 : 5_000);
  const start = ms(value?.[0]?.time) ?? 0;
  return (
    <section class="panel" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t("timeline")}</h2>
      {fault && <p class="empty">{fault}</p>}
      {value?.length === 0 && <p class="empty">{t("none")}</p>}
      <ol class="timeline">
        {value?.map((e) => {
          const at = ms(e.time) ?? 0;
          return (
            <li key={String(e.sequence)} data-kind={e.kind}>
              <time>{timeOfDay(at)}</time>
              <span class="after">+{clock((at - start) / 1000)}</span>
              <span>{wordsFor(e)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What an event says to people. One that has no words yet is told by its kind. */
export function wordsFor(e: Event): string {
  const key = `event_${e.kind}`;
  const detail = (name: string): string => {
    const value = e.details?.[name];
    return value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  if (!(key in en)) return [e.kind, e.queue && queueName(e.queue), e.agent && agentName(e.agent)].filter(Boolean).join(" · ");
  const middle = {
    MenuEntered: "menu",
    MenuChosen: "digit",
    CallRelaxed: "skills",
    OfferMade: "why",
    OfferFailed: "outcome",
    TalkEnded: "endedBy",
  }[e.kind];
  const third = e.kind === "CallEnded" ? dispositionName(snake(detail("disposition"))) : middle ? detail(middle) : "";
  return t(key as Key, e.queue ? queueName(e.queue) : "", e.agent ? agentName(e.agent) : "", third);
}

/** AbandonedInQueue is abandoned_in_queue. */
export const snake = (word: string): string => word.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
