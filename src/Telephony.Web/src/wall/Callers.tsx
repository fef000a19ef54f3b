import { useRef } from "preact/hooks";
import { dragCall } from "../act/drag";
import { callMenu } from "../act/menus";
import { isPending } from "../act/orders";
import { type Call, CallState } from "../api/gen/telephony/v1/call_service_pb";
import { type Key, t } from "../i18n";
import { board } from "../live/board";
import { kept } from "../live/kept";
import { clock, ms, secondsOf } from "../live/time";
import { MenuButton } from "../ui/Menu";
import { memo } from "../ui/memo";
import { callerOf, queueName } from "../ui/names";
import { link, pageOf } from "../ui/route";
import { Since } from "../ui/Since";
import { useStretch } from "../ui/stretch";

const waitingStates = new Set([CallState.QUEUED, CallState.RINGING, CallState.CONNECTING, CallState.VIRTUAL, CallState.DIALLING]);

/** Whether a call waits for an agent. */
export const waits = (call: Call): boolean => waitingStates.has(call.state);

const queuedAt = kept((c: Call) => ms(c.queuedAt) ?? 0);

/** Whoever is served first, first: those who ring, then by position, the longest wait before others of the same. */
export function inLine(a: Call, b: Call): number {
  return a.position - b.position || b.priority - a.priority || queuedAt(a) - queuedAt(b) || (a.name < b.name ? -1 : 1);
}

/** Everybody who waits. */
export function Callers({ calls = board.calls.all, withQueue = true }: { calls?: readonly Call[]; withQueue?: boolean }) {
  const waiting = calls.filter(waits).sort(withQueue ? byWait : inLine);
  const list = useRef<HTMLTableSectionElement>(null);
  const drawn = useStretch(list, waiting.length);
  return (
    <section class="panel callers" aria-labelledby="callers-title">
      <h2 id="callers-title">
        {t("callers")} <span class="tally">{waiting.length}</span>
      </h2>
      {waiting.length === 0 ? (
        <p class="empty">{t("noOneWaits")}</p>
      ) : (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col" class="number">
                  {t("position")}
                </th>
                <th scope="col">{t("caller")}</th>
                {withQueue && <th scope="col">{t("queue")}</th>}
                <th scope="col">{t("skills")}</th>
                <th scope="col" class="number">
                  {t("priority")}
                </th>
                <th scope="col" class="number">
                  {t("wait")}
                </th>
                <th scope="col" class="number">
                  {t("expected")}
                </th>
                <td />
              </tr>
            </thead>
            <tbody ref={list}>
              <Room height={drawn.above} />
              {waiting.slice(drawn.first, drawn.end).map((c) => (
                <Caller key={c.name} call={c} withQueue={withQueue} />
              ))}
              <Room height={drawn.below} />
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Room for rows that are not drawn. */
function Room({ height }: { height: number }) {
  return height === 0 ? null : (
    <tr>
      <td class="room" colSpan={8} style={{ height }} />
    </tr>
  );
}

/** Over all queues: whoever has waited longest first. */
const byWait = (a: Call, b: Call): number => queuedAt(a) - queuedAt(b) || inLine(a, b);

const Caller = memo(function Caller({ call, withQueue }: { call: Call; withQueue: boolean }) {
  const since = queuedAt(call) || (ms(call.stateSince) ?? 0);
  const expected = secondsOf(call.expectedWait);
  return (
    <tr
      class={isPending(call.name) ? "pending" : ""}
      data-name={call.name}
      data-state={CallState[call.state]}
      aria-busy={isPending(call.name)}
      onPointerDown={(e) => dragCall(e, call)}
    >
      <td class="number">{call.position || "–"}</td>
      <th scope="row">
        <a {...link(pageOf(call.name))}>{callerOf(call)}</a>
        {call.state !== CallState.QUEUED && <span class="chip">{t(`call_${call.state}` as Key)}</span>}
      </th>
      {withQueue && <td>{queueName(call.queue)}</td>}
      <td class="skills">{call.skills || t("anySkills")}</td>
      <td class="number">{call.priority}</td>
      <td class="number">
        <Since key={since} at={since} />
      </td>
      <td class="number">{expected === undefined ? "–" : clock(expected)}</td>
      <td>
        <MenuButton title={t("actions", callerOf(call))} items={() => callMenu(call)} />
      </td>
    </tr>
  );
});
