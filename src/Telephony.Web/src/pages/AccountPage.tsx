import { useSignal } from "@preact/signals";
import { endSession, listSessions, who } from "../api/session";
import { type Key, language, t } from "../i18n";
import { faultLine, useAsked } from "../ui/useAsked";

const moment = (text: string): string => new Date(text).toLocaleString(language.value, { hour12: false });

/** Who looks at this page, and in which other browsers somebody is signed in. */
export function AccountPage() {
  const version = useSignal(0);
  const said = useSignal("");
  const sessions = useAsked((stop) => listSessions(stop), [version.value], 15_000);
  const known = who.value;
  const end = async (id: string, isThis: boolean) => {
    await endSession(isThis ? undefined : id);
    if (isThis) return location.assign("/");
    said.value = t("sessionEnded");
    version.value++;
  };
  return (
    <main class="account-page">
      <h2>{t("account")}</h2>
      {known?.is_session ? (
        <p>
          {t("signedInAs", known.name ?? "", t(`role_${known.role}` as Key))}
          {known.until && ` · ${t("signedInUntil", moment(known.until))}`}{" "}
          <button type="button" onClick={() => end("", true)}>
            {t("signOut")}
          </button>
        </p>
      ) : (
        <p>{t("noSession")}</p>
      )}
      <h3 id="sessions">{t("sessions")}</h3>
      <p role="status">{said.value || faultLine(sessions)}</p>
      <table aria-labelledby="sessions">
        <thead>
          <tr>
            <th scope="col">{t("userName")}</th>
            <th scope="col">{t("sessionBegun")}</th>
            <th scope="col">{t("sessionSeen")}</th>
            <th scope="col">{t("sessionFrom")}</th>
            <th scope="col">{t("sessionBrowser")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {(sessions.value ?? []).map((s) => (
            <tr key={s.id} data-session={s.id} data-this={s.is_this}>
              <th scope="row">{s.user}</th>
              <td>{moment(s.begun)}</td>
              <td>{moment(s.seen)}</td>
              <td>{s.from}</td>
              <td>{s.is_this ? t("sessionThis") : s.browser}</td>
              <td>
                {!s.is_this && (
                  <button type="button" aria-label={t("sessionEnd", s.user)} onClick={() => end(s.id, false)}>
                    ✕
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
