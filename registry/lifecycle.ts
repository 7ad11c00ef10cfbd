import type { Provenance } from "../words/registry.ts";

/** What one page says of a model's end. All days are ISO dates. */
export interface EndOfLife extends Provenance {
  modelId: string;
  endOfLife: string;
  /** when it became or becomes legacy */
  legacy?: string;
  /** when its public extended access begins */
  extendedAccess?: string;
  /** the Regions that the days are for, where the page names them */
  regions?: readonly string[];
}

type Days = Pick<EndOfLife, "endOfLife" | "legacy" | "extendedAccess" | "regions">;

/** Where and when a page was read. */
interface Page {
  source: string;
  readAt: string;
}

const on = ({ source, readAt }: Page, days: Days, ...modelIds: string[]): EndOfLife[] =>
  modelIds.map((modelId) => ({ modelId, ...days, source, readAt }));

/** As it stood after 7 October 2026 (c2hans/aws-docs at 25c01ef). It names the Regions that each row is for. */
const page: Page = { source: "Amazon Bedrock User Guide, model-lifecycle-legacy", readAt: "2026-11-25" };
/** Its state before, which still has what had been taken off since. */
const olderPage: Page = { source: "Amazon Bedrock User Guide, model-lifecycle (August 2026)", readAt: "2026-11-21" };
const card: Page = {
  source: "Amazon Bedrock User Guide, model-card-anthropic-claude-3-5-haiku",
  readAt: "2026-11-21",
};
const startups: Page = {
  source: "awslabs/startups, ai-model-lifecycle.md (17 May 2026)",
  readAt: "2026-11-21",
};

/**
 * The days that AWS has announced, by end. Life can differ between Regions; without `regions` the days are for the
 * commercial ones. A model that is not here has no announced day that was found. A model may be here more than once:
 * where its pages differ, the one that was read last counts, and the other is told beside it.
 */
export const endsOfLife: readonly EndOfLife[] = [
  ...on(startups, { endOfLife: "2026-04-28" }, "anthropic.claude-3-7-sonnet-20250219-v1:0"),
  ...on(startups, { endOfLife: "2026-05-31" }, "anthropic.claude-opus-4-20250514-v1:0"),
  ...on(card, { endOfLife: "2026-06-19" }, "anthropic.claude-3-5-haiku-20241022-v1:0"),
  ...on(
    startups,
    { endOfLife: "2026-07-07" },
    "meta.llama3-2-11b-instruct-v1:0",
    "meta.llama3-2-1b-instruct-v1:0",
    "meta.llama3-2-3b-instruct-v1:0",
    "meta.llama3-2-90b-instruct-v1:0",
  ),
  ...on(
    olderPage,
    { endOfLife: "2026-07-30" },
    "anthropic.claude-3-5-sonnet-20240620-v1:0",
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "anthropic.claude-3-sonnet-20240229-v1:0",
  ),
  ...on(
    page,
    {
      endOfLife: "2026-08-19",
      legacy: "2026-02-19",
      extendedAccess: "2026-05-19",
      regions: ["us-east-1", "us-west-2"],
    },
    "cohere.command-r-plus-v1:0",
    "cohere.command-r-v1:0",
  ),
  ...on(
    page,
    {
      endOfLife: "2026-09-10",
      legacy: "2026-03-10",
      extendedAccess: "2026-06-10",
      regions: [
        "ap-northeast-1",
        "ap-southeast-2",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "us-east-1",
        "us-east-2",
        "us-gov-east-1",
        "us-gov-west-1",
        "us-west-2",
      ],
    },
    "anthropic.claude-3-haiku-20240307-v1:0",
  ),
  ...on(olderPage, { endOfLife: "2026-09-14" }, "amazon.nova-premier-v1:0"),
  ...on(
    page,
    { endOfLife: "2026-09-14", legacy: "2026-03-13", regions: ["ap-northeast-1", "eu-north-1", "us-east-1"] },
    "amazon.nova-sonic-v1:0",
  ),
  ...on(
    page,
    { endOfLife: "2026-09-30", legacy: "2026-03-30", regions: ["ap-northeast-1", "eu-west-1", "us-east-1"] },
    "amazon.nova-canvas-v1:0",
    "amazon.nova-reel-v1:0",
  ),
  ...on(page, { endOfLife: "2026-09-30", legacy: "2026-03-30", regions: ["us-east-1"] }, "amazon.nova-reel-v1:1"),
  ...on(
    page,
    {
      endOfLife: "2026-10-14",
      legacy: "2026-04-14",
      extendedAccess: "2026-07-14",
      regions: [
        "ap-east-2",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-south-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-7",
        "eu-central-1",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-3",
        "il-central-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
      ],
    },
    "anthropic.claude-sonnet-4-20250514-v1:0",
  ),
  ...on(
    page,
    { endOfLife: "2026-11-26", legacy: "2026-05-26", extendedAccess: "2026-08-26", regions: ["us-east-1"] },
    "ai21.jamba-1-5-large-v1:0",
    "ai21.jamba-1-5-mini-v1:0",
  ),
  ...on(
    page,
    {
      endOfLife: "2026-11-30",
      legacy: "2026-05-29",
      extendedAccess: "2026-08-29",
      regions: ["ap-northeast-2", "eu-west-1", "us-east-1"],
    },
    "twelvelabs.marengo-embed-2-7-v1:0",
  ),
  ...on(
    page,
    {
      endOfLife: "2027-01-08",
      legacy: "2026-07-08",
      extendedAccess: "2026-10-08",
      regions: ["us-east-1", "us-east-2", "us-west-2"],
    },
    "anthropic.claude-opus-4-1-20250805-v1:0",
  ),
];
