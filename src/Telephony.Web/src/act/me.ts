import { signal } from "@preact/signals";
import { who } from "../api/session";

/** Who gives the orders, for the record; with a token the service adds whose it is. */
export const myName = signal(localStorage.getItem("by") ?? "");

/** The phone that rings when a call is pulled, listened to, …: agents/1001. */
export const myAgent = signal(localStorage.getItem("agent") ?? "");

/** Keeps who looks at this page. */
export function iAm(name: string, agent: string): void {
  localStorage.setItem("by", name);
  localStorage.setItem("agent", agent);
  myName.value = name;
  myAgent.value = agent;
}

/** The field "by" of an order. */
export const by = (): string => (who.value?.is_session && who.value.name) || myName.value.trim() || "board";
