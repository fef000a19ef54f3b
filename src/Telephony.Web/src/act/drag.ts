import type { Agent } from "../api/gen/telephony/v1/agent_service_pb";
import type { Call } from "../api/gen/telephony/v1/call_service_pb";
import { callerOf, nameOf } from "../ui/names";
import { setQueues } from "./agentOrders";
import { assign, move } from "./callOrders";
import { give, type Sending } from "./orders";

/** So far a pointer moves before it drags: less is a click. */
const threshold = 8;

/** Lets a waiting call be dragged onto an agent who is ready (assigned) or a queue (moved). The menu does the same for the keyboard. */
export function dragCall(e: PointerEvent, call: Call): void {
  drag(e, callerOf(call), (target) => {
    if (target.startsWith("agents/")) return assign(call, target, false);
    return target === call.queue ? undefined : move(call, target);
  });
}

/** Lets an agent be dragged onto a queue: they serve it, too, until the end of the shift. */
export function dragAgent(e: PointerEvent, agent: Agent): void {
  drag(e, nameOf(agent), (target) =>
    target.startsWith("queues/") && !agent.queues.includes(target) ? setQueues(agent, [...agent.queues, target]) : undefined,
  );
}

/** Follows the pointer until it lets go; what it is then over says which order is given, if any. */
function drag(e: PointerEvent, words: string, orderAt: (target: string) => Sending | undefined): void {
  if (e.button !== 0 || e.pointerType === "touch" || (e.target as Element).closest("button, select, input")) return;
  const from = { x: e.clientX, y: e.clientY };
  let ghost: HTMLElement | undefined;
  let over: Element | null = null;

  const moved = (m: PointerEvent) => {
    if (!ghost && Math.hypot(m.clientX - from.x, m.clientY - from.y) < threshold) return;
    ghost ??= ghostOf(words);
    ghost.style.translate = `${m.clientX + 12}px ${m.clientY + 12}px`;
    over?.classList.remove("drop");
    over = document.elementFromPoint(m.clientX, m.clientY)?.closest("[data-drop]") ?? null;
    if (over && !orderAt(over.getAttribute("data-drop")!)) over = null;
    over?.classList.add("drop");
    m.preventDefault();
  };
  const end = (drop: boolean) => {
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", key);
    removeEventListener("dragstart", swallow);
    over?.classList.remove("drop");
    if (!ghost) return;
    ghost.remove();
    // The click that follows belongs to the drag.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    const order = drop && over ? orderAt(over.getAttribute("data-drop")!) : undefined;
    if (order) void give(order);
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const key = (k: KeyboardEvent) => k.key === "Escape" && end(false);
  addEventListener("pointermove", moved);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
  addEventListener("keydown", key);
  addEventListener("dragstart", swallow); // the browser would drag the address of a link
}

function swallow(e: Event): void {
  e.preventDefault();
  e.stopPropagation();
}

function ghostOf(words: string): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.textContent = words;
  document.body.append(ghost);
  return ghost;
}
