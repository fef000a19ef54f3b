import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, describe, expect, it, vi } from "vitest";
import { forget, give, isPending, orders } from "../src/act/orders";
import { BoardDeltaSchema } from "../src/api/gen/telephony/v1/board_service_pb";
import { board } from "../src/live/board";

const queue = (etag: string) =>
  board.apply({ case: "delta", value: create(BoardDeltaSchema, { queues: [{ name: "queues/sales", etag }] }) }, 1);

afterEach(() => {
  for (const order of orders.value) forget(order.id);
});

describe("an order", () => {
  it("is pending until the board shows what the service answered", async () => {
    queue("before");
    const given = give({ about: "queues/sales", words: "closed", send: async () => "after" });
    await vi.waitFor(() => expect(isPending("queues/sales")).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isPending("queues/sales"), "the answer alone is not enough").toBe(true);
    queue("after");
    await given;
    expect(orders.value.at(-1)).toMatchObject({ state: "done", words: "closed" });
    expect(orders.value.at(-1)?.undo).toBeUndefined();
  });

  it("is taken back by its undo, which is an order itself", async () => {
    queue("x");
    const sent: string[] = [];
    const order = (words: string) => ({ about: "queues/sales", words, send: async () => void sent.push(words) as undefined });
    board.apply({ case: "delta", value: create(BoardDeltaSchema, { removes: ["queues/sales"] }) }, 2);
    await give({ ...order("closed"), undo: order("by its calendar") });
    orders.value.at(-1)?.undo?.();
    await vi.waitFor(() => expect(orders.value.at(-1)).toMatchObject({ state: "done", words: "by its calendar" }));
    expect(sent).toEqual(["closed", "by its calendar"]);
    expect(orders.value.some((o) => o.words === "closed")).toBe(false);
  });

  it("that is refused says why", async () => {
    await give({
      about: "queues/sales",
      words: "closed",
      send: () => Promise.reject(new ConnectError("The queue is not there.", Code.NotFound)),
    });
    expect(orders.value.at(-1)).toMatchObject({ state: "refused", why: "The queue is not there." });
  });

  it("has a name of its own each time, so that nothing is done twice", async () => {
    const ids: string[] = [];
    const send = async (id: string) => void ids.push(id) as undefined;
    await give({ about: "calls/1", words: "a", send });
    await give({ about: "calls/1", words: "b", send });
    expect(new Set(ids).size).toBe(2);
  });
});
