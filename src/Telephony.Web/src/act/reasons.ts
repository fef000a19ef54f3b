import { localized } from "../i18n";
import { board } from "../live/board";

/** What people call the reason of a pause. */
export const reasonName = (name: string): string =>
  localized(board.site.peek()?.pauseReasons.find((r) => r.name === name)?.displayName, name);
