import { readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseProblems } from "./package/release-problems.ts";

// `node scripts/check-release.ts v1.2.3`: refuses a tag whose version is not that of package.json and of the newest
// heading of CHANGELOG.md. Both are written by hand, in the commit that the tag is on.

const read = (name: string) => readFileSync(join(import.meta.dirname, "..", name), "utf8");
const { version } = JSON.parse(read("package.json")) as { version: string };
const problems = releaseProblems({ tag: process.argv[2] ?? "", version, changelog: read("CHANGELOG.md") });
for (const problem of problems) console.error(`release: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${version} can be released`);
