/** A step of a flow, as far as its place is concerned. */
export interface Step {
  readonly id: string;
  readonly branches: readonly { readonly to: string; readonly label: string }[];
}

/** Where a step stands: its column is how many steps callers need at least to come there. */
export interface Placed {
  readonly id: string;
  readonly column: number;
  readonly row: number;
}

/** Ways out that are not steps of the flow. */
export const exits = ["hangup", "return"] as const;

/** Places the steps from left to right in the order callers come to them; one that nothing leads to stands in the last column. */
export function place(steps: readonly Step[], start: string): Placed[] {
  const known = new Map(steps.map((s) => [s.id, s]));
  const columns = new Map<string, number>();
  let wave = known.has(start) ? [start] : [];
  for (let column = 0; wave.length > 0; column++) {
    const next: string[] = [];
    for (const id of wave) {
      if (columns.has(id)) continue;
      columns.set(id, column);
      for (const { to } of known.get(id)?.branches ?? []) if (!columns.has(to) && (known.has(to) || isExit(to))) next.push(to);
    }
    wave = next;
  }
  const last = Math.max(0, ...columns.values());
  for (const { id } of steps) if (!columns.has(id)) columns.set(id, last + 1);
  const rows = new Map<number, number>();
  return [...columns].map(([id, column]) => {
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return { id, column, row };
  });
}

/** Whether a way leads out of the flow. */
export const isExit = (to: string): boolean => (exits as readonly string[]).includes(to);
