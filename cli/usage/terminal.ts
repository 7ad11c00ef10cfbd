import { styleText } from "node:util";
import type { QuotaUsage, Severity, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { isDaily, kindLabels } from "../../words/limit-kinds.ts";
import { noValue } from "../account-quotas/quota-text.ts";
import { callersBlocks } from "./callers/terminal.ts";
import { fittedTable, wrapped } from "./fitted-table.ts";
import { clockTime, dash, lengthText, milliseconds, percent, short, whole } from "./numbers.ts";
import { sparkline, valuesFor } from "./sparkline.ts";

const sparkWidth = 20;

const looks = {
  critical: { mark: "●", style: "red" },
  warning: { mark: "▲", style: "yellow" },
  ok: { mark: "✓", style: "green" },
  unknown: { mark: "?", style: "cyan" },
} as const satisfies Record<Severity, { mark: string; style: Parameters<typeof styleText>[0] }>;

/** Puts text in a colour where colours are wanted. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Colours for a stream: only on a terminal, and never against NO_COLOR. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });

/**
 * The report as a person reads it on a terminal, worst first.
 * @param width characters in a line of the terminal; none: as wide as it gets
 */
export function terminalReport(document: UsageDocument, paint: Paint, width = Number.POSITIVE_INFINITY): string {
  const { targets, timeZone, window, region, resolution } = document;
  const head = `Bedrock usage in ${region}, ${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone})`;
  const resolutions = `Resolution: ${resolution.map(resolutionText(timeZone)).join("; ")}`;
  const parts = [paint("bold", wrapped(head, width)), wrapped(resolutions, width), ""];
  if (targets.length === 0) parts.push(wrapped(nothing(document), width), "");
  else {
    parts.push(quotaTable(document, paint, width), "", trafficTable(targets, paint, width), "");
    const shared = targets.filter(({ perProfile, groups }) => perProfile.length > 1 || groups);
    if (shared.length > 0) parts.push(shareTable(shared, width), "");
    parts.push(...callersBlocks(document, width));
  }
  parts.push(...remarks(document, paint, width));
  return parts.join("\n");
}

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

function quotaTable({ targets, timeZone }: UsageDocument, paint: Paint, width: number): string {
  const rows = targets.flatMap((target) => {
    const { mark, style } = looks[target.severity];
    const shown = target.quotas.length > 0 ? target.quotas : [undefined];
    return shown.map((quota, index) => [
      index === 0 ? paint(style, mark) : "",
      index === 0 ? target.modelId : "",
      index === 0 ? target.scope : "",
      ...(quota ? quotaCells(quota, target, timeZone, paint) : ["no quota known", ...new Array(8).fill("")]),
    ]);
  });
  const head = [
    "",
    "model",
    "scope",
    "quota",
    "value",
    "now",
    "p90",
    "peak",
    "at",
    "min ≥70/90/100%",
    "highest, over time",
  ];
  const align = ["left", "left", "left", "left", "right", "right", "right", "right", "left", "right", "left"] as const;
  const line = head.length - 1;
  return fittedTable({ head, rows, align, names: 3, optional: [line, line - 1] }, width);
}

function quotaCells(quota: QuotaUsage, { charts, thresholds }: TargetUsage, timeZone: string, paint: Paint): string[] {
  const { utilisation: use, kind, value, origin, multiplier, daily } = quota;
  const tint = (percentage: number | null): string => {
    const text = percent(percentage);
    if (percentage === null) return text;
    if (percentage >= thresholds.critical) return paint("red", text);
    return percentage >= thresholds.warning ? paint("yellow", text) : text;
  };
  const from = `${multiplier === 2 ? "²" : ""}${origin === "default" ? "*" : ""}`;
  const line = sparkline(valuesFor(kind, charts), sparkWidth);
  if (!use) {
    const shown = origin === "none" || origin === "unread" ? noValue[origin] : `${short(value)}${from}`;
    return [kind, shown, dash, dash, dash, "", "", line];
  }
  const coarse = use.peakPeriodSeconds !== null && use.peakPeriodSeconds > 60 && !isDaily(kind);
  return [
    kind,
    `${short(value)}${from}`,
    tint(use.now),
    tint(use.p90),
    tint(use.peak) + (coarse ? "~" : ""),
    isDaily(kind) && use.peakAt ? use.peakAt.slice(5, 10) : clockTime(use.peakAt, timeZone),
    use.minutesAbove ? use.minutesAbove.map(({ minutes }) => short(minutes)).join("/") : dash,
    daily?.exhaustedAt ? paint("red", `used up ${clockTime(daily.exhaustedAt, timeZone)}`) : line,
  ];
}

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
      milliseconds(latency?.percentiles.p90.typical),
      milliseconds(timeToFirstToken?.percentiles.p90.typical),
    ];
  });
  const align = head.map((_, column) => (column < 2 ? ("left" as const) : ("right" as const)));
  return fittedTable({ head, rows, align, names: 2, optional: [9, 8, 7] }, width);
}

function shareTable(targets: readonly TargetUsage[], width: number): string {
  const rows = targets.flatMap(({ modelId, scope, perProfile, groups }) => {
    const lines = groups
      ? groups.values.map(({ value, tokens, invocations, throttles, share }) => ({
          name: value ?? "(no such tag)",
          numbers: [percent(share), short(tokens), whole(invocations), whole(throttles)],
        }))
      : perProfile.map(({ name, id, tokens, invocations, throttles, share }) => ({
          name: name === id ? id : `${id} "${name}"`,
          numbers: [percent(share), short(tokens), whole(invocations), whole(throttles)],
        }));
    return lines.map(({ name, numbers }, index) => [index === 0 ? `${modelId} (${scope})` : "", name, ...numbers]);
  });
  const by = targets.find(({ groups }) => groups)?.groups?.by ?? "profile";
  const head = ["share of", by, "share", "tokens", "requests", "throttled"];
  const align = ["left", "left", "right", "right", "right", "right"] as const;
  return fittedTable({ head, rows, align, names: 1, optional: [5] }, width);
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

function remarks(document: UsageDocument, paint: Paint, width: number): string[] {
  const { incomplete, notes, unassigned, crossModelDaily, cost, targets, timeZone } = document;
  const lines: string[] = [];
  const missing = incomplete.map(({ what, why, effect }) =>
    paint("yellow", wrapped(`Not read: ${what}: ${why}; ${effect}.`, width)),
  );
  for (const { modelId, scope, quotas } of targets) {
    for (const { daily } of quotas) {
      if (!daily?.exhaustedAt) continue;
      lines.push(
        `${modelId} (${scope}): at the present pace its daily quota is used up ${clockTime(daily.exhaustedAt, timeZone)}.`,
      );
    }
  }
  for (const { id, why, invocations } of unassigned) {
    lines.push(`In no target: ${id}, ${whole(invocations)} requests: ${why}.`);
  }
  if (targets.some(({ quotas }) => quotas.some(({ origin }) => origin === "default"))) {
    lines.push("* AWS's default: the account has no value of its own.");
  }
  if (targets.some(({ quotas }) => quotas.some(({ multiplier, value }) => multiplier === 2 && value !== null))) {
    lines.push("² Effective for this scope: twice AWS's value, as a daily quota is doubled for cross-Region calls.");
  }
  if (
    targets.some(({ quotas }) =>
      quotas.some(({ utilisation: use, kind }) => !isDaily(kind) && (use?.peakPeriodSeconds ?? 0) > 60),
    )
  ) {
    lines.push("~ the mean over a period longer than a minute.");
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
  const small = [...notes];
  const { requests, metrics, usd, verified } = cost;
  small.push(
    `Cost of this report: ${requests} GetMetricData requests, ${whole(metrics)} metrics, about $${usd.toFixed(usd < 0.01 ? 4 : 2)}${verified ? "" : " (price not confirmed on an AWS page)"}.`,
  );
  // Lines to paste stay as they are.
  const wrap = (line: string) => (line.startsWith("    ") ? line : wrapped(line, width));
  return [...missing, ...lines.map(wrap), ...small.map((note) => paint("dim", wrap(note)))];
}
