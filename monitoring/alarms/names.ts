import type { Scope } from "../../words/words.ts";
import { limits } from "../limits.ts";
import { namePrefix } from "../names.ts";

/** @throws RangeError when the name is longer than AWS takes */
function checked(parts: readonly string[]): string {
  const name = parts.join("/");
  if (name.length > limits.alarmNameLength) {
    throw new RangeError(`alarm name "${name}" has ${name.length} characters, AWS takes ${limits.alarmNameLength}`);
  }
  return name;
}

/**
 * Name of the alarm with this identity. Only the identity says which alarm it is: the name is for people, and nothing
 * takes it apart.
 */
export const alarmName = (region: string, id: string): string => checked([namePrefix, region, id]);

/** Identity of a target's alarm in its stack, e.g. `anthropic.claude-opus-5/cross-region/tpm/warning`. */
export const targetAlarmId = (modelId: string, scope: Scope, kind: string, severity: string): string =>
  [modelId, scope, kind, severity].join("/");

/** Identity of an alarm on the stack's own publisher. */
export const publisherAlarmId = (kind: string, severity: string): string => ["publisher", kind, severity].join("/");

/** Identity of the composite over every alarm of a severity; parts are numbered where one rule can't hold all. */
export const compositeAlarmId = (severity: string, part?: string): string =>
  ["any", severity, ...(part ? [part] : [])].join("/");
