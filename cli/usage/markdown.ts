import type { UsageDocument } from "../../monitoring/report/document.ts";
import { quotaText } from "../account-quotas/quota-text.ts";
import { callersMarkdown } from "./callers/markdown.ts";
import { clockTime, dash, percent, short, whole } from "./numbers.ts";
import { nothing } from "./terminal.ts";

/** The document as Markdown tables, e.g. for a ticket. */
export function markdownReport(document: UsageDocument): string {
  const { region, window, timeZone, targets, notes, incomplete, unassigned } = document;
  const quotas = targets.flatMap((target) =>
    target.quotas.map(({ kind, name, url, utilisation: use, ...quota }) => [
      target.severity,
      `\`${target.modelId}\``,
      target.scope,
      `[${kind}](${url} "${name.replaceAll('"', "'")}")`,
      quotaText(quota),
      percent(use?.now),
      percent(use?.p90),
      percent(use?.peak),
      clockTime(use?.peakAt ?? null, timeZone),
      use?.minutesAbove?.map(({ minutes }) => whole(minutes)).join(" / ") ?? dash,
    ]),
  );
  const traffic = targets.map(({ modelId, scope, figures, throttleRate, absent }) => [
    `\`${modelId}\``,
    scope,
    whole(figures.rpm?.total),
    absent.throttles ? dash : whole(figures.throttles?.total),
    percent(throttleRate),
    short(figures.inputTokens?.total),
    short(figures.outputTokens?.total),
  ]);
  const profiles = targets
    .filter(({ perProfile }) => perProfile.length > 1)
    .flatMap(({ modelId, scope, perProfile }) =>
      perProfile.map(({ id, name, share, tokens, invocations, throttles }) => [
        `\`${modelId}\` (${scope})`,
        `\`${id}\`${name === id ? "" : ` ${name}`}`,
        percent(share),
        whole(tokens),
        whole(invocations),
        whole(throttles),
      ]),
    );
  const parts = [
    `# Bedrock usage in ${region}`,
    `${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone}), read ${document.generatedAt}.`,
    ...(targets.length === 0 ? [nothing(document)] : []),
    ...section(
      "Quotas",
      ["", "model", "scope", "quota", "value", "now", "p90", "peak", "at", "minutes ≥ 70 / 90 / 100 %"],
      quotas,
    ),
    ...section(
      "Traffic",
      ["model", "scope", "requests", "throttled", "throttle rate", "input tokens", "output tokens"],
      traffic,
    ),
    ...section("Shares", ["model", "profile", "share", "tokens", "requests", "throttled"], profiles),
    ...callersMarkdown(document),
    ...list(
      "Not read",
      incomplete.map(({ what, why, effect }) => `${what}: ${why}; ${effect}`),
    ),
    ...list(
      "In no target",
      unassigned.map(({ id, why, invocations }) => `\`${id}\`, ${whole(invocations)} requests: ${why}`),
    ),
    ...document.lacking.map(({ stack, yaml }) => `## Pulumi.${stack}.yaml lacks\n\n\`\`\`yaml\n${yaml}\n\`\`\``),
    ...list("Notes", notes),
  ];
  return `${parts.join("\n\n")}\n`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [`## ${title}`, [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")];
}

const list = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join("\n")];
