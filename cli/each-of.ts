import { UserError } from "../stacks/user-error.ts";
import { exitCodes } from "./usage/exit-code.ts";

/**
 * Reads one Region or stack after the other. One that can't be read is told on standard error, and doesn't keep the others
 * from being told.
 * @param nameOf how one is named beside its error
 * @returns what was read, and the exit codes of what wasn't
 * @throws UserError where none could be read, or reading was stopped (130)
 */
export async function eachOf<One, Read>(
  all: readonly One[],
  nameOf: (one: One) => string,
  read: (one: One) => Promise<Read>,
): Promise<{ documents: Read[]; failures: number[] }> {
  const documents: Read[] = [];
  const failures: number[] = [];
  for (const one of all) {
    try {
      documents.push(await read(one));
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode === 130 || all.length === 1) throw error;
      console.error(`headroom: ${nameOf(one)}: ${error.message}`);
      failures.push(exitCodes.cannotTell);
    }
  }
  if (documents.length === 0) throw new UserError("none of them could be read (above)", exitCodes.cannotTell);
  return { documents, failures };
}
