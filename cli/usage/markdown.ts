import type { Bounds } from "../../monitoring/report/bounds.ts";
import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { standingTexts } from "../../monitoring/report/standing.ts";
import { shownShares } from "../../pages/usage/share.ts";
import { quotaText } from "../account-quotas/quota-text.ts";
import { callersMarkdown } from "./callers/markdown.ts";
import { growthHead, growthNotes, growthRows } from "./growth-table.ts";
import { inexactText } from "./inexact-table.ts";
import { clockTime, dash, marked, percent, range, short, whole } from "./numbers.ts";
import { throttledText } from "./quota-table.ts";
import { reservedHead, reservedNote, reservedRows } from "./reserved-table.ts";
import { nothing } from "./terminal.ts";
import { whatHappened } from "./what-to-do.ts";

/** The document as Markdown tables, e.g. for a ticket. */
export function markdownReport(document: UsageDocument): string {
  const { region, window, timeZone, targets, notes, incomplete, unassigned } = document;
  const quotas = targets.flatMap((target) =>
    target.quotas.map(({ kind, code, name, url, adjustable, utilisation: use, ...quota }) => [
      standingTexts[target.standing],
      `\`${target.modelId}\``,
      target.scope,
      `${kind} [${code}](${url} "${name.replaceAll('"', "'")}")${adjustable === null ? "" : adjustable ? ", adjustable" : ", not adjustable"}`,
      quotaText(quota),
      inFull(use?.now, use?.bounds.now),
      inFull(use?.p90, use?.bounds.p90),
      inFull(use?.peak, use?.bounds.peak),
      clockTime(use?.peakAt ?? null, timeZone),
      throttledText(target, timeZone),
      use?.minutesAbove?.map(({ minutes, bounds }) => `${bounds ? "≥" : ""}${whole(minutes)}`).join(" / ") ?? dash,
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
    .filter(({ perProfile }) => perProfile.length > 1 || perProfile.some(({ asked }) => asked))
    .flatMap(({ modelId, scope, perProfile }) => {
      const shares = shownShares(perProfile.map(({ share }) => share));
      return perProfile.map(({ id, name, tokens, invocations, throttles, asked }, index) => [
        `\`${modelId}\` (${scope})`,
        `${asked ? "→ " : ""}\`${id}\`${name === id ? "" : ` ${name}`}`,
        `${shares[index]}%`,
        whole(tokens),
        whole(invocations),
        whole(throttles),
      ]);
    });
  const parts = [
    `# Bedrock usage in ${region}`,
    `${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone}), read ${document.generatedAt}.`,
    ...(targets.length === 0 ? [nothing(document)] : []),
    ...section(
      "Quotas",
      [
        "",
        "model",
        "scope",
        "quota",
        "value",
        "now",
        "p90",
        "peak",
        "at",
        "last throttled",
        "minutes ≥ 70 / 90 / 100 %",
      ],
      quotas,
    ),
    ...list("Not exact", [inexactText(document) ?? []].flat()),
    ...targets.flatMap((target) => toDo(target, document)),
    ...section("Reserved", reservedHead, reservedRows(document)),
    ...(reservedNote(document).length > 0 ? reservedNote(document) : []),
    ...section("Growth", growthHead, growthRows(document)),
    ...growthNotes(document),
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

/** A percentage with its mark, and between what the true one lies. */
const inFull = (value: number | null | undefined, bounds: Bounds | undefined): string =>
  `${marked(value, bounds)}${bounds ? ` (${range(bounds)})` : ""}`;

/** What happened to a target that is not ok, what can be the cause, and what to do. */
function toDo(target: TargetUsage, document: UsageDocument): string[] {
  if (target.standing === "ok") return [];
  const steps = target.steps.map(
    ({ text, url }, index) => `${index + 1}. ${url === undefined ? text : `[${text}](${url})`}`,
  );
  return [
    `## \`${target.modelId}\` (${target.scope}): ${standingTexts[target.standing]}`,
    ...whatHappened(target, document),
    ...(target.causes.length > 0
      ? [`Because, the likeliest first:\n\n${target.causes.map((cause) => `- ${cause}`).join("\n")}`]
      : []),
    ...(steps.length > 0 ? [`Do this:\n\n${steps.join("\n")}`] : []),
  ];
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [`## ${title}`, [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")];
}

const list = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${item}`).join("\n")];
