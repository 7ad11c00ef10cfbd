import type { UsageDocument } from "../../monitoring/report/document.ts";
import { finestPeriod } from "../../monitoring/report/stretches.ts";
import { isDaily } from "../../words/limit-kinds.ts";
import { isGateUntold } from "./exit-code.ts";

/**
 * What to know when reading a report's figures.
 * @param now epoch seconds
 * @param reserves whether a target of the report has a quota that max_tokens is reserved from
 */
export function reportNotes(
  { targets, resolution, stacks, region }: UsageDocument,
  now: number,
  reserves: boolean,
): string[] {
  const notes: string[] = [];
  for (const { modelId, scope, notes: own, causes } of targets) {
    // What is shown as a cause is not said again.
    const unsaid = own.filter((note) => !causes.includes(note));
    notes.push(...unsaid.map((note) => `${modelId} (${scope}): ${note}.`));
  }
  const coarse = resolution.filter(({ hidesMinutePeaks }) => hidesMinutePeaks);
  notes.push(...coarseNotes(coarse, now));
  notes.push(...thresholdNotes(targets), ...gateNotes(targets));
  notes.push("Utilisation compares the whole window with today's quotas; earlier values of a quota are not known.");
  if (targets.some(({ scope }) => scope !== "mantle")) {
    notes.push(
      `EstimatedTPMQuotaUsage is AWS's figure for what a request finally used.${reserves ? " Bedrock throttles by what a request reserves (input + cache write + max_tokens), which can be much more." : ""}`,
    );
  }
  if (targets.some(({ scope }) => scope === "mantle")) {
    notes.push("bedrock-mantle has no metric of throttles: none showing there does not mean none happened.");
  }
  const uncovered = targets.filter(({ inStack, figures }) => inStack === false && (figures.rpm?.total ?? 0) > 0);
  if (uncovered.length > 0) {
    const names = uncovered.map(({ modelId, scope }) => `${modelId} (${scope})`);
    notes.push(`In use, and in no stack file of ${region} (${stacks.join(", ")}): ${names.join(", ")}.`);
  }
  if (targets.some(({ quotas }) => quotas.some(({ kind }) => isDaily(kind)))) {
    notes.push("A daily quota is taken to start again at midnight UTC; AWS does not document when it does.");
  }
  const end = resolution.at(-1)?.end;
  if (end !== undefined && now - Date.parse(end) / 1000 < 900) {
    notes.push("The newest minutes may still grow: CloudWatch gets them up to a few minutes late.");
  }
  return notes;
}

/** Why parts of the window are told by more than a minute: CloudWatch has no finer data of them, or they were asked for so. */
function coarseNotes(coarse: UsageDocument["resolution"], now: number): string[] {
  const about = "What minutes decide is marked there, and known between bounds; totals are exact.";
  const partsOf = (some: typeof coarse) =>
    some.map(({ start, end, periodSeconds }) => `${start} to ${end} by ${periodSeconds / 60} minutes`).join(", ");
  const isAsked = ({ end, periodSeconds }: (typeof coarse)[number]) =>
    finestPeriod(Date.parse(end) / 1000 - periodSeconds, now) < periodSeconds;
  const gone = coarse.filter((part) => !isAsked(part));
  const asked = coarse.filter(isAsked);
  return [
    ...(gone.length > 0 ? [`CloudWatch no longer has every minute of the window: ${partsOf(gone)}. ${about}`] : []),
    ...(asked.length > 0
      ? [`Read more coarsely than CloudWatch has it, as --granularity asks: ${partsOf(asked)}. ${about}`]
      : []),
  ];
}

/** Where a gate can't be told, and how it can. */
function gateNotes(targets: UsageDocument["targets"]): string[] {
  const untold = targets.filter(isGateUntold).map(({ modelId, scope }) => `${modelId} (${scope})`);
  if (untold.length === 0) return [];
  return [
    `Whether --fail-on was reached can't be told of ${untold.join(", ")}: where there are no minutes, one can have been higher than what is known. --since 14d at --granularity auto has every minute.`,
  ];
}

/** What targets are judged by: once where it is the same for all, else with whose it is. */
function thresholdNotes(targets: UsageDocument["targets"]): string[] {
  const groups = Map.groupBy(
    targets,
    ({ thresholds: { warning, critical, from } }) =>
      `Warning from ${warning} % of a quota, critical from ${critical} % (${originOf(from)})`,
  );
  return [...groups].map(([text, own]) => {
    const whose = own.map(({ modelId, scope }) => `${modelId} (${scope})`).join(", ");
    return groups.size === 1 ? `${text}.` : `${text}: ${whose}.`;
  });
}

const originOf = (from: string): string =>
  from === "default" ? "the defaults: in no stack file" : from === "--fail-on" ? from : `stack ${from}`;
