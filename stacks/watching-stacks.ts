import { readFileSync } from "node:fs";
import { isFleet } from "./fleet.ts";
import { readStackFile } from "./read-stack-file.ts";
import { stackFilePath, stackNames } from "./stack-files.ts";

/** The names of the stacks that watch models, in order: those of fleets are left out, and nothing about models is asked of them. */
export const watchingStackNames = (directory: string = process.cwd()): string[] =>
  stackNames(directory).filter((stack) => !showsOthers(stack, directory));

/** Of a file that can't be read nothing is known: whoever uses it is told why. */
function showsOthers(stack: string, directory: string): boolean {
  try {
    return isFleet(readStackFile(stack, readFileSync(stackFilePath(stack, directory), "utf8")));
  } catch {
    return false;
  }
}
