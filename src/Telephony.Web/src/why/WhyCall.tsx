import { routing } from "../api/clients";
import type { Candidate } from "../api/gen/telephony/v1/routing_service_pb";
import { localized, t } from "../i18n";
import { ms } from "../live/time";
import { agentName, idOf } from "../ui/names";
import { link, pageOf } from "../ui/route";
import { Until } from "../ui/Since";
import { useAsked } from "../ui/useAsked";

/** Why a call is where it is: what it asks for, what it will ask for later, and what keeps each agent from it. The router itself answers. */
export function WhyCall({ call }: { call: string }) {
  const { value, fault } = useAsked((signal) => routing.explain({ call }, { signal }), [call], 2_000);
  const now = Date.now();
  return (
    <section class="panel why" aria-labelledby="why-title">
      <h2 id="why-title">{t("why")}</h2>
      {fault && <p class="empty">{fault}</p>}
      {value && (
        <>
          <p class="why-summary">{localized(value.summary)}</p>
          {value.relaxationSteps.length > 0 && (
            <ol class="steps" aria-label={t("steps")}>
              {value.relaxationSteps.map((s) => {
                const at = ms(s.startTime);
                return (
                  <li key={s.step} class={s.step === value.relaxationStep ? "now" : ""}>
                    <code>{s.skills || t("anySkills")}</code>{" "}
                    {s.step === value.relaxationStep
                      ? t("stepNow")
                      : at !== undefined &&
                        at > now && (
                          <>
                            {t("stepIn")} <Until key={at} at={at} />
                          </>
                        )}
                  </li>
                );
              })}
            </ol>
          )}
          <Candidates candidates={value.candidates} />
        </>
      )}
    </section>
  );
}

function Candidates({ candidates }: { candidates: readonly Candidate[] }) {
  const ranked = [...candidates].sort(
    (a, b) => Number(b.eligible) - Number(a.eligible) || a.why!.reason - b.why!.reason || (a.agent < b.agent ? -1 : 1),
  );
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("agent")}</th>
            <th scope="col">{t("mayServe")}</th>
            <th scope="col">{t("why")}</th>
          </tr>
        </thead>
        <tbody>
          {ranked.map((c) => (
            <tr key={c.agent} class={c.eligible ? "" : "soft"}>
              <th scope="row">
                <a {...link(pageOf(c.agent))}>
                  {agentName(c.agent)} {idOf(c.agent)}
                </a>
              </th>
              <td>{t(c.eligible ? "yes" : "no")}</td>
              <td class="wrap">{localized(c.why?.text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
