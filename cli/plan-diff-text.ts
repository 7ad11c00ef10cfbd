import { styleText } from "node:util";
import { counts, type DiffReport, type Sign } from "./plan-diff-report.ts";
import { table } from "./table.ts";

const colours = { "+": "green", "−": "red", "~": "yellow" } as const satisfies Record<Sign, string>;

/** A report for a terminal; in colour where standard output is one that takes it. */
export function diffText({ stack, headline, notes, sections }: DiffReport): string {
  const details = sections.flatMap(({ title, rows }) => {
    const count = (sign: Sign) => rows.filter((row) => row.sign === sign).length;
    return [
      "",
      `${title} ${counts(count("+"), count("−"), count("~"))}`,
      table(
        ["", "", ""],
        rows.map(({ sign, name, what }) => [`  ${styleText(colours[sign], sign)}`, name, what]),
      )
        .split("\n")
        .filter((line) => line.trim() !== "")
        .join("\n"),
    ];
  });
  return [`${stack}: ${headline}`, ...notes, ...details].join("\n");
}
