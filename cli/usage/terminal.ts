import { styleText } from "node:util";
import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { shownShares } from "../../pages/usage/share.ts";
import { kindLabels } from "../../words/limit-kinds.ts";
import { fittedTable } from "../fitted-table.ts";
import { todayText } from "../forecast/texts.ts";
import { wrapped } from "../wrapped.ts";
import { callersBlocks } from "./callers/terminal.ts";
import { growthHead, growthNotes, growthPointer, growthRows } from "./growth-table.ts";
import { inexactTable } from "./inexact-table.ts";
import { clockTime, dash, latencyText, lengthText, percent, short, whole } from "./numbers.ts";
import { quotaTable } from "./quota-table.ts";
import { reservedHead, reservedNote, reservedRows } from "./reserved-table.ts";
import { whatToDo } from "./what-to-do.ts";

export type Style = Parameters<typeof styleText>[0];
/** Puts text in a colour where colours are wanted. */
export type Paint = (style: Style, text: string) => string;

/** Colours for a stream: only on a terminal, and never against NO_COLOR. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });

/**
 * The report as a person reads it on a terminal: what hurts most first, and what to do about it.
 * @param width characters in a line of the terminal; none: as wide as it gets
 */
export function terminalReport(document: UsageDocument, paint: Paint, width = Number.POSITIVE_INFINITY): string {
  const { targets, timeZone, window, region, resolution } = document;
  const head = `Bedrock usage in ${region}, ${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone})`;
  const resolutions = `Resolution: ${resolution.map(resolutionText(timeZone)).join("; ")}`;
  const parts = [paint("bold", sentence(head, width)), sentence(resolutions, width), ""];
  if (targets.length === 0) parts.push(sentence(nothing(document), width), "");
  else {
    parts.push(quotaTable(document, paint, width), "", ...whatToDo(document, paint, width));
    const reserved = reservedRows(document);
    if (reserved.length > 0) parts.push(reservedTable(reserved, width), "");
    const growth = growthRows(document);
    if (growth.length > 0) parts.push(growthTable(growth, width), "");
    parts.push(trafficTable(targets, paint, width), "", ...inexactTable(document, width));
    const shared = targets.filter(
      ({ perProfile, groups }) => perProfile.length > 1 || perProfile.some(({ asked }) => asked) || groups,
    );
    if (shared.length > 0) parts.push(shareTable(shared, width), "");
    parts.push(...callersBlocks(document, width));
  }
  parts.push(...remarks(document, paint, width));
  return parts.join("\n");
}

/** All lines but the first are indented. */
const sentence = (text: string, width: number): string => wrapped(text, width, "  ", "");

/** Why a report has no targets; never "no usage" where it could not be seen. */
export function nothing({ incomplete, region, unassigned }: UsageDocument): string {
  if (incomplete.length > 0) return `Cannot tell what is used in ${region}: ${incomplete[0]!.why}.`;
  const others =
    unassigned.length > 0 ? ` ${unassigned.length} ids have metrics but belong to no known model (below).` : "";
  return (
    `No Bedrock model has metrics in ${region} in this window.${others} That can be because nothing called Bedrock here, ` +
    "because the calls were made from another Region (CloudWatch counts them where they are made), in another account, " +
    "or only minutes ago (a new metric is listed up to 15 minutes late)."
  );
}

const resolutionText =
  (timeZone: string) =>
  ({ start, end, periodSeconds, hidesMinutePeaks }: UsageDocument["resolution"][number]): string =>
    `${lengthText(periodSeconds)} from ${clockTime(start, timeZone)} to ${clockTime(end, timeZone)}${hidesMinutePeaks ? " (peaks are means)" : ""}`;

function reservedTable(rows: string[][], width: number): string {
  const align = reservedHead.map((_, column) => (column < 2 || column === 8 ? ("left" as const) : ("right" as const)));
  return fittedTable({ head: reservedHead, rows, align, names: 2, optional: [2, 3, 6] }, width);
}

const growthTable = (rows: string[][], width: number): string =>
  fittedTable(
    {
      head: growthHead,
      rows,
      align: growthHead.map((_, column) => (column === 3 ? "right" : "left")),
      names: 2,
      optional: [6, 3],
    },
    width,
  );

function trafficTable(targets: readonly TargetUsage[], paint: Paint, width: number): string {
  const head = [
    "model",
    "scope",
    "requests",
    "throttled",
    "errors",
    "input",
    "output",
    "cache r/w",
    "p90 latency",
    "first token",
  ];
  const rows = targets.map(({ modelId, scope, figures, throttleRate, latency, timeToFirstToken, absent }) => {
    const errors = (figures.clientErrors?.total ?? 0) + (figures.serverErrors?.total ?? 0);
    const throttles = figures.throttles?.total ?? 0;
    const throttled = absent.throttles
      ? dash
      : throttles === 0
        ? "0"
        : `${whole(throttles)} (${percent(throttleRate)})`;
    return [
      modelId,
      scope,
      whole(figures.rpm?.total),
      throttles > 0 ? paint("red", throttled) : throttled,
      whole(errors),
      short(figures.inputTokens?.total),
      short(figures.outputTokens?.total),
      absent.cacheReadTokens
        ? dash
        : `${short(figures.cacheReadTokens?.total)}/${short(figures.cacheWriteTokens?.total)}`,
      latencyText(latency),
      latencyText(timeToFirstToken),
    ];
  });
  const align = head.map((_, column) => (column < 2 ? ("left" as const) : ("right" as const)));
  return fittedTable({ head, rows, align, names: 2, optional: [9, 8, 7] }, width);
}

function shareTable(targets: readonly TargetUsage[], width: number): string {
  const rows = targets.flatMap(({ modelId, scope, perProfile, groups }) => {
    const users = groups
      ? groups.values.map((group) => ({ ...group, label: group.value ?? "(no such tag)" }))
      : perProfile.map((one) => ({
          ...one,
          label: `${one.asked ? "→ " : ""}${one.id}${one.name === one.id ? "" : ` "${one.name}"`}`,
        }));
    const shares = shownShares(users.map(({ share }) => share));
    const lines = users.map(({ label, tokens, invocations, throttles }, index) => ({
      name: label,
      numbers: [`${shares[index]}%`, short(tokens), whole(invocations), whole(throttles)],
    }));
    return lines.map(({ name, numbers }, index) => [index === 0 ? `${modelId} (${scope})` : "", name, ...numbers]);
  });
  const by = targets.find(({ groups }) => groups)?.groups?.by ?? "profile";
  const head = ["share of", by, "share", "tokens", "requests", "throttled"];
  const align = ["left", "left", "right", "right", "right", "right"] as const;
  return fittedTable({ head, rows, align, names: 1, optional: [5, 4, 3] }, width);
}

/** The daily quota across all models; a default is never shown as if the account had it. */
function crossModelText({
  name,
  applied,
  default: standard,
  origin,
}: NonNullable<UsageDocument["crossModelDaily"]>): string {
  const unit = "weighted by price, so no metric tells its use";
  if (origin === "none") return `${name}: not in this account.`;
  if (origin === "unread") return `${name}: could not be read; ${unit}.`;
  return `${name}: ${short(applied ?? standard)}${origin === "default" ? " (AWS's default)" : ""}, ${unit}.`;
}

/** When daily quotas end today: as earlier days went on, where the window has them, else by the last hour's pace. */
const endsOfDay = ({ targets, timeZone }: UsageDocument): string[] =>
  targets.flatMap(({ modelId, scope, quotas }) =>
    quotas.flatMap(({ daily, forecast }) => {
      const byDays = forecast && todayText(forecast, timeZone);
      const text =
        byDays ??
        (daily?.exhaustedAt
          ? `at the present pace its daily quota is used up ${clockTime(daily.exhaustedAt, timeZone)}`
          : undefined);
      return text === undefined ? [] : [`${modelId} (${scope}): ${text}.`];
    }),
  );

function remarks(document: UsageDocument, paint: Paint, width: number): string[] {
  const { incomplete, notes, unassigned, crossModelDaily, cost, targets } = document;
  const lines = endsOfDay(document);
  const missing = incomplete.map(({ what, why, effect }) =>
    paint("yellow", sentence(`Not read: ${what}: ${why}; ${effect}.`, width)),
  );
  for (const { id, why, invocations } of unassigned) {
    lines.push(`In no target: ${id}, ${whole(invocations)} requests: ${why}.`);
  }
  if (targets.some(({ quotas }) => quotas.some(({ origin }) => origin === "default"))) {
    lines.push("* AWS's default: the account has no value of its own.");
  }
  if (targets.some(({ quotas }) => quotas.some(({ multiplier, value }) => multiplier === 2 && value !== null))) {
    lines.push("² Effective for this scope: twice AWS's value, as a daily quota is doubled for cross-Region calls.");
  }
  if (crossModelDaily) {
    lines.push(crossModelText(crossModelDaily));
  }
  for (const { modelId, scope, missingKinds, quotas } of targets) {
    if (quotas.length > 0 || missingKinds.length === 0) continue;
    lines.push(
      `${modelId} (${scope}) has no quota of ${missingKinds.map((kind) => kindLabels[kind]).join(" or ")} that is known.`,
    );
  }
  for (const { stack, yaml } of document.lacking)
    lines.push(
      `Pulumi.${stack}.yaml lacks what is in use (usage --fix writes it into its list of models):`,
      ...yaml.split("\n").map((line) => `    ${line}`),
    );
  const small = [...reservedNote(document), ...growthNotes(document), ...growthPointer(document), ...notes];
  const { requests, metrics, usd, verified } = cost;
  small.push(
    `Cost of this report: ${requests} GetMetricData requests, ${whole(metrics)} metrics, about $${usd.toFixed(usd < 0.01 ? 4 : 2)}${verified ? "" : " (price not confirmed on an AWS page)"}.`,
  );
  // Lines to paste stay as they are.
  const wrap = (line: string) => (line.startsWith("    ") ? line : sentence(line, width));
  return [...missing, ...lines.map(wrap), ...small.map((note) => paint("dim", wrap(note)))];
}
