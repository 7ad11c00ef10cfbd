import type { FoundConfig } from "../stacks/stack-config.ts";
import { stackNameIn } from "../stacks/stack-files.ts";
import { type Recording, type RecordProgramOptions, recordProgram } from "./recording-engine.ts";

/**
 * Runs the program for one stack as it is, with no account.
 * @param read the stack's config; without one, the program says why it can't be read
 * @param directory the folder with Pulumi.yaml and the stack files
 */
export const recordStack = (
  stack: string,
  directory: string,
  read: FoundConfig | undefined,
  options: Pick<RecordProgramOptions, "account" | "outputsOf" | "signal"> = {},
): Promise<Recording> =>
  recordProgram({
    dir: directory,
    stack: read?.config.stack ?? stackNameIn(stack, directory),
    config: read?.brought ?? {},
    ...options,
  });

/** What a program that failed says itself; where it says nothing, the end of what it printed. */
export function reportOf(stack: string, { logs, stderr, exitCode }: Recording): string {
  const errors = logs.filter(({ severity }) => severity === "error").map(({ message }) => message.trim());
  if (errors.length > 0) return errors.join("\n");
  return `the program of ${stack} ended with exit code ${exitCode}.\n${stderr.trim().split("\n").slice(-20).join("\n")}`;
}
