import type { Agent } from "../api/gen/telephony/v1/agent_service_pb";
import { board } from "../live/board";
import { queueName } from "../ui/names";

/** A mark for each queue of the site. */
export function QueueFields({ agent }: { agent: Agent }) {
  return (
    <div class="skill-fields">
      {board.queues.all.map(({ name }) => (
        <label key={name} class="check">
          <input type="checkbox" name="queue" value={name} checked={agent.queues.includes(name)} /> {queueName(name)}
        </label>
      ))}
    </div>
  );
}
