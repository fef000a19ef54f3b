import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { token } from "../api/clients";
import { language, t } from "../i18n";
import { worstFirst } from "../live/judged";
import { QueueTile } from "../wall/QueueTile";
import { endsSoon } from "./ends";
import { pagesOf, perPage, shiftOf, stayMs } from "./rotation";
import { keepAwake } from "./wakeLock";

/** A screen on the wall: nobody touches it, it is read from eight metres, and it runs for weeks. */
export function TvPage() {
  const turn = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => turn.value++, stayMs);
    const release = keepAwake();
    document.documentElement.classList.add("tv");
    return () => {
      clearInterval(timer);
      release();
      document.documentElement.classList.remove("tv");
    };
  }, [turn]);
  const wanted = new URLSearchParams(location.search).get("queues")?.split(",").filter(Boolean);
  const shown = worstFirst.value.filter((j) => !wanted || wanted.some((q) => j.queue.name === `queues/${q}`));
  const pages = pagesOf(shown, perPage);
  const end = endsSoon(token.value, Date.now());
  const page = turn.value % Math.max(1, pages.length);
  return (
    <main class={`tv-page shift-${shiftOf(turn.value)}`}>
      <h2 class="unseen">{t("queues")}</h2>
      <div class={`tv-tiles of-${pages[page]?.length ?? 0}`}>
        {pages[page]?.map((j) => (
          <QueueTile key={j.queue.name} judged={j} />
        ))}
      </div>
      {end !== undefined && <p class="tv-ends">{t("linkEnds", new Date(end).toLocaleDateString(language.value))}</p>}
      {pages.length > 1 && (
        <p class="tv-pages">
          {page + 1} / {pages.length}
        </p>
      )}
    </main>
  );
}
