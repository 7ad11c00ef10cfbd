import { type CheckName, checks, counted, type Level } from "../../monitoring/doctor/finding.ts";
import type { Paint } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { DoctorDocument } from "./document-shape.ts";

type Found = DoctorDocument["findings"][number];
type Colour = Parameters<Paint>[0];

const marks: Readonly<Record<Level, { mark: string; colour: Colour }>> = {
  critical: { mark: "CRITICAL", colour: "red" },
  "cannot-tell": { mark: "CAN'T TELL", colour: "yellow" },
  warning: { mark: "WARNING", colour: "yellow" },
  note: { mark: "note", colour: "dim" },
  ok: { mark: "ok", colour: "green" },
};

const widest = Math.max(...Object.values(marks).map(({ mark }) => mark.length));

/** The findings as a person reads them: the worst first, each with what to do; what is well in a line each. */
export function describeDoctor(document: DoctorDocument, paint: Paint, width: number): string {
  const { stack, region, account, findings } = document;
  const head = `${stack} in ${region}${account === null ? "" : `, account ${account}`}: ${verdictText(document)}`;
  return [
    paint("bold", wrapped(head, width, "  ", "")),
    "",
    ...findings.flatMap((finding) => lines(finding, paint, width)),
  ].join("\n");
}

function lines({ level, check, found, fix }: Found, paint: Paint, width: number): string[] {
  const { mark, colour } = marks[level];
  const lead = `${paint(colour, mark.padEnd(widest))}  `;
  const indent = " ".repeat(widest + 2);
  const title = checks[check as CheckName] ?? check;
  return [
    wrapped(`${title}: ${found}`, width, indent, lead),
    ...(fix?.text ? [wrapped(fix.text, width, `${indent}   `, `${indent}-> `)] : []),
    // Whole, however long: a link that is broken can't be followed, nor a command copied.
    ...(fix?.link ? [`${indent}   ${fix.link}`] : []),
    ...(fix?.command ? [`${indent}   $ ${fix.command}`] : []),
  ];
}

function verdictText({ counts }: DoctorDocument): string {
  const parts = [
    ...(counts.critical > 0 ? [`${counts.critical} critical`] : []),
    ...(counts["cannot-tell"] > 0 ? [`${counts["cannot-tell"]} could not be told`] : []),
    ...(counts.warning > 0 ? [counted(counts.warning, "warning")] : []),
    ...(counts.note > 0 ? [counted(counts.note, "note")] : []),
  ];
  const well = `${counts.ok} checks well`;
  return parts.length === 0 ? `all ${well}` : `${parts.join(", ")}; ${well}`;
}
