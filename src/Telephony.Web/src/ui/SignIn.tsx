import { signIn } from "../api/clients";
import { t } from "../i18n";

/** Asks for a token. */
export function SignIn() {
  return (
    <main class="sign-in">
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
    </main>
  );
}
