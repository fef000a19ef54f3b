import { t } from "../i18n";
import type { Level } from "../live/levels";

const icons: Record<Level, string> = { 0: "", 1: "▲", 2: "◆" };

/** Colour, icon and word: nobody has to see colours. */
export function LevelMark({ level, why }: { level: Level; why: string }) {
  if (level === 0) return null;
  return (
    <span class={`mark level-${level}`}>
      <span aria-hidden="true">{icons[level]}</span> {t(level === 2 ? "breach" : "warn")}
      <span class="mark-why">{why}</span>
    </span>
  );
}
