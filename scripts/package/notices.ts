import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences that ask no more of who passes the code on than their text beside it. */
const accepted = new Set([
  "Apache-2.0",
  "MIT",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "(BSD-3-Clause AND Apache-2.0)",
]);

interface Bundled {
  name: string;
  version: string;
  license: string;
  texts: string[];
}

/** The folder of the package that a file is of: the last node_modules counts, since packages can hold others. */
const packageFolder = (file: string): string | undefined =>
  /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1];

function read(folder: string): Bundled {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Bundled;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return { name, version, license, texts };
}

/**
 * The notices of the code of others that is in the package, as their licences ask.
 * @param files those that went into any of its parts
 * @throws where a package's licence is none that may be passed on so, or is not told
 */
export function noticesOf(files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const all = [...folders].filter((folder) => existsSync(join(folder, "package.json"))).map(read);
  const refused = all.filter(({ license }) => !accepted.has(license));
  if (refused.length > 0)
    throw new Error(`May these be passed on? ${refused.map(({ name, license }) => `${name}: ${license}`).join(", ")}`);
  const byText = Map.groupBy(
    all.sort((one, other) => (one.name < other.name ? -1 : 1)),
    ({ license, texts }) => (texts.length > 0 ? texts.join("\n\n") : `Licensed under ${license}.`),
  );
  const parts = [...byText].map(([text, packages]) => {
    const names = [...new Set(packages.map(({ name, version, license }) => `${name} ${version} (${license})`))];
    return `${names.join("\n")}\n\n${text}`;
  });
  return [
    "This package contains code of the following packages, each under the licence that follows its name.",
    ...parts,
  ]
    .join(`\n\n${"-".repeat(80)}\n\n`)
    .concat("\n");
}
