import { parse } from "node:path";
import { type UsageDocument, usageSchemaVersion } from "../../monitoring/report/document.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "./exit-code.ts";
import { markdownReport } from "./markdown.ts";
import { checkWritable, placeOf, writeWhole } from "./output-files.ts";

export interface OutputOptions {
  json?: string;
  csv?: string;
  markdown?: string;
  html?: string;
}

/** A file that a run writes; `-` is standard output. */
export interface Output {
  path: string;
  render: (reports: RegionReports) => string | Promise<string>;
}

/** What a run read, by Region, in the order in which they were named. */
export interface RegionReports {
  documents: ReadonlyMap<string, UsageDocument>;
  /** Regions that could not be read at all, and why */
  failed: ReadonlyMap<string, string>;
}

/**
 * The files that a run writes.
 * @param regions the Regions that it is about: with several, JSON is one document of all, and each has a page of its own
 * @throws UserError where two outputs have one place, or a file can't be written
 */
export function outputsOf({ json, csv, markdown, html }: OutputOptions, regions: readonly string[]): Output[] {
  const several = regions.length > 1;
  const outputs: Output[] = [];
  const add = (option: string, path: string | undefined, render: Output["render"]) => {
    if (path === undefined) return;
    if (outputs.some((other) => other.path === path || placeOf(other.path) === placeOf(path))) {
      throw new UserError(`${option} ${path}: another output goes there, too; give each its own file`, 3);
    }
    if (path !== "-") checkWritable(option, path);
    outputs.push({ path, render });
  };
  add("--json", json, (reports) => `${JSON.stringify(jsonOf(reports, several), null, json === "-" ? 2 : 0)}\n`);
  add("--csv", csv, async ({ documents }) => (await import("./csv.ts")).csvReport([...documents.values()]));
  add("--markdown", markdown, ({ documents }) => [...documents.values()].map(markdownReport).join("\n"));
  if (html === "-" && several)
    throw new UserError("--html -: each Region has a page of its own; give a file's name", exitCodes.cannotTell);
  for (const region of regions) {
    add("--html", html === undefined || !several ? html : pageFile(html, region), async ({ documents }) => {
      const document = documents.get(region);
      // Loaded only when asked for: it brings the bundler along.
      return document === undefined ? "" : (await import("../../pages/usage/build.ts")).usagePage(document);
    });
  }
  return outputs;
}

/** usage.html becomes usage.eu-west-1.html. */
function pageFile(path: string, region: string): string {
  const { dir, name, ext } = parse(path);
  return `${dir === "" ? "" : `${dir}/`}${name}.${region}${ext}`;
}

const jsonOf = ({ documents, failed }: RegionReports, several: boolean): object =>
  several
    ? { schemaVersion: usageSchemaVersion, regions: Object.fromEntries(documents), failed: Object.fromEntries(failed) }
    : [...documents.values()][0]!;

/** Writes each file whole, or not at all where there is nothing to write. */
export async function writeOutputs(outputs: readonly Output[], reports: RegionReports): Promise<void> {
  for (const { path, render } of outputs) {
    const text = await render(reports);
    if (text === "") continue;
    if (path === "-") process.stdout.write(text);
    else writeWhole(path, text);
  }
}
