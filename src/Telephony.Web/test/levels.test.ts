import { create } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { QueueLimitsSchema, QueueSchema } from "../src/api/gen/telephony/v1/queue_service_pb";
import { Hysteresis, holdMs, QueueLevels, worst } from "../src/live/levels";

describe("the level of a figure", () => {
  const limits = { warn: 30, breach: 60 };

  it("rises at once", () => {
    const figure = new Hysteresis();
    expect([29, 30, 59, 60].map((v, i) => figure.judge(v, limits, i))).toEqual([0, 1, 1, 2]);
  });

  it("does not flicker around its limit", () => {
    const figure = new Hysteresis();
    const values = [60, 59, 60, 58, 61, 55, 60];
    expect(values.map((v, i) => figure.judge(v, limits, i * 60_000))).toEqual([2, 2, 2, 2, 2, 2, 2]);
  });

  it("falls when it is clearly better and has been shown for five seconds", () => {
    const figure = new Hysteresis();
    figure.judge(60, limits, 0);
    expect(figure.judge(10, limits, holdMs - 1)).toBe(2);
    expect(figure.judge(53, limits, holdMs)).toBe(1);
    expect(figure.judge(28, limits, 2 * holdMs)).toBe(1);
    expect(figure.judge(26, limits, 2 * holdMs)).toBe(0);
  });

  it("is none of a figure that is not known", () => {
    expect(new Hysteresis().judge(undefined, limits, 0)).toBe(0);
  });
});

describe("a queue", () => {
  const at = 1_000_000;
  const queue = (waitingCalls: number, waited: number, readyAgents: number, busyAgents = 0) =>
    create(QueueSchema, {
      name: "queues/sales",
      waitingCalls,
      readyAgents,
      busyAgents,
      ...(waitingCalls > 0 ? { longestWaitSince: timestampFromMs(at - waited * 1000) } : {}),
    });

  it("is fine when nobody waits", () => expect(worst(new QueueLevels().judge(queue(0, 0, 0), at))).toBe(0));

  it("is an alarm at once when callers wait and nobody is at work", () => {
    expect(new QueueLevels().judge(queue(1, 1, 0), at)).toMatchObject({ nobody: 2, longest: 0 });
  });

  it("is watched from 30 s of waiting on and an alarm from 60 s on", () => {
    expect(new QueueLevels().judge(queue(1, 31, 0, 1), at).longest).toBe(1);
    expect(new QueueLevels().judge(queue(1, 61, 0, 1), at).longest).toBe(2);
  });

  it("compares who waits with who is ready", () => {
    expect(new QueueLevels().judge(queue(3, 1, 3), at).waiting).toBe(1);
    expect(new QueueLevels().judge(queue(6, 1, 3), at).waiting).toBe(2);
    expect(new QueueLevels().judge(queue(2, 1, 3), at).waiting).toBe(0);
  });

  it("goes by the limits of its configuration", () => {
    const strict = queue(1, 6, 0, 1);
    strict.limits = create(QueueLimitsSchema, { longestWaitWatch: durationFromMs(5_000), longestWaitAlarm: durationFromMs(10_000) });
    expect(new QueueLevels().judge(strict, at).longest).toBe(1);
  });

  it("compares its service level with its target", () => {
    const held = create(QueueSchema, { today: { offeredCalls: 10n, serviceLevel: 64, serviceLevelTarget: 80, abandonedCalls: 1n } });
    expect(new QueueLevels().judge(held, at)).toMatchObject({ service: 2, abandoned: 2 });
    held.today!.offeredCalls = 9n;
    expect(new QueueLevels().judge(held, at), "shares of a handful of calls say nothing").toMatchObject({ service: 0, abandoned: 0 });
  });
});
