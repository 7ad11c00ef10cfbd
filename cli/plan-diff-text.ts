import { styleText } from "node:util";
import { isWorse } from "../monitoring/effect.ts";
import type { DiffReport } from "./plan-diff-report.ts";
import { effectText, type ReportSection, type Sign, sectionCounts, subjectOf } from "./plan-diff-rows.ts";
import { wrapped } from "./wrapped.ts";

const colours = { "+": "green", "−": "red", "~": "yellow" } as const satisfies Record<Sign, string>;

/**
 * A report for a terminal; in colour where standard output is one that takes it.
 * @param width columns of the terminal; without one a line is as long as it is, for a file and for grep
 */
export function diffText(
  { stack, lead, headline, notes, past = [], sections }: DiffReport,
  width = Number.POSITIVE_INFINITY,
): string {
  const [first, ...others] = lead;
  const title = wrapped(`${stack}: ${first ? first.text : headline}`, width);
  return [
    first && isWorse(first.effect) ? styleText("red", title) : title,
    ...others.map(({ text }) => wrapped(text, width, "    ", "  ! ")),
    ...(first ? [wrapped(sentence(headline), width)] : []),
    ...[...notes, ...past].map((note) => wrapped(note, width)),
    ...sections.flatMap((section) => [
      "",
      `${section.title} ${sectionCounts(section.rows)}`,
      ...sectionLines(section, width),
    ]),
  ].join("\n");
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A few names in one cell are no reason to set all others far apart. */
const widestColumn = 80;

/** Rows in two columns where the longest fits, else the second under the first. */
function sectionLines({ rows, nouns }: ReportSection, width: number): string[] {
  const cells = rows.map((row) => ({
    sign: row.sign,
    subject: subjectOf(row, nouns),
    what: `${row.what}${effectText(row)}`,
  }));
  const subjectWidth = Math.max(
    0,
    ...cells.map(({ subject }) => subject.length).filter((length) => length <= widestColumn),
  );
  const side = cells.every(({ subject, what }) => 7 + Math.max(subjectWidth, subject.length) + what.length <= width);
  return cells.map(({ sign, subject, what }) => {
    const mark = `  ${styleText(colours[sign], sign)}  `;
    if (side) return `${mark}${subject.padEnd(subjectWidth)}  ${what}`.trimEnd();
    const lines = [wrapped(subject, width, "     "), ...(what ? [wrapped(what, width, "       ")] : [])].join("\n");
    return `${mark}${lines.trimStart()}`;
  });
}
