import { routing } from "../api/clients";
import { localized, t } from "../i18n";
import { ms } from "../live/time";
import { Until } from "../ui/Since";
import { useAsked } from "../ui/useAsked";

/** Why nothing is offered to an agent now. */
export function WhyAgent({ agent }: { agent: string }) {
  const { value, fault } = useAsked((signal) => routing.whyIdle({ agent }, { signal }), [agent], 2_000);
  const until = ms(value?.why?.until);
  return (
    <section class="panel why" aria-labelledby="why-title">
      <h2 id="why-title">{t("whyIdle")}</h2>
      {fault && <p class="empty">{fault}</p>}
      {value && (
        <p class="why-summary">
          {localized(value.why?.text)}
          {until !== undefined && (
            <>
              {" "}
              (<Until key={until} at={until} />)
            </>
          )}
        </p>
      )}
    </section>
  );
}
