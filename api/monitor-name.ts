import { createHash } from "node:crypto";

/** So long may a stack's name be, with the longest name that is made of it: `checkNames` in stacks/config.ts. */
const longest = 31;
const hashLength = 6;

/**
 * The name that a monitor has where its arguments give none: in the name of everything it makes and in every metric that
 * it publishes, so it must be no other monitor's of the account. AWS overwrites an alarm or a dashboard of the same name
 * without a word: hence a hash of all three names, which cutting and joining them would not keep apart.
 */
export function monitorName(project: string, stack: string, name: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([project, stack, name]))
    .digest("hex")
    .slice(0, hashLength);
  const words = `${stack}-${name}`.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, longest - hashLength - 1);
  return `${words.replace(/-+$/, "")}-${hash}`;
}
