import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** The files that a file imports, relative to the root. */
function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return Array.from(text.matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g), ([, path]) =>
    normalize(join(dirname(file), path ?? "")),
  );
}

/**
 * Which tests can notice a change of a file.
 * @param tests test files, relative to the root
 * @returns for each source file the tests that import it, directly or not, those nearest to it first
 */
export function testsByFile(root: string, tests: readonly string[]): Map<string, string[]> {
  const distances = new Map<string, { test: string; steps: number }[]>();
  const known = new Map<string, string[]>();
  const cached = (file: string) => {
    const before = known.get(file);
    if (before) return before;
    const found = importsOf(root, file).filter((path) => path.endsWith(".ts"));
    known.set(file, found);
    return found;
  };
  for (const test of tests) {
    const steps = new Map([[test, 0]]);
    const queue = [test];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      for (const next of cached(file)) {
        if (steps.has(next)) continue;
        steps.set(next, steps.get(file)! + 1);
        queue.push(next);
      }
    }
    for (const [file, count] of steps) {
      const list = distances.get(file) ?? [];
      list.push({ test, steps: count });
      distances.set(file, list);
    }
  }
  return new Map(
    Array.from(distances, ([file, list]) => [
      file,
      list.sort((left, right) => left.steps - right.steps).map(({ test }) => test),
    ]),
  );
}
