import { t } from "../i18n";
import { forget, orders } from "./orders";

/** What became of the orders given here: pending until the service has confirmed them. */
export function Orders() {
  return (
    <div class="orders" role="status" aria-live="polite" aria-label={t("orders")}>
      {orders.value.map((o) => (
        <p key={o.id} class={`order ${o.state}`} data-state={o.state}>
          <span>
            {t(o.state === "pending" ? "pending" : o.state === "done" ? "done" : "refused")}: {o.words}
            {o.why && <span class="order-why"> {o.why}</span>}
          </span>
          {o.undo && (
            <button type="button" onClick={o.undo}>
              {t("undo")}
            </button>
          )}
          {o.state !== "pending" && (
            <button type="button" aria-label={t("close")} onClick={() => forget(o.id)}>
              <span aria-hidden="true">×</span>
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
