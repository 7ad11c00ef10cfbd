import { dashboardUrl } from "../../monitoring/console.ts";
import type { Digest } from "../../monitoring/fleet/digest.ts";
import type { Alert } from "../quota-publisher/alert.ts";
import type { PlaceFigures } from "./measure-place.ts";

/** From here on a place needs attention: the default of the stacks' mildest severity. */
const attentionPercent = 70;
/** Minutes without a run after which a place counts as silent; its own alarm tells after three. */
const silentMinutes = 15;
/** Bytes of an SNS message: 256 KB, both forms together (API Publish). Lines beyond are counted in the last one. */
const textLength = 100_000;
const chatLength = 7_300;

/** One place in a line, and how badly it needs attention; more is worse. */
/** Places that a message names for programs. */
const mostResources = 20;

interface Told {
  label: string;
  line: string;
  rank: number;
  needsAttention: boolean;
}

/**
 * The one message: what needs attention first, then all places in order of headroom, least first. What can't be told is
 * said as such and never stands as 0 %.
 * @param to the minute that the figures end before
 */
export function digestMessage(
  digest: Pick<Digest, "stack" | "hours" | "dashboard">,
  region: string,
  figures: readonly PlaceFigures[],
  to: number,
): Alert {
  const told = figures.map((place) => toldOf(place, to)).sort((one, other) => other.rank - one.rank);
  const attention = told.filter(({ needsAttention }) => needsAttention);
  const rest = told.filter(({ needsAttention }) => !needsAttention);
  const count = (many: number) => (many === 1 ? "1 place" : `${many} places`);
  const title =
    attention.length === 0
      ? `Bedrock headroom: ${count(told.length)}, none needs attention`
      : `Bedrock headroom: ${attention.length} of ${count(told.length)} ${attention.length === 1 ? "needs" : "need"} attention`;
  const span = `${utc(to - digest.hours * 60)} to ${utc(to)}, fleet ${digest.stack}`;
  const lines = [
    span,
    ...(attention.length === 0 ? [] : ["", "Needs attention:", ...attention.map(({ line }) => line)]),
    ...(rest.length === 0 ? [] : ["", "In order of headroom, least first:", ...rest.map(({ line }) => line)]),
  ];
  const url = dashboardUrl(region, digest.dashboard);
  return {
    subject: title.slice(0, 100),
    text: [title, "", ...fitting(lines, textLength), "", url].join("\n"),
    chat: {
      version: "1.0",
      source: "custom",
      content: {
        textType: "client-markdown",
        title: attention.length === 0 ? title : `:warning: ${title}`,
        description: fitting(lines, chatLength).join("\n"),
        nextSteps: [url],
        keywords: ["Amazon Bedrock", "digest"],
      },
      metadata: {
        summary: title.slice(0, 100),
        eventType: "bedrock-headroom fleet digest",
        relatedResources: attention.slice(0, mostResources).map(({ label }) => label),
        additionalContext: { region, news: "[]" },
      },
    },
  };
}

function toldOf({ label, fullest, throttles, lastRun, trouble }: PlaceFigures, to: number): Told {
  // Of a place that can't be told nothing good may be believed, so it stands first; a silent one has no quota to trust.
  if (trouble !== undefined)
    return { label, line: `- ${label}: can't be told (${trouble})`, rank: 3_000_000, needsAttention: true };
  const silent = lastRun === undefined || to - lastRun > silentMinutes;
  const parts = [
    ...(lastRun === undefined
      ? ["SILENT: its publisher did not run, or its account does not share its metrics"]
      : silent
        ? [`SILENT since ${utc(lastRun + 1)}: its publisher does not run`]
        : []),
    fullest
      ? `${percent(fullest.percent)} of ${fullest.use} at ${utc(fullest.minute)}`
      : "no use of a per-minute quota was seen",
    ...(throttles !== undefined && throttles > 0 ? [`${throttles.toLocaleString("en-US")} throttled requests`] : []),
  ];
  const use = Math.min(fullest?.percent ?? -1, 900_000);
  return {
    label,
    line: `- ${label}: ${parts.join("; ")}`,
    rank: (silent ? 2_000_000 : (throttles ?? 0) > 0 ? 1_000_000 : 0) + use,
    needsAttention: silent || (throttles ?? 0) > 0 || use >= attentionPercent,
  };
}

/** As many lines as fit, and how many don't. */
function fitting(lines: readonly string[], length: number): string[] {
  let left = length;
  const end = lines.findIndex((line) => {
    left -= Buffer.byteLength(line) + 1;
    return left < 0;
  });
  return end < 0 ? [...lines] : [...lines.slice(0, end), `… and ${lines.length - end} more lines: see the dashboard`];
}

const percent = (value: number): string =>
  `${value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 })} %`;
const utc = (minute: number): string => `${new Date(minute * 60_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
