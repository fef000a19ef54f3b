import { flows } from "../api/clients";
import { type Flow, FlowNodeKind } from "../api/gen/telephony/v1/flow_service_pb";
import { t } from "../i18n";
import { idOf, queueName } from "../ui/names";
import { useAsked } from "../ui/useAsked";
import { FlowMap } from "./FlowMap";

/** The flows of the IVR: who is at each step now, who came there today, who hung up there. */
export function FlowsPage({ name }: { name: string }) {
  const { value, fault } = useAsked((signal) => flows.listFlows({ pageSize: 200 }, { signal }), [], 2_000);
  const shown = value?.flows.filter((f) => name === "" || f.name === `flows/${name}`) ?? [];
  return (
    <main class="flows-page">
      <h2 class="page-title">{t("menus")}</h2>
      {fault && <p class="empty">{fault}</p>}
      {value && shown.length === 0 && <p class="empty">{t("none")}</p>}
      {shown.map((f) => (
        <OneFlow key={f.name} flow={f} />
      ))}
    </main>
  );
}

function OneFlow({ flow }: { flow: Flow }) {
  const title = `flow-${idOf(flow.name)}`;
  return (
    <section class="panel flow" aria-labelledby={title} data-name={flow.name}>
      <h3 id={title}>
        {idOf(flow.name)} <span class="tally">{t("presentNow", flow.presentCalls)}</span>
      </h3>
      <FlowMap flow={flow} />
      <details>
        <summary>{t("asTable")}</summary>
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("step")}</th>
                <th scope="col">{t("kind")}</th>
                {(["now", "enteredToday", "hungUpToday"] as const).map((k) => (
                  <th key={k} scope="col" class="number">
                    {t(k)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {flow.nodes.map((n) => (
                <tr key={n.id}>
                  <th scope="row">{n.id}</th>
                  <td>
                    {kindName(n.kind)} {targetName(n.target)}
                  </td>
                  <td class="number">{n.presentCalls}</td>
                  <td class="number">{String(n.enteredCalls)}</td>
                  <td class="number">{String(n.hungUpCalls)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

/** "menu", "hang up". */
export const kindName = (kind: FlowNodeKind): string => FlowNodeKind[kind]?.toLowerCase().replaceAll("_", " ") ?? "";

/** What a step leads to, in words. */
export const targetName = (target: string): string =>
  target.startsWith("queues/") ? `→ ${queueName(target)}` : target ? `→ ${idOf(target)}` : "";
