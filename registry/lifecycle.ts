import type { Provenance } from "../words/registry.ts";

/** When AWS takes a model away. */
export interface EndOfLife extends Provenance {
  modelId: string;
  /** ISO date */
  date: string;
}

const readAt = "2026-11-21";
const on = (source: string, date: string, ...modelIds: string[]): EndOfLife[] =>
  modelIds.map((modelId) => ({ modelId, date, source, readAt }));

/** Two states of the same page: the older one still has what had been taken off the newer one. */
const page = "Amazon Bedrock User Guide, model-lifecycle-legacy";
const olderPage = "Amazon Bedrock User Guide, model-lifecycle (August 2026)";
const startups = "awslabs/startups, ai-model-lifecycle.md (17 May 2026)";

/**
 * The dates that AWS has announced. They can differ between Regions; these are those of the commercial ones.
 * A model that is not here has no announced date that was found.
 */
export const endsOfLife: readonly EndOfLife[] = [
  ...on(startups, "2026-04-28", "anthropic.claude-3-7-sonnet-20250219-v1:0"),
  ...on(startups, "2026-05-31", "anthropic.claude-opus-4-20250514-v1:0"),
  ...on(
    "Amazon Bedrock User Guide, model-card-anthropic-claude-3-5-haiku",
    "2026-06-19",
    "anthropic.claude-3-5-haiku-20241022-v1:0",
  ),
  ...on(
    startups,
    "2026-07-07",
    "meta.llama3-2-11b-instruct-v1:0",
    "meta.llama3-2-1b-instruct-v1:0",
    "meta.llama3-2-3b-instruct-v1:0",
    "meta.llama3-2-90b-instruct-v1:0",
  ),
  ...on(
    olderPage,
    "2026-07-30",
    "anthropic.claude-3-5-sonnet-20240620-v1:0",
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "anthropic.claude-3-sonnet-20240229-v1:0",
  ),
  ...on(page, "2026-08-19", "cohere.command-r-plus-v1:0", "cohere.command-r-v1:0"),
  ...on(page, "2026-09-10", "anthropic.claude-3-haiku-20240307-v1:0"),
  ...on(olderPage, "2026-09-14", "amazon.nova-premier-v1:0"),
  ...on(page, "2026-09-14", "amazon.nova-sonic-v1:0"),
  ...on(page, "2026-09-30", "amazon.nova-canvas-v1:0", "amazon.nova-reel-v1:0", "amazon.nova-reel-v1:1"),
  ...on(page, "2026-10-14", "anthropic.claude-sonnet-4-20250514-v1:0"),
  ...on(page, "2026-11-26", "ai21.jamba-1-5-large-v1:0", "ai21.jamba-1-5-mini-v1:0"),
  ...on(page, "2026-11-30", "twelvelabs.marengo-embed-2-7-v1:0"),
  ...on(page, "2027-01-08", "anthropic.claude-opus-4-1-20250805-v1:0"),
];
