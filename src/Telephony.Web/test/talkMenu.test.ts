import { create } from "@bufbuild/protobuf";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { myAgent } from "../src/act/me";
import { talkMenu } from "../src/act/talkMenu";
import { hangUp, hold, supervise } from "../src/act/talkOrders";
import { CallSchema, CallState, SupervisionMode } from "../src/api/gen/telephony/v1/call_service_pb";

const asked = vi.hoisted(() => [] as [string, Record<string, unknown>][]);

vi.mock("../src/api/clients", () => {
  const rpc = (name: string) => async (request: Record<string, unknown>) => {
    asked.push([name, request]);
    return {};
  };
  return { calls: { supervise: rpc("supervise"), hold: rpc("hold"), hangup: rpc("hangup") } };
});

const talk = (state: CallState) => create(CallSchema, { name: "calls/1", agent: "agents/1001", state });
const words = (state: CallState) => talkMenu(talk(state)).map((item) => item.words);

beforeEach(() => {
  asked.length = 0;
  myAgent.value = "agents/9001";
});

describe("a conversation", () => {
  it("can be listened to in every way, held and cut off", () => {
    expect(words(CallState.CONNECTED)).toEqual([
      "Listen in",
      "Whisper to the agent",
      "Barge in",
      "Take over",
      "Leave the conversation",
      "Put the caller on hold",
      "Hang up …",
    ]);
  });

  it("is not listened to without a phone, nor with the one that talks", () => {
    for (const mine of ["", "agents/1001"]) {
      myAgent.value = mine;
      expect(words(CallState.CONNECTED)).toEqual(["Put the caller on hold", "Hang up …"]);
    }
  });

  it("on hold is taken back", () => {
    expect(words(CallState.ON_HOLD)).toEqual(["Take the caller back from hold", "Hang up …"]);
  });

  it("that has not begun offers nothing", () => {
    expect(words(CallState.RINGING)).toEqual([]);
  });
});

describe("an order about a conversation", () => {
  it("names my phone and the way", async () => {
    await supervise(talk(CallState.CONNECTED), SupervisionMode.WHISPER).send("id");
    expect(asked).toEqual([
      ["supervise", { call: "calls/1", supervisor: "agents/9001", mode: SupervisionMode.WHISPER, by: "board", requestId: "id" }],
    ]);
  });

  it("to hold is taken back by its opposite", async () => {
    const order = hold(talk(CallState.CONNECTED), true);
    await order.send("a");
    await order.undo?.send("b");
    expect(asked.map(([rpc, request]) => [rpc, request.on])).toEqual([
      ["hold", true],
      ["hold", false],
    ]);
  });

  it("to hang up cannot be taken back", () => {
    expect(hangUp(talk(CallState.CONNECTED)).undo).toBeUndefined();
  });
});
