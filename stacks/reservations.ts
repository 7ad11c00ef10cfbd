import { clientNamespace } from "../monitoring/reservation/metrics.ts";
import type { InvocationLogging, ReservationSettings, ReservationSource, Severity } from "../monitoring/settings.ts";
import { percent } from "../words/units.ts";
import type { Checked } from "./check-shape.ts";
import { at, type Problems } from "./config-error.ts";
import type { ReservationConfig } from "./reservation-shapes.ts";
import { checkSeverityNames } from "./thresholds.ts";

type Given = Checked<ReservationConfig>;

/** One place of the config that says something of the reservation: the stack's key, or an entry's. */
export interface ReservationLayer {
  path: string;
  given: Given | "off" | false | null | undefined;
}

/** Where the stack's own says something. */
export const stackPath = "reservation";

/** The Region's invocation logging, where the stack's config asks for it. @param retentionDays how long logs are kept */
export function loggingSettings(
  given: ReservationLayer["given"],
  retentionDays: number,
): InvocationLogging | undefined {
  if (isOff(given) || given?.enableLogging !== true || given.logGroup === undefined) return undefined;
  return { logGroup: given.logGroup, retentionDays };
}

/** Keys that go with one source alone. */
const ownKeys = {
  logs: ["logGroup", "enableLogging"],
  client: ["applications", "namespace"],
  estimate: [],
} as const satisfies Record<ReservationSource["source"], readonly (keyof ReservationConfig)[]>;

/**
 * A target's reservation: the stack's, changed key by key by each entry that selects it; undefined where nobody asks for
 * one, or somebody switches it off last.
 * @param severities the stack's; undefined while they are wrong
 */
export function reservationSettings(
  layers: readonly ReservationLayer[],
  severities: readonly Severity[] | undefined,
  problems: Problems,
): ReservationSettings | undefined {
  let merged: Given = {};
  let path: string | undefined;
  for (const layer of layers) {
    if (layer.given === undefined || saysNothing(layer.given)) continue;
    if (isOff(layer.given)) {
      merged = {};
      path = undefined;
      continue;
    }
    const { thresholds, ...keys } = layer.given;
    const before = keys.source !== undefined && keys.source !== merged.source ? withoutOwn(merged) : merged;
    merged = { ...before, ...keys, ...(thresholds && { thresholds: { ...before.thresholds, ...thresholds } }) };
    path = layer.path;
    checkWholeRegion(layer, problems);
    checkThresholdNames(layer, severities, problems);
    checkOwnKeys(layer, merged.source, problems);
  }
  if (path === undefined || problems.under(path)) return undefined;
  const source = sourceOf(merged, path, problems);
  if (!source) return undefined;
  return {
    ...source,
    ...(merged.maxTokens !== undefined && { maxTokens: merged.maxTokens }),
    thresholds: thresholdsOf(merged, severities ?? [], path, problems),
  };
}

const isOff = (given: ReservationLayer["given"]): given is "off" | false | null =>
  given === "off" || given === false || given === null;

/** Pulumi.yaml must name a default for each key; an empty map is the one that says "left out". */
const saysNothing = (given: ReservationLayer["given"]): boolean =>
  typeof given === "object" && given !== null && Object.values(given).every((value) => value === undefined);

const withoutOwn = ({ maxTokens, thresholds }: Given): Given => ({
  ...(maxTokens !== undefined && { maxTokens }),
  ...(thresholds && { thresholds }),
});

function sourceOf(given: Given, path: string, problems: Problems): ReservationSource | undefined {
  const { source, logGroup, applications, namespace = clientNamespace } = given;
  const missing = (key: string, what: string, fix: string) => {
    problems.add(at(path, key), undefined, what, fix);
    return undefined;
  };
  switch (source) {
    case undefined:
      return missing("source", "says not where the reservation is seen: logs, client or estimate", "source: estimate");
    case "logs":
      return logGroup === undefined
        ? missing("logGroup", "source logs needs the log group of the invocation logs", "logGroup: <its name>")
        : { source, logGroup };
    case "client": {
      const named = (applications ?? []).filter((name) => name !== undefined);
      return named.length === 0
        ? missing("applications", "source client needs the applications' names", "applications: [<a name>]")
        : { source, applications: [...new Set(named)], namespace };
    }
    case "estimate":
      return { source };
  }
}

/** Tells of keys that do nothing with the source at hand. */
function checkOwnKeys({ path, given }: ReservationLayer, source: Given["source"], problems: Problems): void {
  if (isOff(given) || !given || source === undefined) return;
  for (const [owner, keys] of Object.entries(ownKeys)) {
    if (owner === source) continue;
    for (const key of keys) {
      if (given[key] === undefined) continue;
      problems.add(at(path, key), given[key], `goes with source ${owner}; the source here is ${source}`, "remove it");
    }
  }
}

/** Logging is one for the Region, whatever the model. */
function checkWholeRegion({ path, given }: ReservationLayer, problems: Problems): void {
  if (path === stackPath || isOff(given) || given?.enableLogging === undefined) return;
  problems.add(
    at(path, "enableLogging"),
    given.enableLogging,
    "is for the whole Region, not for one model",
    `set it in ${stackPath}`,
  );
}

function checkThresholdNames(
  { path, given }: ReservationLayer,
  severities: readonly Severity[] | undefined,
  problems: Problems,
): void {
  if (isOff(given) || !given?.thresholds || !severities) return;
  checkSeverityNames(
    at(path, "thresholds"),
    Object.keys(given.thresholds),
    severities.map(({ name }) => name),
    problems,
  );
}

/** In the order of the stack's severities; each must be above the milder ones. */
function thresholdsOf(given: Given, severities: readonly Severity[], path: string, problems: Problems): Severity[] {
  const kept = severities.flatMap(({ name }): Severity[] => {
    const value = given.thresholds && Object.hasOwn(given.thresholds, name) ? given.thresholds[name] : undefined;
    return typeof value === "number" ? [{ name, threshold: percent(value) }] : [];
  });
  for (const [index, severe] of kept.entries()) {
    const mild = kept[index - 1];
    if (!mild || severe.threshold > mild.threshold) continue;
    problems.add(
      at(at(path, "thresholds"), severe.name),
      severe.threshold,
      `puts ${severe.name} (${severe.threshold} %) at or below ${mild.name} (${mild.threshold} %)`,
      `keep ${severe.name} above ${mild.name}, or drop one of them with off`,
    );
  }
  return kept;
}
