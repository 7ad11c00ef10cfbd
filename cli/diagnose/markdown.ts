import type { BurstDiagnosis } from "../../monitoring/diagnosis/diagnosis.ts";
import { clockTime, counted, percent, whole } from "../usage/numbers.ts";
import { drawersText, limitText, nothing, spanText } from "./describe.ts";
import type { DiagnosisDocument } from "./document-shape.ts";
import { causeText, surenessTexts } from "./texts.ts";

/** The diagnosis for an incident's ticket. */
export function diagnosisMarkdown(document: DiagnosisDocument, timeZone: string): string {
  const { region, window, targets, incomplete, notes, inUse } = document;
  const lines = [
    `# What throttled in ${region}`,
    "",
    `${clockTime(window.start, timeZone)} to ${clockTime(window.end, timeZone)} (${timeZone}).`,
    "",
    ...targets.flatMap((target) => [
      `## ${target.modelId} (${target.scope}): ${counted(target.throttled, "request")} throttled`,
      "",
      ...target.bursts.flatMap((burst) => burstPart(burst, timeZone)),
      ...target.notes.map((note) => `> ${escaped(note)}\n`),
    ]),
    ...(targets.length === 0 ? [nothing(inUse), ""] : []),
    ...incomplete.map(({ what, why, effect }) => `> Not read: ${escaped(`${what}: ${why}; ${effect}`)}.\n`),
    ...notes.map((note) => `> ${escaped(note)}\n`),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function burstPart(burst: BurstDiagnosis, timeZone: string): string[] {
  const { start, end, minutes, throttled, accepted, cause, kind, sureness, left, limits, first, wouldTell } = burst;
  const all = throttled + accepted;
  const verdict = cause && sureness ? `${surenessTexts[sureness]}: ${causeText(cause, kind)}` : "Cannot tell which";
  return [
    `### ${spanText(start, end, timeZone)}, ${minutes} min: ${whole(throttled)} of ${counted(all, "request")} throttled (${percent((100 * throttled) / all)})`,
    "",
    `**${verdict}**`,
    "",
    "| left | how sure | why |",
    "|---|---|---|",
    ...left.map((one) => `| ${causeText(one.cause, one.kind)} | ${one.sureness} | ${escaped(one.why)} |`),
    "",
    ...limits.map((limit) => `- ${escaped(limitText(limit, burst))}`),
    ...drawersText(burst).map((text) => `- ${escaped(text)}`),
    "",
    `**First:** ${escaped(first.text)}${first.command ? `: \`${first.command}\`` : ""}`,
    "",
    ...wouldTell.map(({ text, command }) => `- Would tell: ${escaped(text)}${command ? `: \`${command}\`` : ""}`),
    "",
  ];
}

/** Names and tags come from the account: none of them is markup. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|~#]/g, "\\$&").replace(/[\r\n]+/g, " ");
