import { t } from "../i18n";
import { board } from "../live/board";
import { ask } from "../ui/Dialog";
import { idOf, nameOf } from "../ui/names";
import { iAm, myAgent, myName } from "./me";
import { give } from "./orders";
import { siteEmergency } from "./queueOrders";

/** Asks who looks at this board. */
export function askMe(): void {
  ask(
    t("meTitle"),
    <>
      <label>
        {t("myName")}
        <input name="name" maxLength={100} value={myName.value} />
      </label>
      <label>
        {t("myPhone")}
        <select name="agent">
          <option value="">{t("nobody")}</option>
          {board.agents.all.map((a) => (
            <option key={a.name} value={a.name} selected={a.name === myAgent.value}>
              {nameOf(a)} {idOf(a.name)}
            </option>
          ))}
        </select>
      </label>
    </>,
    t("keep"),
    (form) => iAm(String(form.get("name") ?? ""), String(form.get("agent") ?? "")),
  );
}

/** Asks about the emergency switch of the whole site. */
export function askSiteEmergency(): void {
  ask(
    t("siteEmergencyTitle"),
    <>
      <p>{t("emergencyWarning")}</p>
      <label>
        {t("siteEmergencyTitle")}
        <select name="on">
          <option value="on">{t("emergencyOn")}</option>
          <option value="off">{t("emergencyOff")}</option>
        </select>
      </label>
    </>,
    t("set"),
    (form) => give(siteEmergency(form.get("on") === "on")),
    true,
  );
}
