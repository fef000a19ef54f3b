// A headless Chromium that another program steers: one JSON request a line on standard input, one JSON answer a line on standard output.
// The tests of real calls use it (tests/Telephony.Acceptance.Tests/Harness/Browser.cs).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"],
});

/** Evaluates as a debugger does: the page's own policy refuses texts that become scripts, as it should. */
async function evaluate(devtools, expression) {
  const { result, exceptionDetails } = await devtools.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value ?? null;
}

/** Pages by number, each in a profile of its own: what one keeps, another does not see. */
const pages = [];

const operations = {
  async open({ url, width = 1600, height = 1000, theme = "dark", locale = "en-GB" }) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale, timezoneId: "Europe/London" });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const problems = [];
    page.on("console", (message) => message.type() === "error" && problems.push(`${message.text()} ${message.location().url}`));
    page.on("pageerror", (fault) => problems.push(String(fault)));
    page.on("dialog", (dialog) => {
      problems.push(`a dialog was opened: ${dialog.message()}`);
      void dialog.dismiss();
    });
    pages.push({ page, problems, devtools: await context.newCDPSession(page) });
    await page.goto(url);
    return pages.length - 1;
  },
  goto: ({ page, url }) => page.goto(url).then(() => null),
  wait: ({ page, selector, state = "visible", timeout = 30_000 }) => page.waitForSelector(selector, { state, timeout }).then(() => null),
  text: ({ page, selector }) =>
    page
      .locator(selector)
      .first()
      .textContent()
      .then((text) => (text ?? "").trim()),
  count: ({ page, selector }) => page.locator(selector).count(),
  click: ({ page, selector, button = "left" }) =>
    page
      .locator(selector)
      .first()
      .click({ button })
      .then(() => null),
  focus: ({ page, selector }) =>
    page
      .locator(selector)
      .first()
      .focus()
      .then(() => null),
  press: ({ page, key }) => page.keyboard.press(key).then(() => null),
  fill: ({ page, selector, text }) =>
    page
      .locator(selector)
      .first()
      .fill(text)
      .then(() => null),
  select: ({ page, selector, value }) =>
    page
      .locator(selector)
      .first()
      .selectOption(value)
      .then(() => null),
  async drag({ page, from, to }) {
    const [a, b] = await Promise.all([from, to].map((s) => page.locator(s).first().boundingBox()));
    await page.mouse.move(a.x + 10, a.y + a.height / 2);
    await page.mouse.down();
    await page.mouse.move(a.x + 40, a.y + a.height / 2, { steps: 4 });
    await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 });
    await page.mouse.up();
    return null;
  },
  async download({ page, selector }) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(selector).first().click()]);
    return readFileSync(await file.path()).toString("base64");
  },
  evaluate: ({ devtools, script }) => evaluate(devtools, script),
  screenshot: ({ page, path, fullPage = false }) => page.screenshot({ path, fullPage, animations: "disabled" }).then(() => null),
  async axe({ devtools }) {
    await evaluate(devtools, `${axeSource};null`);
    const found = await evaluate(
      devtools,
      "axe.run(document, { resultTypes: ['violations'] }).then((r) => ({ violations: r.violations }))",
    );
    return found.violations.map(
      (v) =>
        `${v.id}: ${v.help} ${v.nodes
          .slice(0, 3)
          .map((n) => `${n.html} ${n.failureSummary ?? ""}`)
          .join(" | ")}`,
    );
  },
  problems: ({ problems }) => Promise.resolve(problems.splice(0)),
  offline: ({ page, on }) =>
    page
      .context()
      .setOffline(on)
      .then(() => null),
  close: ({ page }) =>
    page
      .context()
      .close()
      .then(() => null),
};

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const known = request.tab === undefined ? {} : pages[request.tab];
  operations[request.op]({ ...request, ...known }).then(
    (value) => console.log(JSON.stringify({ id: request.id, value })),
    (fault) =>
      console.log(
        JSON.stringify({
          id: request.id,
          fault: String(fault.message ?? fault)
            .split("\n")
            .slice(0, 6)
            .join(" "),
        }),
      ),
  );
}
await browser.close();
