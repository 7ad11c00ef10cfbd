/**
 * npm run check:licences
 *
 * Whether every package that package-lock.json names has a licence that goes together with this project's Apache-2.0.
 * Ends with 1 and the packages' names where one has not.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkLock } from "./licences/check-lock.ts";
import type { Lock } from "./locked-packages.ts";

const file = process.argv[2] ?? join(import.meta.dirname, "..", "package-lock.json");
const { checked, problems, unused } = checkLock(JSON.parse(readFileSync(file, "utf8")) as Lock);
const list = "scripts/licences/allowed.ts";

if (problems.length > 0) {
  console.error(
    [
      `${problems.length} of ${checked} packages may not be used:`,
      ...problems.map((problem) => `  ${problem}`),
      `Take another package (npm explain <name> tells who needs it). Where the licence goes together with Apache-2.0, add it to ${list} with the page that says so; where the package's own files tell another licence, add an exception there.`,
    ].join("\n"),
  );
  process.exitCode = 1;
} else if (process.argv[2] === undefined && unused.length > 0) {
  console.error(`No package needs these exceptions any more; take them out of ${list}: ${unused.join(", ")}`);
  process.exitCode = 1;
} else console.log(`${checked} packages, all under licences that go together with Apache-2.0`);
