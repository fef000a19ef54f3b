import { useComputed } from "@preact/signals";
import { askMe, askSiteEmergency } from "../act/site";
import { hear, isHeard } from "../alerts/sound";
import { type Language, language, languages, speak, t, timeOfDay } from "../i18n";
import { trust } from "../live/age";
import { board } from "../live/board";
import { ms, now, offset } from "../live/time";
import { Account } from "./Account";
import { link, path } from "./route";
import { show, type Theme, theme } from "./theme";

function Age() {
  return <>{t("age", Math.max(0, Math.floor((now.value - offset.value - board.heardAt.value) / 1000)))}</>;
}

/** How the stream is, in a colour, a sign and words. */
function Live() {
  const is = trust.value;
  return (
    <p class={`live ${is}`} role="status" data-trust={is}>
      <span aria-hidden="true">{is === "live" ? "●" : is === "nothing" ? "○" : "▲"}</span>{" "}
      {is === "nothing" ? t("nothingYet") : is === "live" ? t("live") : <Age />}
    </p>
  );
}

/** What is wrong with what is shown, if anything. */
export function Banners() {
  const is = trust.value;
  const site = board.site.value;
  return (
    <div role="alert">
      {(is === "late" || is === "stale") && (
        <p class="banner">
          <span aria-hidden="true">▲</span> {t("cutSince", timeOfDay(board.heardAt.peek()))}
        </p>
      )}
      {is === "live" && site && !site.asteriskConnected && (
        <p class="banner breach">
          <span aria-hidden="true">◆</span> {t("asteriskCut", timeOfDay(ms(site.asteriskSince) ?? 0))}
        </p>
      )}
    </div>
  );
}

/** Name, ways, clock, life. */
export function Header() {
  const time = useComputed(() => timeOfDay(now.value));
  return (
    <header class="top">
      <h1>
        <a {...link("/")}>{t("title")}</a>
      </h1>
      <nav aria-label={t("title")}>
        <a {...link("/")} aria-current={path.value === "/" ? "page" : undefined}>
          {t("wall")}
        </a>
        <a {...link("/menus")} aria-current={path.value.startsWith("/menus") ? "page" : undefined}>
          {t("menus")}
        </a>
        <a {...link("/reports")} aria-current={path.value === "/reports" ? "page" : undefined}>
          {t("reports")}
        </a>
      </nav>
      <Live />
      <time class="clock">{time}</time>
      <button type="button" aria-pressed={isHeard.value} onClick={() => hear(!isHeard.value)}>
        {t("sound")} {t(isHeard.value ? "on" : "off")}
      </button>
      <button type="button" onClick={askMe}>
        {t("me")}
      </button>
      <button type="button" onClick={askSiteEmergency}>
        {t("siteEmergency")}
      </button>
      <Account />
      <label>
        <span class="unseen">{t("language")}</span>
        <select value={language.value} onChange={(e) => speak(e.currentTarget.value as Language)}>
          {Object.entries(languages).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="unseen">{t("theme")}</span>
        <select value={theme.value} onChange={(e) => show(e.currentTarget.value as Theme)}>
          <option value="auto">{t("themeAuto")}</option>
          <option value="dark">{t("themeDark")}</option>
          <option value="light">{t("themeLight")}</option>
        </select>
      </label>
    </header>
  );
}
