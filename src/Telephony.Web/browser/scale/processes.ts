import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100; // USER_HZ, proc(5)

/** Processor time that the pages and the drawing of a browser have used, in seconds: its renderer processes, and the one that stands for a graphics card. */
export function processorSeconds(browser: number): { renderer: number; gpu: number } {
  const used = { renderer: 0, gpu: 0 };
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const kind = command.includes("--type=renderer") ? "renderer" : command.includes("--type=gpu-process") ? "gpu" : undefined;
      if (kind && isChildOf(pid, browser)) used[kind] += ticksOf(pid) / ticksPerSecond;
    } catch {
      // It ended meanwhile.
    }
  }
  return used;
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
