import type { Provenance } from "./types.ts";

/** The model's largest max_tokens, from its model card, where one says it. */
export function maxOutputOf(_modelId: string): ({ value: number } & Provenance) | undefined {
  return undefined;
}
