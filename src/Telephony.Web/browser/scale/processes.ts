import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100; // USER_HZ, proc(5)

/** Processor time that the pages and the drawing of a browser have used, in seconds: its renderer processes, and the one that stands for a graphics card. */
export function processorSeconds(browser: number): { renderer: number; gpu: number } {
  const used = { renderer: 0, gpu: 0 };
  for (const { kind, ticks } of childrenOf(browser)) used[kind] += ticks / ticksPerSecond;
  return used;
}

/** How long the thread that runs a page's scripts and drawing has run, looked at every few milliseconds. */
export class PageThread {
  readonly #looks: { at: number; ran: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  /** The page is that of the renderer that has worked most. */
  constructor(browser: number) {
    const pages = childrenOf(browser).filter((p) => p.kind === "renderer");
    const busiest = pages.reduce((a, b) => (b.ticks > a.ticks ? b : a));
    const look = () => {
      const ran = Number(readFileSync(`/proc/${busiest.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
      this.#looks.push({ at: Date.now(), ran });
    };
    look();
    this.#timer = setInterval(look, 5);
  }

  /** Milliseconds it ran in a time, at most: what it ran between the looks before and after. */
  ranBetween(from: number, until: number): number {
    const before = this.#looks.findLast((l) => l.at <= from) ?? this.#looks[0]!;
    const after = this.#looks.find((l) => l.at >= until) ?? this.#looks.at(-1)!;
    return after.ran - before.ran;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function childrenOf(browser: number): { pid: string; kind: "renderer" | "gpu"; ticks: number }[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const kind = command.includes("--type=renderer") ? "renderer" : command.includes("--type=gpu-process") ? "gpu" : undefined;
      return kind && isChildOf(pid, browser) ? [{ pid, kind, ticks: ticksOf(pid) }] : [];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

function isChildOf(pid: string, ancestor: number): boolean {
  for (let at = Number(pid); at > 1; at = Number(fieldsOf(String(at))[1])) if (at === ancestor) return true;
  return false;
}

const ticksOf = (pid: string): number => Number(fieldsOf(pid)[11]) + Number(fieldsOf(pid)[12]);

/** The fields of /proc/PID/stat from the state on. */
function fieldsOf(pid: string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
