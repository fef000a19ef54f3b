// @connectrpc/connect-web as a board: keeps queues, agents and calls by snapshot and deltas.
// Usage: watch_client.mjs h1-url descriptor-set connect|connect-json|grpc-web
//
// Told "check" on standard input, it asks for fresh snapshots until its own pictures are the same, and prints "same N frames";
// a picture that stays different is printed and ends it with 1.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createFileRegistry, equals, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";

const [url, descriptorPath, protocol] = process.argv.slice(2);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptorPath)));
const transport = protocol === "grpc-web"
  ? createGrpcWebTransport({ baseUrl: url })
  : createConnectTransport({ baseUrl: url, useBinaryFormat: protocol === "connect" });
const kinds = [["QueueService", "watchQueues", "queues", "Queue"], ["AgentService", "watchAgents", "agents", "Agent"], ["CallService", "watchCalls", "calls", "Call"]]
  .map(([service, method, field, message]) => ({
    client: createClient(registry.getService(`telephony.v1.${service}`), transport), method, field, schema: registry.getMessage(`telephony.v1.${message}`), known: new Map(), frames: 0,
  }));

async function watch(kind, ready) {
  for await (const { frame } of kind.client[kind.method]({})) {
    kind.frames++;
    if (frame.case === "snapshot") {
      kind.known.clear();
      for (const item of frame.value[kind.field]) kind.known.set(item.name, item);
      ready();
    } else if (frame.case === "delta") {
      for (const name of frame.value.removes) kind.known.delete(name);
      for (const item of frame.value.upserts) kind.known.set(item.name, item);
    } else if (frame.case === "goodbye") {
      console.log("goodbye");
      return;
    }
  }
}

async function fresh(kind) {
  const abort = new AbortController();
  try {
    for await (const { frame } of kind.client[kind.method]({}, { signal: abort.signal })) {
      if (frame.case === "snapshot") return frame.value[kind.field];
    }
  } finally {
    abort.abort();
  }
}

const isSame = (kind, items) => items.length === kind.known.size && items.every((item) => kind.known.has(item.name) && equals(kind.schema, item, kind.known.get(item.name)));

async function check() {
  for (let i = 0; i < 50; i++) {
    const pictures = await Promise.all(kinds.map(fresh));
    if (kinds.every((kind, k) => isSame(kind, pictures[k]))) return console.log("same", kinds.reduce((sum, kind) => sum + kind.frames, 0), "frames");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const kind of kinds) console.log("DIFFERENT", kind.field, [...kind.known.values()], await fresh(kind));
  process.exit(1);
}

await Promise.all(kinds.map((kind) => new Promise((resolve, reject) => watch(kind, resolve).catch(reject))));
console.log("watching");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "check") await check();
}
process.exit(0);
