import { defaultThresholds } from "../monitoring/default-thresholds.ts";
import type { Severity } from "../monitoring/settings.ts";
import { nearest } from "../registry/nearest.ts";
import { percent } from "../words/units.ts";
import { at, didYouMean, listed, type Problems } from "./config-error.ts";
import type { SelectedTarget, Selection } from "./select-models.ts";

/** Well-known names, mildest first: RFC 5424, table 2. Only these say by themselves which is the milder. */
const ladder = ["debug", "info", "informational", "notice", "warning", "error", "critical", "alert", "emergency"];

/**
 * The stack's severities, mildest first. What the config names replaces the default as a whole.
 * @param given percentages by name; nothing or an empty map for the default
 */
export function stackSeverities(given: Readonly<Record<string, number>> | undefined, problems: Problems): Severity[] {
  const named = Object.entries(given && Object.keys(given).length > 0 ? given : defaultThresholds);
  const severities = named
    .map(([name, value]): Severity => ({ name, threshold: percent(value) }))
    .sort((left, right) => left.threshold - right.threshold);
  for (const [index, severity] of severities.entries()) {
    const path = at("thresholds", severity.name);
    const equal = severities.slice(0, index).find(({ threshold }) => threshold === severity.threshold);
    if (equal) {
      problems.add(
        path,
        severity.threshold,
        `is as high as ${equal.name}`,
        "give each severity a threshold of its own",
      );
      continue;
    }
    const rank = ladder.indexOf(severity.name);
    const graver = severities.slice(0, index).find(({ name }) => rank >= 0 && ladder.indexOf(name) > rank);
    if (graver) {
      problems.add(
        path,
        severity.threshold,
        `is above ${graver.name} (${graver.threshold} %), though ${severity.name} is the milder word`,
        `swap the two: ${severity.name}: ${graver.threshold}, ${graver.name}: ${severity.threshold}`,
      );
    }
  }
  return severities;
}

/** The names of the stack's severities, also while a threshold is wrong; undefined where they can't be told. */
export function severityNames(given: unknown): string[] | undefined {
  if (given === undefined || given === null) return Object.keys(defaultThresholds);
  if (typeof given !== "object" || Array.isArray(given)) return undefined;
  const names = Object.keys(given);
  return names.length > 0 ? names : Object.keys(defaultThresholds);
}

/** Tells of severities that an entry names and the stack does not have. */
export function checkSeverityNames(
  path: string,
  names: readonly string[],
  known: readonly string[],
  problems: Problems,
): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    problems.add(
      at(path, name),
      name,
      `is not one of the stack's severities: ${listed(known)}`,
      didYouMean(nearest(name, known), "add it to the stack's thresholds, or remove it"),
    );
  }
}

/** A target's thresholds: the stack's, changed by each entry that selects it. */
export function targetThresholds(
  target: SelectedTarget,
  severities: readonly Severity[],
  problems: Problems,
): Severity[] {
  const values = new Map<string, number | undefined>(severities.map(({ name, threshold }) => [name, threshold]));
  const setBy = new Map<string, Selection>();
  for (const layer of target.layers) {
    for (const [name, value] of Object.entries(layer.entry.thresholds ?? {})) {
      if (!values.has(name)) continue;
      values.set(name, typeof value === "number" ? value : undefined);
      setBy.set(name, layer);
    }
  }
  const kept = severities.flatMap(({ name }): Severity[] => {
    const value = values.get(name);
    return value === undefined ? [] : [{ name, threshold: percent(value) }];
  });
  const last = target.layers.findLast(({ entry }) => entry.thresholds);
  if (kept.length === 0 && last) {
    problems.add(
      at(last.path, "thresholds"),
      last.entry.thresholds,
      "leaves no severity",
      "to have charts and no alarms, write alarms: false instead",
    );
  }
  for (const [index, severe] of kept.entries()) {
    const mild = kept[index - 1];
    if (!mild || severe.threshold > mild.threshold) continue;
    const [name, layer] = setBy.has(severe.name)
      ? [severe.name, setBy.get(severe.name)]
      : [mild.name, setBy.get(mild.name)];
    if (!layer) continue;
    problems.add(
      at(at(layer.path, "thresholds"), name),
      values.get(name),
      `puts ${severe.name} (${severe.threshold} %) at or below ${mild.name} (${mild.threshold} %)`,
      `keep ${severe.name} above ${mild.name}, or drop ${mild.name} here with ${mild.name}: off`,
    );
  }
  return kept;
}
