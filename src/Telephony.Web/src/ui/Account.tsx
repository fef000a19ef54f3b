import { who } from "../api/session";
import { t } from "../i18n";
import { link, path } from "./route";

/** Who is signed in; a way to signing out. Nothing where nobody signs in. */
export function Account() {
  const known = who.value;
  if (!known?.is_session || !known.name) return null;
  return (
    <a {...link("/account")} class="account" aria-current={path.value === "/account" ? "page" : undefined}>
      <span class="unseen">{t("account")}: </span>
      {known.name}
    </a>
  );
}
