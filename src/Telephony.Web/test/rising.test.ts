import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { Rising } from "../src/alerts/rising";
import { QueueSchema } from "../src/api/gen/telephony/v1/queue_service_pb";
import type { Judged } from "../src/live/judged";
import type { Level } from "../src/live/levels";

const at = (level: Level, name = "queues/sales"): Judged => ({
  queue: create(QueueSchema, { name }),
  level,
  levels: { waiting: level, longest: 0, service: 0, abandoned: 0, nobody: 0 },
});

describe("a new alarm", () => {
  it("is heard once, when it begins", () => {
    const rising = new Rising();
    expect([at(0), at(2), at(2), at(1), at(2)].map((j) => rising.look([j]).length)).toEqual([0, 1, 0, 0, 1]);
  });

  it("is none when the page is opened in the midst of it", () => expect(new Rising().look([at(2)])).toEqual([]));

  it("may come from a queue that was not there before", () => {
    const rising = new Rising();
    rising.look([at(0)]);
    expect(rising.look([at(0), at(2, "queues/new")])).toEqual(["queues/new"]);
  });
});
