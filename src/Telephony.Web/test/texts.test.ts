import { describe, expect, it } from "vitest";
import { AgentState } from "../src/api/gen/telephony/v1/agent_service_pb";
import { language, languages, percent, t } from "../src/i18n";
import { en } from "../src/i18n/en";
import { zhCn } from "../src/i18n/zhCn";
import { clock } from "../src/live/time";
import { tintOf } from "../src/wall/AgentGrid";

describe("texts", () => {
  it("are complete in every language, with the same places", () => {
    for (const { words } of Object.values(languages)) {
      expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
      for (const [key, text] of Object.entries(words)) {
        expect(text.trim(), key).not.toBe("");
        expect(text.match(/\{\d\}/g)?.sort() ?? [], key).toEqual(en[key as keyof typeof en].match(/\{\d\}/g)?.sort() ?? []);
      }
    }
  });

  it("use the words of the field in Chinese", () => {
    expect([zhCn.state_3, zhCn.state_7, zhCn.agent, zhCn.longest, zhCn.serviceLevel]).toEqual([
      "示闲",
      "话后整理",
      "坐席",
      "最长等待",
      "服务水平",
    ]);
  });

  it("follow the language of the page", () => {
    language.value = "zh-CN";
    expect(t("staffed", 3, 5)).toBe("签入 3 / 5");
    language.value = "en";
    expect(t("staffed", 3, 5)).toBe("3 of 5 at work");
  });
});

describe("figures", () => {
  it("are clocks of minutes and seconds", () => {
    expect([0, 7.9, 65, 3599, 3600, 36_061, -3].map(clock)).toEqual(["0:00", "0:07", "1:05", "59:59", "1:00:00", "10:01:01", "0:00"]);
  });

  it("are per cent without needless digits", () => expect([0, 4.21, 82.4, 100].map(percent)).toEqual(["0 %", "4.2 %", "82 %", "100 %"]));

  it("tint a state by how long it lasts", () => {
    expect([0, 60, 300, 900].map((s) => tintOf(AgentState.TALKING, s))).toEqual([0, 1, 2, 3]);
  });
});
