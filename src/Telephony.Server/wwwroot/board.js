// A first live page over /v1/snapshot, /v1/history and, for explanations, RoutingService. Everything shown is set as text, never as markup: names come from callers.
const words = {
  en: {
    queues: "Queues", agents: "Agents", calls: "Calls", recordings: "Recordings", waiting: "waiting", longest: "longest wait", ready: "ready",
    busy: "busy", notReady: "not ready", answered: "answered", abandoned: "abandoned", caller: "caller", state: "state", queue: "queue", agent: "agent",
    since: "for", start: "start", length: "length", none: "none", listen: "listen", live: "live", lost: "no data for {0} s", off: "Asterisk is not connected",
    other: "中文", LoggedOut: "offline", Paused: "paused", Ready: "ready", Reserved: "ringing", Ringing: "ringing", Talking: "talking", WrapUp: "wrap-up",
    close: "close", why: "{0}: why?", noAnswer: "No answer: {0}",
    NotResponding: "not responding", Offered: "greeting", InMenu: "menu", Queued: "waiting", Connecting: "connecting", Connected: "talking", OnHold: "on hold", Surveying: "survey", Ended: "ended",
    tokenWanted: "This service wants a token:", enter: "enter",
  },
  "zh-CN": {
    queues: "技能组", agents: "坐席", calls: "通话", recordings: "录音", waiting: "排队中", longest: "最长等待", ready: "示闲",
    busy: "忙碌", notReady: "示忙", answered: "接听量", abandoned: "放弃", caller: "主叫", state: "状态", queue: "技能组", agent: "坐席",
    since: "时长", start: "开始", length: "长度", none: "无", listen: "播放", live: "实时", lost: "{0} 秒没有数据", off: "未连接 Asterisk",
    other: "English", LoggedOut: "签出", Paused: "小休", Ready: "示闲", Reserved: "振铃中", Ringing: "振铃中", Talking: "通话中", WrapUp: "话后整理",
    close: "关闭", why: "{0}：为什么？", noAnswer: "无法解释：{0}",
    NotResponding: "无应答", Offered: "欢迎语", InMenu: "菜单", Queued: "排队中", Connecting: "接通中", Connected: "通话中", OnHold: "保持中", Surveying: "评价中", Ended: "结束",
    tokenWanted: "此服务需要令牌：", enter: "进入",
  },
};
const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem("lang") ?? navigator.language;
let language = asked.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
let snapshot = null;
let receivedAt = 0;
let offset = 0; // server clock minus ours
let recordings = [];
let pressed = false;
let asking = null; // what the panel explains
let token = sessionStorage.getItem("token"); // where the service asks who calls; gone with the tab

const $ = (id) => document.getElementById(id);
// A request as whoever looks at the page. A token goes with each request and nowhere else: a cookie would go with those of other pages, too.
async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { ...options.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) } });
  if (answer.status === 401) $("login").hidden = false;
  return answer;
}
const t = (key) => words[language][key] ?? key;
const el = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const clock = (seconds) => {
  const s = Math.max(0, Math.floor(seconds));
  const rest = `${String(Math.floor(s / 60) % 60).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${rest}` : rest;
};
const since = (time) => clock((Date.now() + offset - Date.parse(time)) / 1000);

function drawQueue(q) {
  const wait = q.longest_wait_since ? (Date.now() + offset - Date.parse(q.longest_wait_since)) / 1000 : 0;
  const tile = el("article", `queue${wait > 60 || (q.waiting > 0 && q.ready + q.busy === 0) ? " breach" : ""}`);
  tile.append(el("div", "name", language === "en" ? q.label.en || q.name : q.label.zh_cn || q.name));
  tile.append(el("div", "waiting", String(q.waiting)));
  const list = el("dl");
  for (const [key, value] of [
    ["longest", q.waiting ? clock(wait) : "–"], ["ready", q.ready], ["busy", q.busy], ["notReady", q.not_ready], ["answered", q.answered], ["abandoned", q.abandoned],
  ]) list.append(el("dt", "", t(key)), el("dd", "", String(value)));
  tile.append(list);
  return tile;
}

function drawAgent(a) {
  const card = el("article", `agent ${a.state}`);
  const name = `${a.name} · ${a.id}`;
  card.append(a.state === "LoggedOut" ? el("div", "", name) : whyButton(name, "WhyIdle", { agent: `agents/${a.id}` }));
  const line = el("div", "state");
  line.append(el("span", "", a.reason && a.state === "Paused" ? `${t(a.state)} (${a.reason})` : t(a.state)), el("span", "", a.state === "LoggedOut" ? "" : since(a.since)));
  card.append(line);
  return card;
}

// A name that explains what it stands for when it is pressed: the router itself is asked.
function whyButton(text, method, request) {
  const button = el("button", "why", text);
  button.type = "button";
  button.dataset.key = JSON.stringify(request);
  button.addEventListener("click", () => { asking = { text, method, request }; showWhy(); });
  return button;
}

async function showWhy() {
  if (!asking) return;
  const { method, request } = asking;
  const text = (words) => (language === "en" ? words?.en : words?.zhCn) ?? "";
  const answer = await ask(`/telephony.v1.RoutingService/${method}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request), signal: AbortSignal.timeout(5000),
  }).then((r) => r.json()).catch((fault) => ({ message: String(fault) }));
  if (asking?.request !== request) return; // something else was asked meanwhile
  $("why-title").textContent = t("why").replace("{0}", asking.text);
  $("why-text").textContent = answer.message ? t("noAnswer").replace("{0}", answer.message) : text(answer.why?.text ?? answer.summary);
  $("why-agents").replaceChildren(...(answer.candidates ?? []).map((c) => row([c.agent.replace("agents/", ""), text(c.why.text)])));
  $("why").hidden = false;
}

function row(cells) {
  const tr = el("tr");
  for (const cell of cells) {
    const td = el("td");
    td.append(cell instanceof Node ? cell : document.createTextNode(cell ?? ""));
    tr.append(td);
  }
  return tr;
}

function fill(body, rows, columns) {
  if (rows.length === 0) {
    const empty = row([t("none")]);
    empty.firstChild.colSpan = columns;
    empty.firstChild.className = "empty";
    rows = [empty];
  }
  body.replaceChildren(...rows);
}

function head(id, keys) {
  const tr = el("tr");
  for (const key of keys) tr.append(el("th", "", key ? t(key) : ""));
  $(id).replaceChildren(tr);
}

// Drawing anew must take away neither the keyboard's place nor a button that is just being pressed.
function keepingFocus(drawing) {
  if (pressed) return;
  const key = document.activeElement?.dataset?.key;
  drawing();
  if (key) [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key)?.focus();
}

function drawCall(c) {
  const who = c.caller || "–";
  const cell = c.queue ? whyButton(who, "Explain", { call: `calls/${c.id}` }) : who;
  return row([cell, t(c.state), c.queue ?? "–", c.agent ?? "–", since(c.queued_at ?? c.since)]);
}

function draw() {
  const age = (Date.now() - receivedAt) / 1000;
  const lost = !snapshot || age > 3;
  $("link").className = lost || !snapshot?.connected ? "lost" : "";
  $("link").textContent = lost ? t("lost").replace("{0}", snapshot ? Math.floor(age) : "–") : snapshot.connected ? `● ${t("live")}` : t("off");
  if (!snapshot) return;
  $("queues").replaceChildren(...snapshot.queues.map(drawQueue));
  keepingFocus(() => {
    $("agents").replaceChildren(...snapshot.agents.map(drawAgent));
    fill($("calls"), snapshot.calls.slice(0, 50).map(drawCall), 5);
  });
}

function drawRecordings() {
  fill($("recordings"), recordings.filter((r) => r.path).slice(0, 10).map((r) => {
    const address = `/v1/recordings/${encodeURIComponent(r.id)}`;
    return row([new Date(r.started_at).toLocaleTimeString(language), r.queue, r.agent, clock(r.duration_seconds), token ? listenButton(address) : player(address)]);
  }), 5);
}

function player(source) {
  const audio = el("audio");
  audio.controls = true;
  audio.preload = "none";
  audio.src = source;
  audio.setAttribute("aria-label", t("listen"));
  return audio;
}

// A player cannot send a token: the audio is fetched first.
function listenButton(address) {
  const button = el("button", "", t("listen"));
  button.type = "button";
  button.addEventListener("click", async () => {
    const answer = await ask(address).catch(() => null);
    if (!answer?.ok) return;
    const audio = player(URL.createObjectURL(await answer.blob()));
    button.replaceWith(audio);
    audio.play();
  });
  return button;
}

function drawAll() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  $("language").textContent = t("other");
  head("calls-head", ["caller", "state", "queue", "agent", "since"]);
  head("recordings-head", ["start", "queue", "agent", "length", ""]);
  draw();
  drawRecordings();
}

async function poll() {
  try {
    const answer = await ask("/v1/snapshot", { signal: AbortSignal.timeout(2000) });
    if (answer.ok) {
      snapshot = await answer.json();
      receivedAt = Date.now();
      offset = Date.parse(snapshot.at.utc) - receivedAt;
    }
  } catch { /* the age of what is shown tells */ }
  draw();
  setTimeout(poll, 500);
}

async function pollRecordings() {
  try {
    const answer = await ask("/v1/history/recordings?limit=30", { signal: AbortSignal.timeout(5000) });
    const fresh = answer.ok ? (await answer.json()).recordings : recordings;
    if (JSON.stringify(fresh) !== JSON.stringify(recordings)) {
      recordings = fresh;
      drawRecordings();
    }
  } catch { /* the next try comes */ }
  setTimeout(pollRecordings, 5000);
}

$("language").addEventListener("click", () => {
  language = language === "en" ? "zh-CN" : "en";
  localStorage.setItem("lang", language);
  drawAll();
  showWhy();
});
$("login").addEventListener("submit", (event) => {
  event.preventDefault();
  token = $("token").value.trim();
  sessionStorage.setItem("token", token);
  $("token").value = "";
  $("login").hidden = true;
  drawRecordings();
});
function closeWhy() {
  asking = null;
  $("why").hidden = true;
}
document.addEventListener("pointerdown", () => { pressed = true; });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { setTimeout(() => { pressed = false; }); });
$("why-close").addEventListener("click", closeWhy);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeWhy(); });
setInterval(showWhy, 2000);
drawAll();
poll();
pollRecordings();
