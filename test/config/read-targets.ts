import assert from "node:assert/strict";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { read } from "./fixture-registry.ts";

export const opus = "anthropic.claude-opus-5";
export const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
export const micro = "amazon.nova-micro-v1:0";

/** The targets of a config whose models are these, in the fixture registry. */
export const targetsOf = async (
  models: unknown,
  values: Record<string, unknown> = {},
): Promise<readonly TargetSettings[]> => (await read({ models, ...values })).settings.targets;
/** Each target's model and scope. */
export const names = (targets: readonly TargetSettings[]) =>
  targets.map(({ model, scope }) => `${model.modelId} ${scope}`);
/** The one target of an entry. */
export const only = async (entry: unknown, values: Record<string, unknown> = {}): Promise<TargetSettings> => {
  const [target, ...more] = await targetsOf([entry], values);
  assert.ok(target && more.length === 0, "one target was expected");
  return target;
};
/** A target's thresholds by severity. */
export const percentages = ({ thresholds }: TargetSettings) =>
  Object.fromEntries(thresholds.map(({ name, threshold }) => [name, threshold]));
