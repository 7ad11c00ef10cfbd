import { globSync, statSync } from "node:fs";
import { join } from "node:path";

/** A path on the command line that names no test. */
export class NoTestsError extends Error {}

/**
 * The test files that paths name: a file itself, a folder all in it, a pattern what fits it; all tests where there is
 * no path.
 * @param root folder that the paths start from
 * @returns paths from the root with "/", each once, in order
 * @throws NoTestsError that names every path without a test
 */
export function testFiles(root: string, paths: readonly string[]): string[] {
  const found = new Set<string>();
  const without: string[] = [];
  for (const path of paths.length > 0 ? paths : ["test"]) {
    const files = filesOf(root, path);
    if (files.length === 0) without.push(path);
    for (const file of files) found.add(file.replaceAll("\\", "/"));
  }
  if (without.length > 0) {
    const names = without.map((path) => JSON.stringify(path)).join(" and ");
    throw new NoTestsError(`no test in ${names}: name files *.test.ts, folders of them, or patterns, from ${root}`);
  }
  return [...found].sort();
}

function filesOf(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats?.isFile()) return path.endsWith(".test.ts") ? [path.replace(/^\.\//, "")] : [];
  if (stats?.isDirectory()) return globSync("**/*.test.ts", { cwd: join(root, path) }).map((file) => join(path, file));
  return globSync(path, { cwd: root }).filter((file) => file.endsWith(".test.ts"));
}
