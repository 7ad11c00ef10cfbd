import type { UsageDocument } from "../../monitoring/report/document.ts";
import { fittedTable } from "../fitted-table.ts";
import { wrapped } from "../wrapped.ts";
import { range, whole } from "./numbers.ts";

/** Why some figures are marked; undefined: every one is exact. */
export function inexactText({ targets, window }: Pick<UsageDocument, "targets" | "window">): string | undefined {
  const any = targets.some(({ quotas, figures }) =>
    [
      ...quotas.map(({ utilisation }) => utilisation?.bounds),
      ...Object.values(figures).map(({ bounds }) => bounds),
    ].some((bounds) => bounds !== undefined && Object.keys(bounds).length > 0),
  );
  if (!any) return undefined;
  const { minutes, minutesRead } = window;
  const read =
    minutesRead === 0
      ? "no minute of the window was read by itself, so percentiles are of means"
      : `${whole(minutesRead)} of the window's ${whole(minutes)} minutes were read one by one, so percentiles are of those`;
  return `≈ and ≥ mark what is not exact: ${read}, and a peak is what was reached at least. Totals are exact.`;
}

/** Between what the true values lie of the percentages that are not exact. */
export function inexactTable(document: UsageDocument, width: number): string[] {
  const rows = document.targets.flatMap(({ modelId, scope, quotas }) =>
    quotas.flatMap(({ kind, utilisation }) => {
      const { p90, peak } = utilisation?.bounds ?? {};
      return p90 || peak ? [[modelId, scope, kind, p90 ? range(p90) : "exact", peak ? range(peak) : "exact"]] : [];
    }),
  );
  if (rows.length === 0) return [];
  const head = ["model", "scope", "quota", "p90 between", "peak between"];
  const align = ["left", "left", "left", "right", "right"] as const;
  return [
    fittedTable({ head, rows, align, names: 2 }, width),
    wrapped(inexactText(document) ?? "", width, "  ", ""),
    "",
  ];
}
