// Opens the customer's page when an agent's phone rings.
//
//   node screen_pop.mjs 1001 'https://crm.example/search?phone={number}&call={call}' [command]
//
// Prints the page's address, or runs a command with it, such as xdg-open. TELEPHONY_SERVER says where the service is, TELEPHONY_TOKEN who asks.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [agent, page, command] = process.argv.slice(2);
const protos = fileURLToPath(new URL("../../../protos", import.meta.url));
const definition = loader.loadSync("telephony/v1/agent_service.proto", { includeDirs: [protos], enums: String, longs: Number, oneofs: true });
const { AgentService } = grpc.loadPackageDefinition(definition).telephony.v1;
const server = process.env.TELEPHONY_SERVER ?? "127.0.0.1:8081";
const client = new AgentService(server, grpc.credentials.createInsecure());
const who = new grpc.Metadata();
if (process.env.TELEPHONY_TOKEN) who.set("authorization", `Bearer ${process.env.TELEPHONY_TOKEN}`);

const silence = 15_000; // a sign of life comes every 5 s
let popped = ""; // the call whose page is open

function show(call) {
  const fields = { number: call.callerNumber, dialed: call.dialedNumber, call: call.name.split("/")[1], queue: call.queue.split("/")[1] ?? "" };
  const address = page.replace(/\{(\w+)\}/g, (_, field) => encodeURIComponent(fields[field] ?? ""));
  console.log(address);
  if (command) spawn(command, [address], { stdio: "ignore", detached: true }).unref();
}

function watch(pause = 250) {
  const stream = client.WatchAgent({ name: `agents/${agent}` }, who);
  let timer = setTimeout(() => stream.cancel(), silence);
  let comeBack = pause;
  stream.on("data", (frame) => {
    clearTimeout(timer);
    timer = setTimeout(() => stream.cancel(), silence);
    pause = 250;
    if (frame.goodbye) comeBack = Number(frame.goodbye.retryAfter?.seconds ?? 1) * 1000;
    const call = frame.picture?.call;
    if (!call) return;
    // The whole picture comes with every change, and again after a cut: one page a call.
    if (frame.picture.agent.state === "AGENT_STATE_RINGING" && call.name !== popped) {
      popped = call.name;
      show(call);
    }
  });
  stream.on("error", (error) => {
    clearTimeout(timer);
    const lost = [grpc.status.UNAVAILABLE, grpc.status.CANCELLED, grpc.status.UNKNOWN, grpc.status.INTERNAL, grpc.status.RESOURCE_EXHAUSTED];
    if (!lost.includes(error.code)) {
      console.error(error.details); // no such agent, no right to see it: trying again would not help
      process.exit(1);
    }
    setTimeout(watch, pause, Math.min(pause * 2, 5_000));
  });
  stream.on("end", () => {
    clearTimeout(timer);
    setTimeout(watch, comeBack);
  });
}

console.error(`waiting for calls of agent ${agent} at ${server}`);
watch();
