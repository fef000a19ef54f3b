import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EventSchema } from "../src/api/gen/telephony/v1/audit_service_pb";
import { niceTop, pathOf } from "../src/chart/Bars";
import { language } from "../src/i18n";
import { metricsUnder, ofAgents, ofQueues, serviceLevels } from "../src/pages/metrics";
import { arrivalOf, snake, wordsFor } from "../src/pages/Timeline";
import { peaksOf } from "../src/pages/waveform";

describe("reports", () => {
  it("take words and formulas from the handbook", () => {
    expect(serviceLevels).toHaveLength(6);
    expect(new Set(serviceLevels.map((m) => m.formula)).size).toBe(6);
    expect(ofQueues.find((m) => m.name === "asa")).toMatchObject({
      unit: "s",
      formula: "Σ wait of A / A",
      en: "Average speed of answer",
      zh: "平均应答速度",
    });
    for (const metric of [...ofQueues, ...ofAgents])
      expect(
        Object.values(metric).filter((v) => v === ""),
        metric.name,
      ).toHaveLength(metric.unit === "" ? 1 : 0);
    expect(metricsUnder("Nothing of this name")).toEqual([]);
  });
});

describe("charts", () => {
  it("have a top that is easy to halve", () =>
    expect([0, 1, 3, 5, 7, 9, 11, 99, 101].map(niceTop)).toEqual([2, 2, 4, 6, 8, 10, 20, 100, 200]));

  it("leave gaps where nothing is known", () => expect(pathOf([[0, 1], [1, 2], undefined, [3, 4]])).toBe("M0.0 1.0L1.0 2.0M3.0 4.0"));
});

describe("a call's timeline", () => {
  it("begins when the call arrived: by its address, its id, or a day ago", () => {
    expect(arrivalOf("calls/1764518400.12", "?at=5000", 9)).toBe(5000);
    expect(arrivalOf("calls/1764518400.12", "", 9)).toBe(1_764_518_400_000);
    expect(arrivalOf("calls/callback-7", "", 86_400_005)).toBe(5);
  });

  it("tells events in words, and those without words by their kind", () => {
    language.value = "en";
    expect(wordsFor(create(EventSchema, { kind: "CallEnded", details: { disposition: "AbandonedInQueue" } }))).toBe(
      "over: gave up waiting",
    );
    expect(wordsFor(create(EventSchema, { kind: "OfferMade", agent: "agents/1001", details: { why: "longest idle" } }))).toBe(
      "1001 is rung: longest idle",
    );
    expect(wordsFor(create(EventSchema, { kind: "SomethingNew", queue: "queues/sales" }))).toBe("SomethingNew · sales");
  });

  it("knows dispositions by their words", () =>
    expect(["AbandonedInQueue", "Answered"].map(snake)).toEqual(["abandoned_in_queue", "answered"]));
});

describe("a waveform", () => {
  it("is as high as the loudest sample of each slice", () => {
    expect(peaksOf(new Float32Array([0, -0.5, 0.25, 2]), 2)).toEqual([0.5, 1]);
    expect(peaksOf(new Float32Array(0), 2)).toEqual([0, 0]);
  });
});
