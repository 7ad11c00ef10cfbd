import { fittedTable } from "../fitted-table.ts";
import { short, whole } from "../usage/numbers.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { ProbeDocument } from "./document.ts";
import type { ProbeBatch } from "./ramp.ts";

const barLength = 24;

/** What was held beside what was used, batch by batch, and where Bedrock refused. */
export function describeProbe(document: ProbeDocument, paint: Paint, width: number): string {
  const { modelId, dryRun, result, quota, request } = document;
  const { batches, usd, requests } = result;
  const most = Math.max(quota ?? 0, ...batches.map(({ held, usedBefore }) => held + usedBefore), 1);
  const rows = batches.map((batch) => [
    whole(batch.requests),
    whole(batch.answered),
    batch.throttled > 0 ? paint("red", whole(batch.throttled)) : "0",
    short(batch.held),
    short(batch.usedBefore),
    bar(batch, most),
  ]);
  const head = ["at once", "answered", "throttled", "held", "used before", "█ held  ░ used"];
  const align = ["right", "right", "right", "right", "right", "left"] as const;
  const line = (text: string) => wrapped(text, width, "  ", "");
  return [
    paint(
      "bold",
      line(
        `Probe of ${modelId}${dryRun ? ", dry: a simulated Bedrock" : ""}: requests of ${whole(request.inputTokens)} input tokens and max_tokens ${whole(request.maxTokens)}`,
      ),
    ),
    "",
    fittedTable({ head, rows, align, names: 1, optional: [5, 1] }, width),
    "",
    ...verdict(document).map(line),
    ...(request.burndownFrom === "assumed"
      ? [line("A token of output is taken to count 1: the registry doesn't know of this id. Give it with --burndown.")]
      : []),
    line(
      `Sent: ${whole(requests)} requests${usd === null ? "; what they cost is not known without --price" : `, $${usd.toFixed(4)} by the price given`}.`,
    ),
  ].join("\n");
}

const bar = ({ held, usedBefore }: ProbeBatch, most: number): string =>
  "░".repeat(Math.round((barLength * usedBefore) / most)) +
  "█".repeat(Math.max(1, Math.round((barLength * held) / most)));

function verdict({ result, quota }: ProbeDocument): string[] {
  const { ended, said, tookAtLeast, refusedAt } = result;
  const known = quota === null ? "" : ` The quota is ${whole(quota)}.`;
  switch (ended) {
    case "throttled":
      return [
        `Throttled when ${whole(refusedAt ?? 0)} tokens would have been taken (held + used in the minute before); ${whole(tookAtLeast)} were.${known}`,
        `Bedrock says: ${said}`,
        "Others on the same quota took their part, which is not seen here.",
      ];
    case "failed":
      return [`Stopped at an error that is no throttle: ${said}`];
    case "stopped":
      return [`Stopped by hand; ${whole(tookAtLeast)} tokens were taken without a throttle.${known}`];
    default:
      return [
        `Not throttled: the cap on ${ended} came first, at ${whole(tookAtLeast)} tokens taken.${known} Raise it, or ask for more max_tokens.`,
      ];
  }
}
