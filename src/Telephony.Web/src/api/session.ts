import { signal } from "@preact/signals";

/** Who the service takes this page for. */
export interface Who {
  /** Whether people sign in here with a name and a password. */
  readonly has_users: boolean;
  readonly name: string | null;
  readonly role: string | null;
  readonly agent: string | null;
  /** Whether that is known by a session, which can be ended. */
  readonly is_session: boolean;
  readonly until: string | null;
}

/** One browser in which somebody is signed in. */
export interface Session {
  readonly id: string;
  readonly user: string;
  readonly begun: string;
  readonly seen: string;
  readonly until: string;
  readonly from: string;
  readonly browser: string;
  readonly is_this: boolean;
}

/** Known once the service was asked. */
export const who = signal<Who | undefined>(undefined);

/** Grows when somebody has signed in: what waited for that goes on. */
export const signIns = signal(0);

const cookieNames = ["__Host-telephony-csrf", "telephony-csrf"];

/** The word that only pages of this board can read and send back; empty without a session. */
export function csrf(cookies = document.cookie): string {
  const known = new Map(cookies.split("; ").map((c) => [c.slice(0, c.indexOf("=")), c.slice(c.indexOf("=") + 1)] as const));
  const name = cookieNames.find((n) => known.has(n) && (location.protocol === "https:") === n.startsWith("__Host-"));
  return name ? (known.get(name) ?? "") : "";
}

/** Asks who we are. */
export async function askWho(): Promise<void> {
  const answer = await fetch("/v1/session");
  if (answer.ok) who.value = await answer.json();
}

/** Why signing in failed. */
export interface Refused {
  readonly reason: string;
  readonly seconds: number;
}

/** Signs in; why not, when it failed. */
export async function signInAs(name: string, password: string): Promise<Refused | undefined> {
  const answer = await fetch("/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name, password }),
  });
  if (!answer.ok) {
    const { reason } = await answer.json().catch(() => ({}));
    return { reason: reason ?? "", seconds: Number(answer.headers.get("Retry-After") ?? 0) };
  }
  signIns.value++;
  await askWho();
  return undefined;
}

/** Ends a session: this one, or another. */
export async function endSession(id?: string): Promise<void> {
  await fetch(id ? `/v1/sessions/${encodeURIComponent(id)}` : "/v1/session", { method: "DELETE", headers: { "X-Telephony-Csrf": csrf() } });
}

/** Sessions that go on: one's own, all for an admin. */
export async function listSessions(stop: AbortSignal): Promise<readonly Session[]> {
  const answer = await fetch("/v1/sessions", { signal: stop });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).all;
}
