import type { Flow, FlowNode } from "../api/gen/telephony/v1/flow_service_pb";
import { t } from "../i18n";
import { idOf } from "../ui/names";
import { kindName, targetName } from "./FlowsPage";
import { isExit, type Placed, place } from "./flowLayout";

const wide = 205;
const tall = 74;
const gapX = 130;
const gapY = 26;

/** A flow drawn from left to right. The table below it says the same. */
export function FlowMap({ flow }: { flow: Flow }) {
  const placed = place(flow.nodes, flow.start);
  const at = new Map(placed.map((p) => [p.id, p]));
  const nodes = new Map(flow.nodes.map((n) => [n.id, n]));
  const width = (Math.max(0, ...placed.map((p) => p.column)) + 1) * (wide + gapX) - gapX + 8;
  const height = (Math.max(0, ...placed.map((p) => p.row)) + 1) * (tall + gapY) - gapY + 8;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section class="flow-map" tabIndex={0} aria-label={t("mapOf", idOf(flow.name))}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("mapOf", idOf(flow.name))}>
        {flow.nodes.flatMap((n) => edgesOf(n, at))}
        {placed.map((p) => {
          const node = nodes.get(p.id);
          return node ? <Box key={p.id} place={p} node={node} /> : <Exit key={p.id} place={p} />;
        })}
      </svg>
    </section>
  );
}

const x = (p: Placed): number => 4 + p.column * (wide + gapX);
const y = (p: Placed): number => 4 + p.row * (tall + gapY);

/** Ways from one step to another are one line, with all that leads there written on it. */
function edgesOf(node: FlowNode, at: ReadonlyMap<string, Placed>) {
  const from = at.get(node.id);
  const ways = new Map<string, string[]>();
  for (const b of node.branches) ways.set(b.to, [...(ways.get(b.to) ?? []), b.label]);
  return [...ways].flatMap(([target, labels]) => {
    const to = at.get(target);
    if (!from || !to || target === node.id) return [];
    const [x1, y1, x2, y2] = [x(from) + wide, y(from) + tall / 2, x(to), y(to) + tall / 2];
    const back = to.column <= from.column;
    const bend = back ? 60 : (x2 - x1) / 2;
    const words = labels.filter(Boolean).join(", ");
    return [
      <g key={`${node.id} ${target}`} class={back ? "edge back" : "edge"}>
        <path d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} />
        {words && !back && (
          <text x={x1 + 6} y={y1 + (y2 - y1) * 0.25 - 4}>
            {words.length > 18 ? `${words.slice(0, 17)}…` : words}
          </text>
        )}
      </g>,
    ];
  });
}

function Box({ place: p, node }: { place: Placed; node: FlowNode }) {
  return (
    <g class={`box${node.presentCalls > 0 ? " busy" : ""}`} transform={`translate(${x(p)} ${y(p)})`} data-node={node.id}>
      <rect width={wide} height={tall} rx="8" />
      <text class="box-name" x="10" y="20">
        {short(node.id, 24)}
      </text>
      <text class="box-kind" x="10" y="37">
        {short(`${kindName(node.kind)} ${targetName(node.target)}`, 28)}
      </text>
      <text class="box-counts" x="10" y="60">
        {t("counts", node.presentCalls, String(node.enteredCalls), String(node.hungUpCalls))}
      </text>
    </g>
  );
}

function Exit({ place: p }: { place: Placed }) {
  return (
    <g class="box exit" transform={`translate(${x(p)} ${y(p)})`}>
      <rect width={wide} height={tall} rx="8" />
      <text class="box-name" x="10" y="42">
        {isExit(p.id) ? t(p.id === "hangup" ? "hangUp" : "backToCaller") : p.id}
      </text>
    </g>
  );
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
