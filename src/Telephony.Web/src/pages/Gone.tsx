import { t } from "../i18n";
import { board } from "../live/board";
import { link } from "../ui/route";

/** What is looked for is not there; or not yet, before the first picture. */
export function Gone({ name }: { name: string }) {
  return (
    <main>
      <p class="empty">{board.heardAt.value === 0 ? t("nothingYet") : t("gone", name)}</p>
      <a {...link("/")}>{t("back")}</a>
    </main>
  );
}
