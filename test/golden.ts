import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Asserts that a text is what its golden file holds. With UPDATE_GOLDEN=1 the file is written instead, to be reviewed
 * as part of the change.
 */
export function matchesGolden(text: string, file: URL): void {
  if (process.env["UPDATE_GOLDEN"]) {
    mkdirSync(new URL(".", file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const path = fileURLToPath(file);
  let golden: string;
  try {
    golden = readFileSync(file, "utf8");
  } catch {
    assert.fail(`There is no ${path}: run with UPDATE_GOLDEN=1 to write it, and review it.`);
  }
  const [at, found, expected] = firstDifference(text.split("\n"), golden.split("\n"));
  if (at !== undefined)
    assert.fail(
      `${path}, line ${at}:\n  golden  ${expected ?? "(ends before)"}\n  now     ${found ?? "(ends before)"}\n` +
        "If the change is meant, run with UPDATE_GOLDEN=1 and review the file's diff.",
    );
}

/** The number of the first line that differs, counted from 1, with both lines. */
function firstDifference(found: readonly string[], expected: readonly string[]) {
  for (let line = 0; line < Math.max(found.length, expected.length); line++)
    if (found[line] !== expected[line]) return [line + 1, found[line], expected[line]] as const;
  return [] as const;
}
