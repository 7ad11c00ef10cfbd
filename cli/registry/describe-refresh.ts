import { announcedText } from "../../monitoring/end-of-life.ts";
import { fittedTable } from "../fitted-table.ts";
import { fitLines } from "../wrapped.ts";
import type { RefreshResult } from "./refresh-registry.ts";

/** A part of the report: what, and a row for each. */
interface Section {
  title: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

const signed = (sign: string, regions: readonly string[]): string[] => regions.map((region) => sign + region);

function sectionsOf({ changes, notes, ends, skipped }: RefreshResult): Section[] {
  const { newRegions, newModels, vanishedModels, changedModels, offers, prefixes } = changes;
  const unmatched = (status: string) => ({
    head: ["code", "quota", "why"],
    rows: notes.unmatched
      .filter((finding) => finding.isNew && finding.status === status)
      .map(({ code, name, reason }) => [code, name, reason]),
  });
  return [
    { title: "New Regions", head: ["Region"], rows: newRegions.map((region) => [region]) },
    {
      title: "New models",
      head: ["model", "name", "provider", "scopes"],
      rows: newModels.map(({ modelId, name, provider, scopes }) => [modelId, name, provider, scopes.join(", ")]),
    },
    {
      title: "Vanished models",
      head: ["model", "name", "why"],
      rows: vanishedModels.map(({ modelId, name, reason }) => [modelId, name, reason]),
    },
    {
      title: "Changed models",
      head: ["model", "what", "before", "now"],
      rows: changedModels.map(({ id, field, before, after }) => [id, field, before, after]),
    },
    {
      title: "Where models are offered",
      head: ["model", "scope", "Regions"],
      rows: offers.map(({ modelId, scope, gained, lost }) => [
        modelId,
        scope,
        [...signed("+", gained), ...signed("-", lost)].join(" "),
      ]),
    },
    {
      title: "Changed profile prefixes",
      head: ["model", "Region", "before", "now"],
      rows: prefixes.map(({ modelId, region, before, after }) => [modelId, region, before, after]),
    },
    {
      title: "New quotas",
      head: ["code", "quota", "model"],
      rows: changes.newQuotas.map(({ code, name, modelId, status }) => [code, name, modelId || status]),
    },
    {
      title: "Changed codes",
      head: ["before", "now", "Regions", "quota"],
      rows: changes.recodedQuotas.map(({ before, after, name, regions }) => [
        before,
        after,
        regions?.join(", ") ?? "all",
        name,
      ]),
    },
    {
      title: "Removed quotas",
      head: ["code", "quota"],
      rows: changes.removedQuotas.map(({ code, name }) => [code, name]),
    },
    {
      title: "Changed quotas",
      head: ["code", "quota", "what", "before", "now"],
      rows: changes.changedQuotas.map(({ id, name, field, before, after }) => [id, name, field, before, after]),
    },
    { title: "Ambiguous: more than one model or quota fits", ...unmatched("ambiguous") },
    { title: "Unknown: no model of the quota's name", ...unmatched("unknown") },
    {
      title: "End of life: move callers to another model, AWS moves none",
      head: ["model", "ends on", "days left", "notice", "source"],
      rows: ends.map(({ modelId, endOfLife, days, within }) => [
        modelId,
        endOfLife.date,
        String(days),
        within === 0 ? "ended" : `${within} days`,
        announcedText(endOfLife),
      ]),
    },
    {
      title: "No longer listed (kept in the registry)",
      head: ["code", "quota", "Region"],
      rows: notes.unlisted.map(({ code, name, region }) => [code, name, region]),
    },
    {
      title: "Regions whose defaults differ from the registry's",
      head: ["Region", "quotas"],
      rows: notes.otherDefaults.map(({ region, count }) => [region, String(count)]),
    },
    {
      title: "Regions left out (what the registry knew of them stays)",
      head: ["Region", "why"],
      rows: skipped.map(({ region, message }) => [region, message.replace(`${region}: `, "")]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

function summary({ outOfDate, written, read, notes }: RefreshResult): string {
  const regions = `${read} Region${read === 1 ? "" : "s"} read`;
  const before = notes.unmatched.filter(({ isNew }) => !isNew).length;
  const known = before > 0 ? ` ${before} quotas are still of no known model (headroom registry list --unmatched).` : "";
  if (!outOfDate) return `The registry is up to date: ${regions}, nothing changed.${known}`;
  return written.length > 0
    ? `The registry was out of date: ${regions}, ${written.length} files written.${known}`
    : `The registry is out of date: ${regions}, nothing written.${known}`;
}

/** A refresh as a person reads it on a terminal. */
export function describeRefresh(result: RefreshResult, width = Number.POSITIVE_INFINITY): string {
  const parts = sectionsOf(result).map(
    ({ title, head, rows }) =>
      `${title} (${rows.length})\n${indented(fittedTable({ head, rows, align: head.map(() => "left"), names: 0 }, width - 2))}`,
  );
  return fitLines([...parts, summary(result)].join("\n\n"), width);
}

/** A refresh as the body of a pull request. */
export function markdownRefresh(result: RefreshResult): string {
  const parts = sectionsOf(result).map(({ title, head, rows }) =>
    [`### ${title} (${rows.length})`, "", row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n"),
  );
  return [summary(result), ...parts].join("\n\n");
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replace(/[\\|]/g, "\\$&").replace(/\s+/g, " ")).join(" | ")} |`;
const indented = (text: string): string => text.replace(/^/gm, "  ");
