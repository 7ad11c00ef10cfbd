import type { Provenance } from "../words/registry.ts";

const readAt = "2026-11-21";
const anthropic = "Anthropic's model pages and Effect's release notes 4.0.0-beta.106";

/**
 * By model, tokens: "K" on AWS's model cards is 1,000 for Anthropic's models. Only what
 * the sources agree on: Sonnet 4.6 is left out, for which 64,000 and 128,000 are both found. What Bedrock takes where a
 * request names no max_tokens is not documented for bedrock-runtime.
 */
const known: readonly { value: number; source: string; modelIds: readonly string[] }[] = [
  {
    value: 64_000,
    source: anthropic,
    modelIds: [
      "anthropic.claude-haiku-4-5-20251001-v1:0",
      "anthropic.claude-opus-4-5-20251101-v1:0",
      "anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
  },
  {
    value: 128_000,
    source: anthropic,
    modelIds: [
      "anthropic.claude-fable-5-1",
      "anthropic.claude-opus-4-6-v1",
      "anthropic.claude-opus-4-7",
      "anthropic.claude-opus-4-8",
      "anthropic.claude-opus-5-5",
      "anthropic.claude-sonnet-5",
    ],
  },
  {
    value: 128_000,
    source: "Amazon Bedrock User Guide, model-card-anthropic-claude-opus-5",
    modelIds: ["anthropic.claude-opus-5"],
  },
];

const byModel = new Map(
  known.flatMap(({ value, source, modelIds }) => modelIds.map((id) => [id, { value, source, readAt }] as const)),
);

/** The model's largest max_tokens, where a source says it. */
export function maxOutputOf(modelId: string): ({ value: number } & Provenance) | undefined {
  return byModel.get(modelId);
}
