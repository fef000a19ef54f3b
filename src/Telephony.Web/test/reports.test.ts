import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { WaitBandSchema } from "../src/api/gen/telephony/v1/report_service_pb";
import { ranked } from "../src/pages/LeagueTable";
import type { Row } from "../src/pages/reportRows";
import { bandsOf } from "../src/pages/WaitReport";

const band = (seconds: number | undefined, answered: number, abandoned: number) =>
  create(WaitBandSchema, {
    ...(seconds === undefined ? {} : { until: { seconds: BigInt(seconds) } }),
    answeredCalls: BigInt(answered),
    abandonedCalls: BigInt(abandoned),
  });

describe("the distribution of waits", () => {
  it("adds the bands of all rows up and names each by its ends", () => {
    const row = (...bands: Row["bands"] & object): Row => ({ of: "queues/a", period: undefined, metrics: {}, bands });
    expect(
      bandsOf([row(band(5, 1, 0), band(10, 2, 1), band(undefined, 0, 3)), row(band(5, 4, 0), band(10, 0, 0), band(undefined, 1, 1))]),
    ).toEqual([
      { label: "0–5", answered: 5, abandoned: 0 },
      { label: "5–10", answered: 2, abandoned: 1 },
      { label: "> 10", answered: 1, abandoned: 4 },
    ]);
  });

  it("is empty where nothing was asked", () => expect(bandsOf([])).toEqual([]));
});

describe("the league table", () => {
  const agent = (of: string, metrics: Record<string, number>): Row => ({ of, period: undefined, metrics });

  it("puts the best first: more answered, fewer missed; whoever has no figure last", () => {
    const rows = [
      agent("agents/1", { answered: 3, aht: 90 }),
      agent("agents/2", { answered: 5 }),
      agent("agents/3", { answered: 3, aht: 60 }),
    ];
    expect(ranked(rows, "answered").map((r) => r.of)).toEqual(["agents/2", "agents/1", "agents/3"]);
    expect(ranked(rows, "aht").map((r) => r.of)).toEqual(["agents/3", "agents/1", "agents/2"]);
  });
});
