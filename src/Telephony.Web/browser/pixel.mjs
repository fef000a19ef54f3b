// A wall in a headless Chromium that notes when figures are painted: for each queue on the screen the agents who are ready, busy and not ready.
// Steered by benchmarks/Telephony.Api.Benchmarks: "begin" forgets what was seen, "tell" prints it as JSON, the end of the input ends it.
//
//   node pixel.mjs ADDRESS
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
await page.goto(process.argv[2]);
await page.waitForSelector(".tile .figure-value", { timeout: 60_000 });
await page.evaluate(() => {
  window.seen = [];
  const shown = new Map();
  const look = () => {
    for (const tile of document.querySelectorAll(".tile")) {
      const text = tile.querySelector("[data-figure=agents] .figure-value")?.textContent;
      if (text === undefined || shown.get(tile) === text) continue;
      const isFirst = !shown.has(tile);
      shown.set(tile, text);
      const box = tile.getBoundingClientRect();
      if (isFirst || box.top < 0 || box.bottom > innerHeight) continue;
      // The board changes at the beginning of a browser's frame: the next task runs when that frame has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.seen.push({ queue: tile.dataset.name, text, at: Date.now() });
      port2.postMessage(0);
    }
  };
  look();
  new MutationObserver(look).observe(document.querySelector(".tiles"), { subtree: true, childList: true, characterData: true });
});
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "begin")
    await page.evaluate(() => {
      window.seen = [];
    });
  if (line === "tell") console.log(JSON.stringify(await page.evaluate(() => window.seen)));
}
await browser.close();
