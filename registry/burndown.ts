import type { Burndown, Provenance } from "./types.ts";

/** https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html */
const documented: Provenance = {
  source: "Amazon Bedrock User Guide, quotas-token-burndown",
  readAt: "2026-11-21",
};
const rated = (rate: number): Burndown => ({ rate, ...documented });
const unknown = (reason: string): Burndown => ({ rate: "unknown", reason });

/**
 * The page's rules, in its order; the first that fits counts. "All other Anthropic models version 4.7 and below" is read
 * as written, so it takes in Claude 3 and 3.5 (an earlier text of the page began at 3.7).
 */
const rules: readonly { models: RegExp; burndown: Burndown }[] = [
  { models: /^anthropic\.claude-opus-4-8(?!\d)/, burndown: rated(15) },
  { models: /^anthropic\.claude-(?:opus-5-5|opus-5|sonnet-5|fable-5-1)(?:-\d{8})?(?:-v\d.*)?$/, burndown: rated(10) },
  {
    models:
      /^anthropic\.claude-(?:(?:haiku|sonnet|opus)-4(?:-[1-7])?|3(?:-[57])?-(?:haiku|sonnet|opus))(?:-\d{8})?(?:-v\d.*)?$/,
    burndown: rated(5),
  },
  {
    models: /^anthropic\./,
    burndown: unknown(
      "The page gives Anthropic's rates by version and this model is neither named nor version 4.7 or below.",
    ),
  },
  { models: /^openai\.gpt-5\.6-(?:sol|terra|luna)$/, burndown: rated(10) },
  {
    models: /^(?:openai\.gpt-[6-9]|xai\.|moonshotai\.kimi-k3)/,
    burndown: unknown(
      "The page does not name this model. Its last sentence would make the rate 1, but what AWS counts for GPT-6 in CloudWatch fits no such rate.",
    ),
  },
];

/**
 * How many tokens of TPM quota one output token burns on bedrock-runtime, from AWS's own page. On bedrock-mantle input
 * and output have quotas of their own, so no rate applies there.
 * @param modelId e.g. "anthropic.claude-opus-5"
 */
export function burndownOf(modelId: string): Burndown {
  return rules.find(({ models }) => models.test(modelId))?.burndown ?? rated(1);
}
