// Queues on a screen on the wall.
//
//   node wallboard.mjs [port]          then open http://127.0.0.1:8090
//
// One stream from the service, however many screens; the token stays here and never reaches a browser. No packages are needed.
// TELEPHONY_SERVER says where the service is (Connect over HTTP/1.1), TELEPHONY_TOKEN who asks.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const service = process.env.TELEPHONY_SERVER ?? "http://127.0.0.1:8080";
const page = readFileSync(new URL("wallboard.html", import.meta.url));
const silence = 15_000; // a sign of life comes every 5 s
const queues = new Map();
const screens = new Set();
let live = false;

/** The frames of a Connect stream: a byte of flags (2: the end), four bytes of length, JSON. */
async function* frames(method, request, signal) {
  const body = Buffer.from(JSON.stringify(request));
  const envelope = Buffer.alloc(5 + body.length);
  envelope.writeUInt32BE(body.length, 1);
  body.copy(envelope, 5);
  const headers = { "content-type": "application/connect+json" };
  if (process.env.TELEPHONY_TOKEN) headers.authorization = `Bearer ${process.env.TELEPHONY_TOKEN}`;
  const answer = await fetch(`${service}/telephony.v1.${method}`, { method: "POST", headers, body: envelope, signal });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  let rest = Buffer.alloc(0);
  for await (const chunk of answer.body) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const length = rest.readUInt32BE(1);
      const message = JSON.parse(rest.subarray(5, 5 + length));
      if (rest[0] & 2) {
        if (message.error) throw new Error(message.error.message ?? message.error.code);
        return;
      }
      yield message;
      rest = rest.subarray(5 + length);
    }
  }
}

/** Keeps the queues up to date, over cuts and restarts. */
async function follow() {
  for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
    const abort = new AbortController();
    let timer = setTimeout(() => abort.abort(), silence);
    try {
      for await (const frame of frames("QueueService/WatchQueues", {}, abort.signal)) {
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(), silence);
        pause = 125;
        if (frame.snapshot) queues.clear();
        for (const name of frame.delta?.removes ?? []) queues.delete(name);
        for (const queue of frame.snapshot?.queues ?? frame.delta?.upserts ?? []) queues.set(queue.name, queue);
        live = !frame.goodbye;
        if (!frame.heartbeat) show();
      }
    } catch (error) {
      if (live) console.error(`${error.message}; trying again`);
    }
    clearTimeout(timer);
    live = false;
    show();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const picture = () => `data: ${JSON.stringify({ live, queues: [...queues.values()] })}\n\n`;

function show() {
  for (const screen of screens) {
    // A screen that does not read gets no more until it has read what it has: the next picture is a whole one anyway.
    if (!screen.writableNeedDrain) screen.write(picture());
  }
}

createServer((request, response) => {
  if (request.url === "/queues") {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(picture());
    screens.add(response);
    response.on("close", () => screens.delete(response));
    return;
  }
  response.writeHead(request.url === "/" ? 200 : 404, { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'self' 'unsafe-inline'" });
  response.end(request.url === "/" ? page : "");
}).listen(Number(process.argv[2] ?? 8090), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
follow();
