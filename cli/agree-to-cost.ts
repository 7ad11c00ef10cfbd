import { confirm } from "@clack/prompts";
import { UserError } from "../stacks/user-error.ts";
import { usdText } from "./usage/callers/text.ts";
import { exitCodes } from "./usage/exit-code.ts";
import { answered } from "./usage/pick.ts";

/** What may be spent on reading. */
export interface Spending {
  /** --yes */
  yes: boolean;
  /** a person can be asked */
  mayAsk: boolean;
  /** --max-cost, dollars for one Region */
  mostUsd: number;
}

/** Dollars up to which nobody is asked: reading metrics costs a cent for 1,000 (monitoring/prices.ts). */
const unaskedUsd = 1;

/**
 * Asks, or sees whether it was allowed, where reading costs more than nobody need be asked about.
 * @param what is read, e.g. "100 targets over 14 days"
 * @throws UserError where it is not allowed; nothing was read then
 */
export async function agreeToCost(
  what: string,
  usd: number,
  { yes, mayAsk, mostUsd }: Spending,
  ask: (message: string) => Promise<boolean> = askPerson,
): Promise<void> {
  if (usd <= unaskedUsd) return;
  const about = `reading ${what} costs about ${usdText(usd)}`;
  if (yes) {
    if (usd <= mostUsd) return;
    throw new UserError(
      `${about}, more than the ${usdText(mostUsd)} of --max-cost; raise it, or choose a shorter window`,
      exitCodes.cannotTell,
    );
  }
  if (!mayAsk) throw new UserError(`${about}: allow it with --yes and --max-cost`, exitCodes.cannotTell);
  if (!(await ask(`${about}. Read it?`)))
    throw new UserError("stopped before anything was read; nothing was written", exitCodes.cannotTell);
}

export const askPerson = async (message: string): Promise<boolean> => answered(await confirm({ message }));
