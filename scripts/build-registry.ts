/**
 * Rebuilds registry/catalogue.json, registry/regions/ and registry/ids.ts from what they have, after a change of the
 * overrides, the ends of life or the way names are read. `--from-listings` begins anew with the listings in
 * test/registry/data (where they come from: README.md there), so that what a refresh has read since is gone.
 * `--check` writes nothing and exits with 1 if a file differs.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { writeAll } from "../cli/registry/write-all.ts";
import { buildRegistry } from "../registry/build.ts";
import { registryFiles } from "../registry/files.ts";
import { loadBuiltRegistry } from "../registry/index.ts";
import { endsOfLife } from "../registry/lifecycle.ts";
import { overrides } from "../registry/overrides.ts";

const root = new URL("../", import.meta.url);
const fromListings = process.argv.includes("--from-listings");
const listings = fromListings ? await (await import("../test/registry/data/listings.ts")).readListings() : [];
const previous = fromListings ? {} : { previous: await loadBuiltRegistry() };

const differing = new Map<string, string>();
for (const [path, text] of registryFiles(buildRegistry({ ...previous, listings, overrides, endsOfLife }))) {
  const file = fileURLToPath(new URL(path, root));
  if ((await readFile(file, "utf8").catch(() => undefined)) !== text) differing.set(file, text);
}
const check = process.argv.includes("--check");
if (!check) await writeAll(differing);
console.log(
  differing.size === 0
    ? "The registry's files are up to date."
    : `${[...differing.keys()].join("\n")}\n${differing.size} files ${check ? "differ" : "written"}`,
);
if (check && differing.size > 0) process.exitCode = 1;
