import type { ModelSettings } from "./options.ts";

/**
 * A rate that is missing would make of every figure after it none (NaN), and let nothing through without a word.
 * @throws RangeError for a number that is none
 */
export function checkedSettings(settings: ModelSettings, name: string): ModelSettings {
  const { burndownRate, maxOutputTokens } = settings;
  if (!(burndownRate > 0 && burndownRate < Number.POSITIVE_INFINITY))
    throw new RangeError(
      `${name}: burndownRate is ${burndownRate}, not a number from 1 up; \`headroom registry show\` tells it`,
    );
  if (maxOutputTokens !== undefined && !(maxOutputTokens >= 0))
    throw new RangeError(`${name}: maxOutputTokens is ${maxOutputTokens}, not a number from 0 up`);
  return settings;
}
