// How much a large wall costs the browser: 100 queues, 1,000 agents, 1,000 waiting callers, ten frames of changes a second.
//
//   src/Telephony.Web/build scale [SECONDS]
//
// A small server stands in for the service and sends frames of the contract; the browser and the board are the real ones. Printed: share of one core that the page's
// main thread takes, the longest frame, frame sent → figure on the page, memory at begin and end.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { chromium } from "playwright-core";
import { AgentState } from "../src/api/gen/telephony/v1/agent_service_pb";
import { type WatchBoardResponse, WatchBoardResponseSchema } from "../src/api/gen/telephony/v1/board_service_pb";
import { CallState } from "../src/api/gen/telephony/v1/call_service_pb";

const seconds = Number(process.argv.at(-1)) || 60;
const [queues, agents, calls] = [100, 1000, 1000];
const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const states = [AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP, AgentState.PAUSED];
const sentAt = new Map<number, number>();
let streams: ServerResponse[] = [];
let sequence = 0;

const queue = (i: number, waiting: number) => ({
  name: `queues/q${String(i).padStart(3, "0")}`,
  displayName: { en: `Queue ${i}`, zhCn: `队列 ${i}` },
  waitingCalls: waiting,
  readyAgents: 5,
  busyAgents: 5,
  longestWaitSince: timestampFromMs(Date.now() - 20_000),
  today: { offeredCalls: 100n, answeredCalls: 95n, abandonedCalls: 2n, serviceLevel: 80 + (i % 20), serviceLevelTarget: 80 },
});
const agent = (i: number) => ({
  name: `agents/${1000 + i}`,
  displayName: `Agent ${i}`,
  state: states[Math.floor(Math.random() * states.length)]!,
  stateSince: timestampFromMs(Date.now() - Math.random() * 600_000),
  queues: [`queues/q${String(i % queues).padStart(3, "0")}`],
});
const call = (i: number) => ({
  name: `calls/${i}`,
  state: CallState.QUEUED,
  callerNumber: `0555${i}`,
  queue: `queues/q${String(i % queues).padStart(3, "0")}`,
  queuedAt: timestampFromMs(Date.now() - Math.random() * 60_000),
  position: 1 + Math.floor(i / queues),
  skills: "english>=5",
});
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const some = (n: number, of: number) => range(n).map(() => Math.floor(Math.random() * of));

function enveloped(message: WatchBoardResponse): Buffer {
  const body = toBinary(WatchBoardResponseSchema, message);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const snapshot = () =>
  create(WatchBoardResponseSchema, {
    frame: {
      case: "snapshot",
      value: {
        revision: 1n,
        site: { asteriskConnected: true },
        queues: range(queues).map((i) => queue(i, 10)),
        agents: range(agents).map(agent),
        calls: range(calls).map(call),
        serverTime: timestampFromMs(Date.now()),
      },
    },
  });

function change(): void {
  const marker = ++sequence;
  sentAt.set(marker, Date.now());
  const frame = enveloped(
    create(WatchBoardResponseSchema, {
      frame: {
        case: "delta",
        value: {
          revision: BigInt(marker + 1),
          queues: [queue(0, marker), ...some(10, queues - 1).map((i) => queue(i + 1, Math.floor(Math.random() * 20)))],
          agents: [...new Set(some(20, agents))].map(agent),
          calls: [...new Set(some(20, calls))].map(call),
        },
      },
    }),
  );
  for (const stream of streams) stream.write(frame);
}

const server = createServer((request, response) => {
  if (request.method === "POST") {
    request.resume();
    response.writeHead(200, { "content-type": "application/connect+proto" });
    response.write(enveloped(snapshot()));
    streams.push(response);
    request.on("close", () => {
      streams = streams.filter((s) => s !== response);
    });
    return;
  }
  const path = request.url === "/" ? "/index.html" : request.url!;
  response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain" });
  response.end(readFileSync(join("dist", path)));
}).listen(0, "127.0.0.73");

await once(server, "listening");
const { port } = server.address() as { port: number };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
await page.addInitScript(() => {
  const w = window as unknown as { seen: [number, number][]; longest: number };
  w.seen = [];
  w.longest = 0;
  let last = 0;
  const frame = (at: number) => {
    if (last > 0) w.longest = Math.max(w.longest, at - last);
    last = at;
    const shown = document.querySelector("[data-name='queues/q000'] [data-figure=waiting] .figure-value")?.textContent;
    if (shown && w.seen.at(-1)?.[0] !== Number(shown)) w.seen.push([Number(shown), Date.now()]);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});
await page.goto(`http://127.0.0.73:${port}/`);
await page.waitForSelector(".agent");
const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1);
const devtools = await page.context().newCDPSession(page);
await devtools.send("Performance.enable");
const measure = async () => {
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map((m) => [m.name, m.value]));
};
const timer = setInterval(change, 100);
await new Promise((resolve) => setTimeout(resolve, 3_000)); // the first drawing is not the steady state
await page.evaluate(() => {
  (window as unknown as { longest: number }).longest = 0;
});
const begin = await measure();
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const end = await measure();
clearInterval(timer);
const { seen, longest } = await page.evaluate(() => {
  const w = window as unknown as { seen: [number, number][]; longest: number };
  return { seen: w.seen, longest: w.longest };
});
const delays = seen.filter(([n]) => sentAt.has(n)).map(([n, at]) => at - sentAt.get(n)!);
delays.sort((a, b) => a - b);
const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
console.log(
  [
    `${queues} queues, ${agents} agents, ${calls} waiting callers, ${seconds} s, 10 frames a second`,
    `first paint ${Math.round(paint)} ms`,
    `main thread ${((100 * (end.TaskDuration! - begin.TaskDuration!)) / (end.Timestamp! - begin.Timestamp!)).toFixed(1)} % of one core`,
    `longest frame ${longest.toFixed(0)} ms`,
    `frame sent → figure on the page: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${delays.length}`,
    `heap ${(begin.JSHeapUsedSize! / 1e6).toFixed(1)} MB → ${(end.JSHeapUsedSize! / 1e6).toFixed(1)} MB, nodes ${begin.Nodes} → ${end.Nodes}`,
  ].join("\n"),
);
await browser.close();
server.closeAllConnections();
server.close();
