import { CommanderError } from "commander";
import { exitCodes } from "./usage/exit-code.ts";

/**
 * What a command whose 1 and 2 say something about quotas ends with when its options are wrong: "could not tell".
 * For Command.exitOverride
 */
export function wrongOptions(error: CommanderError): never {
  throw new CommanderError(error.exitCode === 0 ? 0 : exitCodes.cannotTell, error.code, error.message);
}
