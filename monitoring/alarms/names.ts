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

/** Name of a target's alarm: `bedrock-headroom/<region>/<model>/<scope>/<kind>/<severity>`. */
export const targetAlarmName = (region: string, modelId: string, scope: Scope, kind: string, severity: string) =>
  checked([namePrefix, region, modelId, scope, kind, severity]);

/** Name of an alarm on the stack's own publisher. */
export const publisherAlarmName = (region: string, kind: string, severity: string) =>
  checked([namePrefix, region, "publisher", kind, severity]);

/** Name of the composite over every alarm of a severity; parts are numbered where one rule can't hold all. */
export const compositeAlarmName = (region: string, severity: string, part?: string) =>
  checked([namePrefix, region, "any", severity, ...(part ? [part] : [])]);
