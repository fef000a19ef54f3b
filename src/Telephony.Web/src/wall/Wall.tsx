import { t } from "../i18n";
import { worstFirst } from "../live/judged";
import { AgentGrid } from "./AgentGrid";
import { Callers } from "./Callers";
import { QueueTile } from "./QueueTile";

/** The wall: queues, then who works, then who waits. */
export function Wall() {
  return (
    <main class="wall">
      <section class="queues" aria-labelledby="queues-title">
        <h2 id="queues-title" class="unseen">
          {t("queues")}
        </h2>
        <div class="tiles">
          {worstFirst.value.map((j) => (
            <QueueTile key={j.queue.name} judged={j} />
          ))}
        </div>
      </section>
      <Callers />
      <AgentGrid />
    </main>
  );
}
