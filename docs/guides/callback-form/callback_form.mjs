// A form on a web site: "we call you back".
//
//   node callback_form.mjs support [port]          then open http://127.0.0.1:8091
//
// TELEPHONY_SERVER says where the service is (Connect over HTTP/1.1), TELEPHONY_TOKEN who asks. No packages are needed.

import { createServer } from "node:http";
import { randomUUID } from "node:crypto";

const [queue, port] = process.argv.slice(2);
const service = process.env.TELEPHONY_SERVER ?? "http://127.0.0.1:8080";
const longestForm = 10_000;

const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (content) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>We call you back</title><body>${content}</body></html>`;

// The id is made with the page: who presses the button twice, or reloads the answer, is promised one call.
const form = (number = "", told = "") => page(`${told ? `<p role="alert">${escape(told)}</p>` : ""}
  <form method="post">
    <label>Your number <input name="number" type="tel" required pattern="\\+?[0-9]{3,20}" value="${escape(number)}"></label>
    <label>Not before <input name="at" type="datetime-local"></label>
    <input name="id" type="hidden" value="${randomUUID()}">
    <button>Call me back</button>
  </form>`);

/** One request to the service: Connect with JSON is a plain POST. */
async function ask(method, request) {
  const headers = { "content-type": "application/json" };
  if (process.env.TELEPHONY_TOKEN) headers.authorization = `Bearer ${process.env.TELEPHONY_TOKEN}`;
  const answer = await fetch(`${service}/telephony.v1.${method}`, { method: "POST", headers, body: JSON.stringify(request), signal: AbortSignal.timeout(5_000) });
  return { ok: answer.ok, body: await answer.json() };
}

/** What the visitor reads when it did not work. Decided by the code, never by the text. */
function excuse(code) {
  if (code === "invalid_argument" || code === "failed_precondition") return "We cannot call this number back. Is it right?";
  return "Sorry, this does not work right now. Please try again in a minute.";
}

async function submit(fields) {
  const number = (fields.get("number") ?? "").replace(/[^0-9+]/g, "");
  const request = { queue: `queues/${queue}`, number, by: "web form", requestId: fields.get("id") ?? "" };
  if (fields.get("at")) request.dueTime = new Date(fields.get("at")).toISOString();
  try {
    const { ok, body } = await ask("RoutingService/SubmitCallback", request);
    if (ok) return [200, page("<p>Thank you. We call you back.</p>")];
    console.error(`${number}: ${body.code}: ${body.message}`);
    return [422, form(number, excuse(body.code))];
  } catch (error) {
    console.error(`${service}: ${error.message}`);
    return [503, form(number, excuse("unavailable"))];
  }
}

async function read(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > longestForm) throw new Error("the form is too long");
  }
  return new URLSearchParams(text);
}

createServer(async (request, response) => {
  try {
    const [status, content] = request.method === "POST" ? await submit(await read(request)) : [200, form()];
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(content);
  } catch {
    response.writeHead(400).end();
  }
}).listen(Number(port ?? 8091), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
