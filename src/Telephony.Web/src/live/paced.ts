import { batch } from "@preact/signals";
import type { WatchBoardResponse } from "../api/gen/telephony/v1/board_service_pb";
import type { Board } from "./board";

/** What takes the frames of a stream. */
export type Takes = Pick<Board, "apply" | "cut">;

/** So many frames are kept at most, should the browser draw nothing and not say so. */
const most = 100;

/**
 * Lets frames into the board when the browser begins to draw: what comes together, as after a delay on the line, is drawn once. While the page is
 * hidden nothing is drawn, and frames go in as they come.
 */
export class Paced implements Takes {
  #waiting: [WatchBoardResponse["frame"], number][] = [];
  #asked = 0;

  constructor(readonly board: Takes) {}

  apply(frame: WatchBoardResponse["frame"], at: number): void {
    this.#waiting.push([frame, at]);
    if (document.visibilityState === "hidden" || this.#waiting.length >= most) this.#let();
    else this.#asked ||= requestAnimationFrame(() => this.#let());
  }

  cut(at: number): void {
    this.#let();
    this.board.cut(at);
  }

  #let(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    const frames = this.#waiting;
    this.#waiting = [];
    batch(() => {
      for (const [frame, at] of frames) this.board.apply(frame, at);
    });
  }
}
