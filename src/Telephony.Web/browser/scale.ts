// What a large wall costs the browser: 100 queues, 1,000 agents, 1,000 waiting callers, ten frames of changes a second.
//
//   ./telephony bench board [--seconds N] [--busier N] [--hour]
//
// A small server stands in for the service and sends frames of the contract; browser and board are the real ones (--busier: so many times the changes of a
// usual hour; --hour: all clocks and frames ten times as fast, until an hour has passed by them). What is measured how: docs/benchmarks.md.
import { readFileSync } from "node:fs";
import { BigWall } from "./scale/bigWall";
import { PageThread, processorSeconds } from "./scale/processes";
import { serve } from "./scale/server";
import { openWall } from "./scale/wallPage";

const option = (name: string, otherwise: number) => Number(process.argv[process.argv.indexOf(name) + 1] ?? otherwise) || otherwise;
const isHour = process.argv.includes("--hour");
const faster = isHour ? 10 : 1;
const seconds = isHour ? 3600 / faster : process.argv.includes("--seconds") ? option("--seconds", 60) : 60;
const busier = process.argv.includes("--busier") ? option("--busier", 1) : 1;

const began = Date.now();
const wall = new BigWall(busier, () => began + (Date.now() - began) * faster);
const server = await serve(wall);
const load = () => readFileSync("/proc/loadavg", "utf8").split(" ").slice(0, 3).join(" ");
const loadBefore = load();
const page = await openWall(server.address, began, faster);
const timer = setInterval(() => server.send(wall.change()), 100 / faster);
await pause(5_000); // the first drawing is not the steady state

const begin = await page.memory();
await page.begin();
const before = { ...processorSeconds(page.pid), at: performance.now() };
const thread = new PageThread(page.pid);
const memory: string[] = [];
for (let tenth = 1; tenth <= 10; tenth++) {
  await pause(seconds * 100);
  if (isHour) memory.push((await page.memory()).heap.toFixed(1));
}
const after = { ...processorSeconds(page.pid), at: performance.now() };
const seen = await page.end();
const end = await page.memory();
clearInterval(timer);
thread.end();

const long = seen.long.map((f) => ({ ...f, ran: thread.ranBetween(f.at, f.at + f.whole) }));
const share = (what: "renderer" | "gpu") => `${((100_000 * (after[what] - before[what])) / (after.at - before.at)).toFixed(1)} %`;
const delays = seen.shown.flatMap(([figure, at]) => (wall.sentAt.has(figure) ? [at - wall.sentAt.get(figure)!] : [])).sort((a, b) => a - b);
const at = (part: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))];
console.log(
  [
    `100 queues, 1,000 agents, 1,000 waiting callers; ${wall.rate()}; ${seconds} s${isHour ? ", clocks ten times as fast: an hour" : ""}`,
    `load average before ${loadBefore}, after ${load()}`,
    `first contentful paint ${Math.round(seen.firstPaint)} ms, whole wall drawn after ${Math.round(seen.drawn)} ms`,
    `renderer ${share("renderer")}, GPU process ${share("gpu")} of one core`,
    `frames over 50 ms: ${seen.long.length}, in ${long.filter((f) => f.ran > 50).length} of them the page ran for so long itself`,
    ...long.map(
      (f) => `  ${f.whole.toFixed(0)} ms: ran ${f.ran.toFixed(0)}; scripts ${f.scripts.toFixed(0)}, drawing ${f.drawing.toFixed(0)}`,
    ),
    `frame sent → painted: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${delays.length}`,
    `heap ${begin.heap.toFixed(1)} → ${end.heap.toFixed(1)} MB, nodes ${begin.nodes} → ${end.nodes}${isHour ? `; each six minutes ${memory.join(" ")} MB` : ""}`,
  ].join("\n"),
);
await page.close();
server.close();

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
