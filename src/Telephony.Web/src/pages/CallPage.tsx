import { callMenu } from "../act/menus";
import { type Call, CallState } from "../api/gen/telephony/v1/call_service_pb";
import { type Key, t } from "../i18n";
import { board } from "../live/board";
import { ms } from "../live/time";
import { MenuButton } from "../ui/Menu";
import { agentName, callerOf, idOf, queueName } from "../ui/names";
import { link, pageOf } from "../ui/route";
import { Since } from "../ui/Since";
import { waits } from "../wall/Callers";
import { WhyCall } from "../why/WhyCall";
import { Recordings } from "./Recordings";
import { Timeline } from "./Timeline";

/** One call, from its arrival to its end: where it is, why, what happened, what was said. */
export function CallPage({ name }: { name: string }) {
  const call = board.calls.find(name);
  return (
    <main class="call-page">
      <h2 class="page-title">
        {t("call")} {call ? callerOf(call) : idOf(name)}
      </h2>
      {call ? <Now call={call} /> : <p class="empty">{t("callOver")}</p>}
      {call && (waits(call) || call.queue) && <WhyCall call={name} />}
      <Timeline call={name} state={call?.state ?? 0} />
      <Recordings call={name} state={call?.state ?? 0} />
    </main>
  );
}

function Now({ call }: { call: Call }) {
  const since = ms(call.stateSince) ?? 0;
  const queued = ms(call.queuedAt);
  return (
    <section class="panel now" data-state={CallState[call.state]}>
      <dl class="facts">
        <div>
          <dt>{t("state")}</dt>
          <dd>
            {t(`call_${call.state}` as Key)} <Since key={since} at={since} />
          </dd>
        </div>
        <div>
          <dt>{t("queue")}</dt>
          <dd>{call.queue ? <a {...link(pageOf(call.queue))}>{queueName(call.queue)}</a> : "–"}</dd>
        </div>
        <div>
          <dt>{t("agent")}</dt>
          <dd>{call.agent ? <a {...link(pageOf(call.agent))}>{agentName(call.agent)}</a> : "–"}</dd>
        </div>
        <div>
          <dt>{t("priority")}</dt>
          <dd>{call.priority}</dd>
        </div>
        {queued !== undefined && (
          <div>
            <dt>{t("wait")}</dt>
            <dd>
              <Since key={queued} at={queued} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t("skills")}</dt>
          <dd>{call.skills || t("anySkills")}</dd>
        </div>
        <div>
          <dt>{t("dialed")}</dt>
          <dd>{call.dialedNumber || "–"}</dd>
        </div>
        {Object.entries(call.variables).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {waits(call) && <MenuButton title={t("actions", callerOf(call))} items={() => callMenu(call)} />}
    </section>
  );
}
