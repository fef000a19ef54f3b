import { reports } from "../api/clients";
import type { PastCall } from "../api/gen/telephony/v1/report_service_pb";
import { type Key, t, timeOfDay } from "../i18n";
import { en } from "../i18n/en";
import { clock, ms, secondsOf, serverTime } from "../live/time";
import { agentName, queueName } from "../ui/names";
import { link, pageOf } from "../ui/route";
import { useAsked } from "../ui/useAsked";
import { period } from "./period";

/** A word for how a call ended. */
export function dispositionName(disposition: string): string {
  const key = `end_${disposition}`;
  return key in en ? t(key as Key) : disposition;
}

/** Calls that are over. */
function PastCalls({ calls }: { calls: readonly PastCall[] }) {
  if (calls.length === 0) return <p class="empty">{t("none")}</p>;
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("arrived")}</th>
            <th scope="col">{t("caller")}</th>
            <th scope="col">{t("queue")}</th>
            <th scope="col">{t("agent")}</th>
            <th scope="col" class="number">
              {t("wait")}
            </th>
            <th scope="col" class="number">
              {t("talk")}
            </th>
            <th scope="col">{t("ended")}</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((c) => (
            <tr key={c.name} data-name={c.name}>
              <td>{timeOfDay(ms(c.startTime) ?? 0)}</td>
              <th scope="row">
                <a {...link(`${pageOf(c.name)}?at=${ms(c.startTime) ?? 0}`)}>{c.callerNumber || t("unknownNumber")}</a>
              </th>
              <td>{queueName(c.queue)}</td>
              <td>{agentName(c.agent)}</td>
              <td class="number">{clock(secondsOf(c.wait) ?? 0)}</td>
              <td class="number">{clock(secondsOf(c.talk) ?? 0)}</td>
              <td>{dispositionName(c.disposition)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The calls of a day, of a queue or an agent, newest first; looked up again every ten seconds. */
export function LastCalls({ of }: { of: { queue: string } | { agent: string } }) {
  const dayMs = 86_400_000;
  const { value, fault } = useAsked(
    (signal) => reports.queryCalls({ period: period(serverTime() - dayMs, serverTime() + 60_000), ...of, pageSize: 50 }, { signal }),
    Object.values(of),
    10_000,
  );
  return (
    <section class="panel" aria-labelledby="last-title">
      <h2 id="last-title">{t("lastCalls")}</h2>
      {fault && <p class="empty">{fault}</p>}
      {value && <PastCalls calls={value.calls} />}
    </section>
  );
}
