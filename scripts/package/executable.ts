/**
 * The text of the package's executable. An old Node stops at what it doesn't know with a stack trace, so that it is told
 * before anything else is loaded.
 * @param engines of package.json: `>=22.18`
 */
export function executable(engines: string): string {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(engines)!;
  return `#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < ${major} || (major === ${major} && minor < ${minor})) {
  console.error("headroom: this needs Node ${major}.${minor} or newer, and this is " + process.version);
  process.exitCode = 1;
} else {
  await import("../esm/headroom.js");
}
`;
}
