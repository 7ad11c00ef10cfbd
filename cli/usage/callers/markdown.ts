import type { UsageDocument } from "../../../monitoring/report/document.ts";
import { shownCallers } from "../../../monitoring/report/shown-callers.ts";
import { callerCells, callerColumns } from "./callers-table.ts";
import { periodsText, sourceLines } from "./text.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

/** Who used each target, as Markdown: blocks; none where nobody asked. */
export function callersMarkdown(document: UsageDocument): string[] {
  const { targets, timeZone, callers } = document;
  if (!callers) return [];
  const head = [callers.by, ...callerColumns];
  const tables = targets.flatMap(({ modelId, scope, callers: own }) =>
    own
      ? [
          `### \`${modelId}\` (${scope})`,
          `${periodsText(own, timeZone)}.`,
          [
            line(head),
            line(head.map(() => "---")),
            ...shownCallers(own).map((row) => line([row.name, ...callerCells(row)])),
          ].join("\n"),
        ]
      : [],
  );
  return [
    `## Use by ${callers.by}`,
    ...tables,
    sourceLines(document)
      .map((text) => `- ${text}`)
      .join("\n"),
  ];
}
