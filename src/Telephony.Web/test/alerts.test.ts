import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { inOrder, NewlyFiring } from "../src/alerts/firing";
import { AlertSchema, AlertSeverity, AlertState } from "../src/api/gen/telephony/v1/alert_service_pb";
import { BoardDeltaSchema, BoardSnapshotSchema } from "../src/api/gen/telephony/v1/board_service_pb";
import { Board } from "../src/live/board";

const alert = (name: string, state: AlertState, severity = AlertSeverity.WARNING) => create(AlertSchema, { name, state, severity });

describe("alerts", () => {
  it("show what fires first, the critical before the rest, and not what may pass", () => {
    const shown = inOrder([
      alert("alerts/a", AlertState.RESOLVED),
      alert("alerts/b", AlertState.FIRING),
      alert("alerts/c", AlertState.PENDING, AlertSeverity.CRITICAL),
      alert("alerts/d", AlertState.ACKNOWLEDGED),
      alert("alerts/e", AlertState.FIRING, AlertSeverity.CRITICAL),
    ]);
    expect(shown.map((a) => a.name)).toEqual(["alerts/e", "alerts/b", "alerts/d", "alerts/a"]);
  });

  it("are heard when they begin to fire, not when a page is opened", () => {
    const heard = new NewlyFiring();
    expect(heard.look([alert("alerts/a", AlertState.FIRING)])).toEqual([]);
    expect(heard.look([alert("alerts/a", AlertState.FIRING), alert("alerts/b", AlertState.PENDING)])).toEqual([]);
    expect(heard.look([alert("alerts/a", AlertState.SNOOZED), alert("alerts/b", AlertState.FIRING)])).toEqual(["alerts/b"]);
    expect(heard.look([alert("alerts/a", AlertState.FIRING), alert("alerts/b", AlertState.FIRING)])).toEqual(["alerts/a"]);
  });

  it("come with the board's stream, whole each time one has changed", () => {
    const board = new Board();
    const firing = { alerts: [alert("alerts/a", AlertState.FIRING)] };
    board.apply({ case: "snapshot", value: create(BoardSnapshotSchema, { alerts: firing }) }, 1);
    board.apply({ case: "delta", value: create(BoardDeltaSchema, {}) }, 2);
    expect(board.alerts.value.map((a) => a.name)).toEqual(["alerts/a"]);
    board.apply({ case: "delta", value: create(BoardDeltaSchema, { alerts: {} }) }, 3);
    expect(board.alerts.value).toEqual([]);
  });
});
