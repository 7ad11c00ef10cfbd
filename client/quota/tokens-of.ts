import { type AnyCommand, operationOf } from "./commands.ts";
import type { Estimate } from "./estimate.ts";
import type { ModelSettings } from "./options.ts";
import { QuotaError } from "./quota-error.ts";

/** What Bedrock holds for a request, and at least what its output will count if it is like others'. */
export function tokensOf(
  { name, settings, estimate }: { name: string; settings: ModelSettings; estimate: Estimate },
  command: AnyCommand,
  inputTokens: number,
): number {
  if (!(inputTokens >= 0)) throw new RangeError(`${name}: inputTokens is ${inputTokens}, not a number from 0 up`);
  const asked = operationOf(command)!.maxTokens(command.input);
  const maxTokens = typeof asked === "number" ? asked : settings.maxOutputTokens;
  if (maxTokens === undefined)
    throw new QuotaError(
      "too-large",
      name,
      asked === "without"
        ? "the request names no max_tokens, so Bedrock holds the model's maximum: name it, or give maxOutputTokens"
        : "the request's max_tokens can't be read: give maxOutputTokens",
    );
  return inputTokens + Math.max(maxTokens, Math.min(estimate.output(), settings.burndownRate * maxTokens));
}
