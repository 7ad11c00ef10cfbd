import { plan } from "../../monitoring/plan.ts";
import type { Evaluation } from "../../monitoring/settings.ts";
import type { Reading } from "../../monitoring/simulation/reading.ts";
import { type ShapeOutcome, shapeOutcome } from "../../monitoring/simulation/shape-outcome.ts";
import { type Shape, shapes } from "../../monitoring/simulation/shapes.ts";
import type { MeasurableKind, Scope } from "../../words/words.ts";
import { registry, settings, target } from "../monitoring/example-settings.ts";

/** What people hear of the default alarms under each shape of traffic: the table in docs/decisions/alarms.md. */

export const delays = [0, 1, 2, 3, 4] as const;

const quotas = Object.fromEntries(
  registry.models.flatMap(({ scopes }) =>
    Object.values(scopes).flatMap(({ quotas: all }) =>
      all.flatMap(({ code, defaultValue }) => (defaultValue === undefined ? [] : [[code, defaultValue] as const])),
    ),
  ),
);

/** A target and the one of its quotas that traffic drives. */
export interface Driven {
  modelId: string;
  scope: Scope;
  kind: MeasurableKind;
}

/** Makes the function that replays shapes through the alarms of a target. */
export function outcomesOf({ modelId, scope, kind }: Driven, evaluation?: Readonly<Record<string, Evaluation>>) {
  const made = plan(settings([target(modelId, scope, evaluation ? { evaluation } : {})]));
  const [planned] = made.targets;
  if (!planned) throw new Error("a plan without its target");
  return (shape: Shape, delay: number, reading?: Reading): ShapeOutcome =>
    shapeOutcome({ plan: made, target: planned, driven: kind, quotas, shape, delay, ...(reading && { reading }) });
}

/** The outcomes of the default alarms, each worked out once. */
export function defaultOutcomesOf(driven: Driven): (shape: Shape, delay: number) => ShapeOutcome {
  const known = workedOut.get(driven);
  if (known) return known;
  const outcomes = new Map<string, ShapeOutcome>();
  const outcome = outcomesOf(driven);
  const remembering = (shape: Shape, delay: number): ShapeOutcome => {
    const key = `${shape.name} ${delay}`;
    const found = outcomes.get(key) ?? outcome(shape, delay);
    outcomes.set(key, found);
    return found;
  };
  workedOut.set(driven, remembering);
  return remembering;
}
const workedOut = new Map<Driven, (shape: Shape, delay: number) => ShapeOutcome>();

/** With requests and tokens a minute, and throttles. */
export const onRuntime = {
  modelId: "anthropic.claude-haiku-4-5-20251001-v1:0",
  scope: "cross-region",
  kind: "tpm",
} as const satisfies Driven;
/** With input and output tokens a minute; no throttle metric. */
export const onMantle = {
  modelId: "anthropic.claude-opus-5",
  scope: "mantle",
  kind: "input-tpm",
} as const satisfies Driven;

const worst = (outcomes: readonly ShapeOutcome[], of: (outcome: ShapeOutcome) => number): number =>
  Math.max(...outcomes.map(of));

/** Later at worst than the end of the first minute at 100 %; a shape without one is never told of. */
function toldText(outcomes: readonly ShapeOutcome[]): string {
  if (outcomes.every(({ toldAfter }) => toldAfter === undefined)) return "";
  const latest = worst(outcomes, ({ toldAfter }) => toldAfter ?? 0);
  return Number.isFinite(latest) ? `${latest}` : "never";
}

/** The table in Markdown, one row a shape. */
export function shapeTable(): string {
  const runtime = defaultOutcomesOf(onRuntime);
  const mantle = defaultOutcomesOf(onMantle);
  const rows = shapes.map((shape) => {
    const onTime = runtime(shape, 0);
    const first = (end: string) => [...onTime.first].find(([id]) => id.endsWith(end))?.[1].toString() ?? "";
    const late = delays.map((delay) => runtime(shape, delay));
    const lateMantle = delays.map((delay) => mantle(shape, delay));
    return [
      shape.name,
      ...["/tpm/warning", "/tpm/critical", "/throttles/critical"].map(first),
      ...[late, lateMantle].flatMap((outcomes) => [
        toldText(outcomes),
        `${worst(outcomes, ({ mostInAnHour }) => mostInAnHour)}`,
        `${worst(outcomes, ({ falseCalm }) => falseCalm)}`,
      ]),
    ];
  });
  const head = [
    ...["shape", "warning", "critical", "throttles"],
    ...["told after", "an hour", "false calm"],
    ...["mantle: told after", "an hour", "false calm"],
  ];
  return [head, head.map((_column, index) => (index === 0 ? "---" : "--:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
