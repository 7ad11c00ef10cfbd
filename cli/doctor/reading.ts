import type { Reading } from "../../monitoring/doctor/finding.ts";
import { type Caller, isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";

/** Reads a part of an account, named by the IAM action that it takes; each part fails by itself. */
export type Read = <T>(action: string, read: () => Promise<T>) => Promise<Reading<T>>;

/**
 * What is denied or broken becomes a reading that says why; what makes every other request fail, too, ends the command:
 * no credentials, no such Region, no network.
 */
export const readerFor =
  (caller: Caller): Read =>
  async (action, read) => {
    try {
      return { value: await read() };
    } catch (error) {
      if (!isAwsError(error)) throw error;
      const { fatal, why, fix } = troubleOf(error, action, { ...caller, policy: "doctor" });
      if (fatal) throw new UserError(`${why}; ${fix}`, exitCodes.cannotTell);
      return { unread: { action, why, fix } };
    }
  };

/** The same of a part, or why there is none. */
export async function mapped<T, U>(reading: Reading<T>, to: (value: T) => U | Promise<U>): Promise<Reading<U>> {
  return "value" in reading ? { value: await to(reading.value) } : reading;
}
