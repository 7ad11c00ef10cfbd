import type { UsageDocument } from "../../../monitoring/report/document.ts";
import { shownCallers } from "../../../monitoring/report/shown-callers.ts";
import { fittedTable } from "../../fitted-table.ts";
import { wrapped } from "../../wrapped.ts";
import { callerCells, callerColumns } from "./callers-table.ts";
import { periodsText, sourceLines } from "./text.ts";

/** Who used each target, as the terminal shows it: blocks of lines; none where nobody asked. */
export function callersBlocks(document: UsageDocument, width: number): string[] {
  const { targets, timeZone, callers } = document;
  const tables = targets.flatMap(({ modelId, scope, callers: own }) => {
    if (!own) return [];
    const rows = shownCallers(own).map((row) => [row.name, ...callerCells(row)]);
    const head = [callers?.by ?? "caller", ...callerColumns];
    const align = head.map((_, column) => (column === 0 ? ("left" as const) : ("right" as const)));
    const title = wrapped(`${modelId} (${scope}), ${periodsText(own, timeZone)}`, width, "  ", "");
    return [`${title}\n${fittedTable({ head, rows, align, names: 1, optional: [9, 6, 10, 7, 8] }, width)}`];
  });
  const lines = sourceLines(document).map((line) => wrapped(line, width, "  ", ""));
  return [...tables, ...(lines.length > 0 ? [lines.join("\n")] : [])].flatMap((block) => [block, ""]);
}
