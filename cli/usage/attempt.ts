import type { Incomplete } from "../../monitoring/report/document.ts";
import { type Caller, isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { UsageAction } from "./permissions.ts";

/**
 * Reads something that the report can do without.
 * @param effect what its lack means for the report
 * @param incomplete takes what could not be read
 * @returns undefined where it could not be read
 * @throws UserError when nothing else could be read either (credentials, network)
 */
export async function attempt<T>(
  caller: Caller,
  what: string,
  action: UsageAction,
  effect: string,
  incomplete: Incomplete[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const { fatal, why, fix } = troubleOf(error, action, caller);
    if (fatal) throw new UserError(`${why}; ${fix}`, 3);
    incomplete.push({ what, why, effect: `${effect}; ${fix}` });
    return undefined;
  }
}
