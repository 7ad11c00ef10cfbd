/**
 * Generates registry/catalogue.json, registry/regions/ and registry/ids.ts from the listings in test/registry/data
 * (where they come from: README.md there). `--check` writes nothing and exits with 1 if a file differs.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildRegistry } from "../registry/build.ts";
import { registryFiles } from "../registry/files.ts";
import { endsOfLife } from "../registry/lifecycle.ts";
import { overrides } from "../registry/overrides.ts";
import { readListings } from "../test/registry/data/listings.ts";

const root = new URL("../", import.meta.url);
const files = registryFiles(buildRegistry({ listings: await readListings(), overrides, endsOfLife }));
const differing: string[] = [];
for (const [path, text] of files) {
  const file = fileURLToPath(new URL(path, root));
  const present = await readFile(file, "utf8").catch(() => undefined);
  if (present === text) continue;
  differing.push(path);
  if (process.argv.includes("--check")) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
console.log(
  differing.length === 0
    ? "The registry's files are up to date."
    : `${differing.join("\n")}\n${differing.length} files differ`,
);
if (process.argv.includes("--check") && differing.length > 0) process.exitCode = 1;
