import { chromium } from "playwright-core";

/** What the page saw. */
interface Seen {
  /** Figures of the first queue and when they were painted. */
  shown: [number, number][];
  /** Frames that took longer than 50 ms. */
  long: LongFrame[];
}

/** A long frame and what it was spent on, in ms; what is left over is waiting for a processor, or the browser's own. */
export interface LongFrame {
  /** When it began, by the clock of the machine. */
  at: number;
  whole: number;
  /** Scripts of the page. */
  scripts: number;
  /** Styles, layout and what is drawn. */
  drawing: number;
}

interface LongAnimationFrame extends PerformanceEntry {
  styleAndLayoutStart: number;
  scripts: PerformanceEntry[];
}

/** The wall in a headless Chromium, on a screen of 1920 × 1080. Clocks of the page run so many times as fast. */
export async function openWall(address: string, began: number, faster: number) {
  const browserServer = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  if (faster !== 1) await page.addInitScript(hurry, { began, faster });
  await page.addInitScript(look);
  await page.goto(address);
  await page.waitForSelector(".agent");
  const drawn = await page.evaluate(() => performance.now());
  const firstPaint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  return {
    pid: browserServer.process().pid!,
    async begin() {
      await page.evaluate(() => Object.assign(window, { seen: { shown: [], long: [] } }));
    },
    async end() {
      return { ...(await page.evaluate(() => (window as unknown as { seen: Seen }).seen)), firstPaint, drawn };
    },
    async memory() {
      await devtools.send("HeapProfiler.collectGarbage");
      const { metrics } = await devtools.send("Performance.getMetrics");
      const of = (name: string) => metrics.find((m) => m.name === name)?.value ?? 0;
      return { heap: of("JSHeapUsedSize") / 1e6, nodes: of("Nodes") };
    },
    async close() {
      await browser.close();
      await browserServer.close();
    },
  };
}

/** Runs on the page: its clocks go faster. */
function hurry({ began, faster }: { began: number; faster: number }): void {
  const [now, every, later] = [Date.now, window.setInterval, window.setTimeout];
  (window as unknown as { realNow: () => number }).realNow = now;
  Date.now = () => began + (now() - began) * faster;
  window.setInterval = ((act: TimerHandler, ms: number) => every(act, ms / faster)) as typeof setInterval;
  window.setTimeout = ((act: TimerHandler, ms: number) => later(act, ms / faster)) as typeof setTimeout;
}

/** Runs on the page: notes long frames, and when a figure has been painted. */
function look(): void {
  const w = window as unknown as { seen: Seen; realNow?: () => number };
  w.seen = { shown: [], long: [] };
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries() as LongAnimationFrame[])
      w.seen.long.push({
        at: performance.timeOrigin + frame.startTime,
        whole: frame.duration,
        scripts: frame.scripts.reduce((sum, script) => sum + script.duration, 0),
        drawing: frame.styleAndLayoutStart === 0 ? 0 : frame.startTime + frame.duration - frame.styleAndLayoutStart,
      });
  }).observe({ type: "long-animation-frame" });
  const at = () => (w.realNow ?? Date.now)();
  let last = -1;
  // The board changes at the beginning of a browser's frame: the next task runs when that frame has been painted.
  const painted = (figure: number) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => w.seen.shown.push([figure, at()]);
    port2.postMessage(0);
  };
  const changed = () => {
    const text = document.querySelector("[data-name='queues/q000'] [data-figure=waiting] .figure-value")?.firstChild?.textContent;
    if (!text || Number(text) === last) return;
    last = Number(text);
    painted(last);
  };
  addEventListener("DOMContentLoaded", () =>
    new MutationObserver(changed).observe(document.body, { subtree: true, childList: true, characterData: true }),
  );
}
