// Decides which agent gets which call of a queue.
//
//   node router.mjs sales
//
// The rule here: whoever has talked least since the last login. Put your own in choose(). TELEPHONY_SERVER says where the service is, TELEPHONY_TOKEN who asks.

import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [queue] = process.argv.slice(2);
const protos = fileURLToPath(new URL("../../../protos", import.meta.url));
const options = { includeDirs: [protos], enums: String, longs: String, oneofs: true };
const api = grpc.loadPackageDefinition(loader.loadSync(["telephony/v1/routing_service.proto", "telephony/v1/agent_service.proto"], options)).telephony.v1;
const server = process.env.TELEPHONY_SERVER ?? "127.0.0.1:8081";
const routing = new api.RoutingService(server, grpc.credentials.createInsecure());
const agents = new api.AgentService(server, grpc.credentials.createInsecure());
const who = new grpc.Metadata();
if (process.env.TELEPHONY_TOKEN) who.set("authorization", `Bearer ${process.env.TELEPHONY_TOKEN}`);

/** The candidate who gets the call; null: the queue's own rule decides. Called for one offer at a time within its deadline. */
async function choose(offer) {
  const asked = await Promise.all(offer.candidates.map((name) => new Promise((resolve) => {
    const deadline = Date.now() + 200; // the caller waits
    agents.GetAgent({ name }, who, { deadline }, (error, answer) => resolve(error ? null : answer.agent));
  })));
  const known = asked.filter((agent) => agent !== null);
  known.sort((a, b) => a.callsTaken - b.callsTaken || a.name.localeCompare(b.name));
  return known[0]?.name ?? null;
}

function route(pause = 250) {
  const stream = routing.Route(who);
  let comeBack = pause;
  stream.write({ subscription: { queue: `queues/${queue}`, by: "external router" } });
  stream.on("data", async (message) => {
    pause = 250;
    if (message.goodbye) comeBack = Number(message.goodbye.retryAfter?.seconds ?? 1) * 1000;
    if (!message.offer) return;
    const { offer, call, fencingToken } = message.offer;
    const agent = await choose(message.offer);
    // The number that came with the offer goes back: an answer that comes too late is recognised by it, and does no harm.
    stream.write({ decision: { offer, agent: agent ?? "", fencingToken } });
    console.log(`${call?.name ?? offer} from ${call?.callerNumber ?? "somebody"}: ${agent ?? "by the queue's rule"}`);
  });
  stream.on("error", (error) => {
    const lost = [grpc.status.UNAVAILABLE, grpc.status.CANCELLED, grpc.status.UNKNOWN, grpc.status.INTERNAL, grpc.status.RESOURCE_EXHAUSTED];
    if (!lost.includes(error.code)) {
      console.error(error.details);
      process.exit(1);
    }
    setTimeout(route, pause, Math.min(pause * 2, 5_000));
  });
  stream.on("end", () => setTimeout(route, comeBack));
}

console.error(`deciding for ${queue} at ${server}`);
route();
