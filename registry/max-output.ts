import type { Provenance } from "../words/registry.ts";

const readAt = "2026-11-21";
const card = (name: string): string => `Amazon Bedrock User Guide, model-card-anthropic-claude-${name}`;
const anthropic = "Anthropic's model pages and Effect's release notes 4.0.0-beta.106";

/**
 * By model, tokens: "K" on AWS's model cards is 1,000 for Anthropic's models. Only what
 * the sources agree on: Sonnet 4.6 is left out, for which 64,000 and 128,000 are both found, and GPT-6.1 Sol, for which
 * 128,000 and 131,072 are. What Bedrock takes where a
 * request names no max_tokens is not documented for bedrock-runtime.
 */
const known: readonly { value: number; source: string; readAt?: string; modelIds: readonly string[] }[] = [
  {
    value: 64_000,
    source: card("haiku-4-5"),
    readAt: "2026-11-25",
    modelIds: ["anthropic.claude-haiku-4-5-20251001-v1:0"],
  },
  ...["fable-5", "fable-5-2", "haiku-5-5", "sonnet-5-5"].map((name) => ({
    value: 128_000,
    source: card(name),
    readAt: "2026-11-25",
    modelIds: [`anthropic.claude-${name}`],
  })),
  {
    value: 64_000,
    source: anthropic,
    modelIds: ["anthropic.claude-opus-4-5-20251101-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0"],
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
  known.flatMap(({ value, source, readAt: read = readAt, modelIds }) =>
    modelIds.map((id) => [id, { value, source, readAt: read }] as const),
  ),
);

/** The model's largest max_tokens, where a source says it. */
export function maxOutputOf(modelId: string): ({ value: number } & Provenance) | undefined {
  return byModel.get(modelId);
}
