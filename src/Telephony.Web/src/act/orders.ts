import { signal } from "@preact/signals";
import { board } from "../live/board";
import { wordsOf } from "./faults";
import { uuid } from "./uuid";

/** Where an order is. Nothing is shown as done before the board has it from the service. */
export type OrderState = "pending" | "done" | "refused";

/** An order given on this page. */
export interface Order {
  readonly id: number;
  /** What it is about: queues/sales. */
  readonly about: string;
  /** What is done, in words. */
  readonly words: string;
  readonly state: OrderState;
  /** Why it was refused. */
  readonly why?: string;
  /** Gives the order that takes it back. */
  readonly undo?: () => void;
}

/** What can be sent for an order. */
export interface Sending {
  readonly about: string;
  readonly words: string;
  /** Sends it; the answer's etag of what it is about, when it still has one. */
  readonly send: (requestId: string) => Promise<string | undefined>;
  /** The order that takes it back; absent when nothing can. */
  readonly undo?: Sending;
}

/** The orders that are shown: pending ones, and the last that ended. */
export const orders = signal<readonly Order[]>([]);

/** How long the end of an order is shown, and can be taken back. */
export const shownMs = 8_000;

/** How long the board may take to show what the service has answered already. */
const confirmMs = 3_000;

let last = 0;

/** Gives an order. */
export async function give(sending: Sending): Promise<void> {
  const id = ++last;
  put({ id, about: sending.about, words: sending.words, state: "pending" });
  try {
    const etag = await sending.send(uuid());
    await shown(sending.about, etag);
    const undo = sending.undo;
    put({ id, about: sending.about, words: sending.words, state: "done", ...(undo ? { undo: () => takeBack(id, undo) } : {}) });
  } catch (fault) {
    put({ id, about: sending.about, words: sending.words, state: "refused", why: wordsOf(fault) });
  }
  setTimeout(() => forget(id), shownMs);
}

/** Whether an order about something has not been confirmed yet. */
export const isPending = (about: string): boolean => orders.value.some((o) => o.about === about && o.state === "pending");

/** Shows an order no more. */
export function forget(id: number): void {
  orders.value = orders.value.filter((o) => o.id !== id);
}

function takeBack(id: number, undo: Sending): void {
  forget(id);
  void give(undo);
}

function put(order: Order): void {
  orders.value = [...orders.value.filter((o) => o.id !== order.id), order].slice(-8);
}

/** Waits until the board shows the thing as the service answered it, or the thing is gone; not for ever: it may have changed again. */
function shown(about: string, etag: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    let unsubscribe = () => {};
    const done = () => {
      clearTimeout(timer);
      queueMicrotask(() => unsubscribe());
      resolve();
    };
    const timer = setTimeout(done, confirmMs);
    unsubscribe = board.revision.subscribe(() => {
      const present = etagOf(about);
      if (present === etag || present === undefined) done();
    });
  });
}

function etagOf(about: string): string | undefined {
  const table = about.startsWith("queues/") ? board.queues : about.startsWith("agents/") ? board.agents : board.calls;
  return table.find(about)?.etag;
}
