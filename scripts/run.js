// `node scripts/run.js <file.ts> [arguments]`: runs a TypeScript file of this project, as npm's scripts do. Plain
// JavaScript, because a Node that can't run TypeScript must get as far as the line that says what to do; and because
// Node then takes the compiled files from its cache without loading its TypeScript compiler, 50 ms a start.
import { readFileSync } from "node:fs";
import module from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [, , file = "", ...rest] = process.argv;
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const wanted = /\d+\.\d+/.exec(engines.node)[0];

if (isOlder(process.versions.node, wanted)) {
  console.error(
    `This needs Node ${wanted} or newer, and this is ${process.version}. \`npm ci\` brings a Node of its own along, ` +
      "if install scripts may run (not with --ignore-scripts); npm start, npm test and npm run use it.",
  );
  process.exitCode = 1;
} else {
  module.enableCompileCache?.();
  process.argv = [process.argv[0], resolve(file), ...rest];
  await import(pathToFileURL(resolve(file)).href);
}

/** Whether a version, "major.minor.patch", is before another, "major.minor". */
function isOlder(version, other) {
  const [major, minor] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = other.split(".").map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
