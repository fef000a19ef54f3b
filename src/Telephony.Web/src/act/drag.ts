import type { Call } from "../api/gen/telephony/v1/call_service_pb";
import { assign, move } from "./callOrders";
import { give } from "./orders";

/** So far a pointer moves before it drags: less is a click. */
const threshold = 8;

/** Lets a waiting call be dragged onto an agent who is ready (assigned) or a queue (moved). The menu does the same for the keyboard. */
export function startDrag(e: PointerEvent, call: Call): void {
  if (e.button !== 0 || e.pointerType === "touch" || (e.target as Element).closest("button, select, input")) return;
  const from = { x: e.clientX, y: e.clientY };
  let ghost: HTMLElement | undefined;
  let over: Element | null = null;

  const moved = (m: PointerEvent) => {
    if (!ghost && Math.hypot(m.clientX - from.x, m.clientY - from.y) < threshold) return;
    ghost ??= ghostOf(call);
    ghost.style.translate = `${m.clientX + 12}px ${m.clientY + 12}px`;
    over?.classList.remove("drop");
    over = document.elementFromPoint(m.clientX, m.clientY)?.closest("[data-drop]") ?? null;
    over?.classList.add("drop");
    m.preventDefault();
  };
  const end = (drop: boolean) => {
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", key);
    over?.classList.remove("drop");
    if (!ghost) return;
    ghost.remove();
    // The click that follows belongs to the drag.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    const target = over?.getAttribute("data-drop");
    if (!drop || !target) return;
    if (target.startsWith("agents/")) void give(assign(call, target, false));
    else if (target !== call.queue) void give(move(call, target));
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const key = (k: KeyboardEvent) => k.key === "Escape" && end(false);
  addEventListener("pointermove", moved);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
  addEventListener("keydown", key);
}

function swallow(e: Event): void {
  e.preventDefault();
  e.stopPropagation();
}

function ghostOf(call: Call): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.textContent = call.callerName || call.callerNumber || call.name;
  document.body.append(ghost);
  return ghost;
}
