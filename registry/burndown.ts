import type { Burndown } from "../words/registry.ts";
import { isOfRatedFamily } from "./rated-families.ts";

const readAt = "2026-11-21";
const userGuide = (page: string): string => `Amazon Bedrock User Guide, ${page}`;
const rated = (rate: number, page = "quotas-token-burndown", read = readAt): Burndown => ({
  rate,
  source: userGuide(page),
  readAt: read,
});
const unknown = (reason: string): Burndown => ({ rate: "unknown", reason });

/**
 * What AWS's pages say, in the order to read it in: the first rule that fits a model id counts. The page is
 * https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html unless another is named.
 * "All other Anthropic models version 4.7 and below" is read as written, so it takes in Claude 3 and 3.5.
 */
const rules: readonly { models: RegExp; burndown: (modelId: string) => Burndown }[] = [
  { models: /^anthropic\.claude-opus-4-8$/, burndown: () => rated(15) },
  { models: /^anthropic\.claude-(?:opus-5-5|opus-5|sonnet-5|fable-5-1)$/, burndown: () => rated(10) },
  {
    models:
      /^anthropic\.claude-(?:(?:haiku|sonnet|opus)-4(?:-[1-7])?|3(?:-[57])?-(?:haiku|sonnet|opus))(?:-\d{8})?(?:-v\d.*)?$/,
    burndown: () => rated(5),
  },
  {
    models: /^anthropic\./,
    burndown: () =>
      unknown(
        "AWS's page rates Anthropic's models by version; this one is neither named there nor version 4.7 or below.",
      ),
  },
  { models: /^openai\.gpt-5\.6-(?:sol|terra|luna)$/, burndown: () => rated(10) },
  // Each card has a sentence of its own on the rate.
  {
    models: /^openai\.gpt-6-(?:astra|luna|sol)$/,
    burndown: (modelId) => rated(10, `model-card-${modelId.replace(".", "-")}`),
  },
  { models: /^openai\.gpt-6\.1-sol$/, burndown: () => rated(10, "model-card-openai-gpt-6-1-sol", "2026-11-25") },
  {
    models: /^(?:openai\.gpt-\d|xai\.|moonshotai\.kimi-k3)/,
    burndown: () =>
      unknown(
        "AWS's page does not name this model. Its last sentence, 1 for all others, may be older than the model: GPT-6's cards say 10 and the page doesn't name them either.",
      ),
  },
];

/**
 * How many tokens of TPM quota one output token burns on bedrock-runtime, by AWS's own pages. On bedrock-mantle input
 * and output have quotas of their own, so no rate applies there.
 *
 * One account's figures (September 2026) bear the rates out for Claude 4.5 to 4.7 and for Titan; for GPT-5.6 Sol and
 * GPT-6 Astra AWS's EstimatedTPMQuotaUsage fits neither 10 nor any other fixed rate, so their rate is documented only.
 * @param modelId e.g. "anthropic.claude-opus-5"
 */
export function burndownOf(modelId: string): Burndown {
  const rule = rules.find(({ models }) => models.test(modelId));
  if (rule) return rule.burndown(modelId);
  return isOfRatedFamily(modelId)
    ? rated(1)
    : unknown(
        `AWS's page does not name this model's family. Its last sentence, 1 for all others, was read on ${readAt}, and nothing shows that the family was in Bedrock then.`,
      );
}
