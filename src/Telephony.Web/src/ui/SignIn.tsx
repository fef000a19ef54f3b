import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { signIn } from "../api/clients";
import { askWho, type Refused, signInAs, who } from "../api/session";
import { t } from "../i18n";

/** Asks who is there: for a name and a password where people have them, else for a token. */
export function SignIn() {
  useEffect(() => void askWho().catch(() => {}), []);
  return (
    <main class="sign-in">
      <h2>{t("signInTitle")}</h2>
      {who.value?.has_users && <WithPassword />}
      {who.value?.has_users === false && <WithToken />}
      {who.value?.has_users && (
        <details>
          <summary>{t("tokenInstead")}</summary>
          <WithToken />
        </details>
      )}
    </main>
  );
}

function WithPassword() {
  const refused = useSignal<Refused | undefined>(undefined);
  const isBusy = useSignal(false);
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    isBusy.value = true;
    try {
      refused.value = await signInAs(String(data.get("name") ?? "").trim(), String(data.get("password") ?? ""));
    } catch {
      refused.value = { reason: "", seconds: 0 };
    }
    isBusy.value = false;
    if (!refused.value) return;
    const password = form.elements.namedItem("password") as HTMLInputElement;
    password.value = "";
    password.focus();
  };
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        if (!isBusy.value) void submit(e.currentTarget);
      }}
    >
      <label>
        {t("userName")}
        <input name="name" autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={60} required />
      </label>
      <label>
        {t("password")}
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          maxLength={200}
          required
          aria-describedby="sign-in-refused"
        />
      </label>
      <p id="sign-in-refused" role="alert" class="refused">
        {refused.value && wordsOf(refused.value)}
      </p>
      <button type="submit" class="primary" aria-disabled={isBusy.value}>
        {t("signIn")}
      </button>
    </form>
  );
}

function WithToken() {
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        signIn(String(new FormData(e.currentTarget).get("token") ?? "").trim());
      }}
    >
      <label>
        {t("tokenWanted")}
        <input name="token" type="password" autocomplete="off" spellcheck={false} required />
      </label>
      <button type="submit">{t("signIn")}</button>
    </form>
  );
}

function wordsOf({ reason, seconds }: Refused): string {
  if (reason === "SIGN_IN_FAILED") return t("signInFailed");
  if (reason === "TOO_MANY_REQUESTS") return t("signInWait", seconds);
  return t(reason === "SIGN_IN_WANTS_TLS" ? "signInTls" : "signInNotNow");
}
