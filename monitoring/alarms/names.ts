import { countedBy, isDaily } from "../../words/limit-kinds.ts";
import type { MeasurableKind, Scope } from "../../words/words.ts";
import { limits } from "../limits.ts";
import { alarmNameEnd } from "../names.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";

const encoder = new TextEncoder();

/**
 * Name of an alarm, made to be read: it is the subject of CloudWatch's mails (`ALARM: "<name>" in <Region>`, cut at 100
 * characters) and the title in Slack. Only the identity says which alarm it is; nothing takes a name apart.
 * @param about what it is on, e.g. "Claude Opus 5 global at 90% of tokens/min"
 * @throws RangeError when the name is longer than AWS takes
 */
export function alarmName(stack: string, severity: string, about: string): string {
  const name = `${severity}: ${about}${alarmNameEnd(stack)}`;
  const bytes = encoder.encode(name).length;
  if (bytes > limits.alarmNameBytes) {
    throw new RangeError(`alarm name "${name}" has ${bytes} bytes, AWS takes ${limits.alarmNameBytes}`);
  }
  return name;
}

/** A model in an alarm's name: AWS's name for it, or its id where another model of the stack has the same name. */
export function modelInName({ targets }: MonitoringSettings, { model }: TargetSettings): string {
  let ids = idsByName.get(targets);
  if (!ids) {
    ids = new Map<string, string | null>();
    for (const { model: one } of targets) {
      ids.set(one.name, (ids.get(one.name) ?? one.modelId) === one.modelId ? one.modelId : null);
    }
    idsByName.set(targets, ids);
  }
  return ids.get(model.name) === model.modelId ? model.name : model.modelId;
}

/** The one id that has a name; null where several have it. */
const idsByName = new WeakMap<readonly TargetSettings[], Map<string, string | null>>();

/** A target in an alarm's name, e.g. "Claude Opus 5 cross-region". */
export const targetInName = (settings: MonitoringSettings, target: TargetSettings): string =>
  `${modelInName(settings, target)} ${target.scope}`;

/** What a quota is of, in an alarm's name: "tokens/min". */
export const kindInName = (kind: MeasurableKind): string => `${countedBy(kind)}/${isDaily(kind) ? "day" : "min"}`;

/** Identity of a target's alarm in its stack, e.g. `anthropic.claude-opus-5/cross-region/tpm/warning`. */
export const targetAlarmId = (modelId: string, scope: Scope, kind: string, severity: string): string =>
  [modelId, scope, kind, severity].join("/");

/** Identity of an alarm on the stack's own publisher. */
export const publisherAlarmId = (kind: string, severity: string): string => ["publisher", kind, severity].join("/");

/**
 * Identity of the composite over every alarm of a severity, of the stack or of one model; parts are numbered where one
 * rule can't hold all.
 */
export const compositeAlarmId = (severity: string, part?: string, modelId?: string): string =>
  [...(modelId ? [modelId] : []), "any", severity, ...(part ? [part] : [])].join("/");
