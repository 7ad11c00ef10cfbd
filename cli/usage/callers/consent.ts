import { groupingText } from "../../../monitoring/report/caller-names.ts";
import { UserError } from "../../../stacks/user-error.ts";
import { askPerson, type Spending } from "../../agree-to-cost.ts";
import { exitCodes } from "../exit-code.ts";
import { bytesFor } from "./log-price.ts";
import type { LogPlan } from "./plan-logs.ts";
import { bytesText, usdText } from "./text.ts";

/** An estimate may be short of what is scanned: what a person agreed to is not overrun by more than this. */
const leeway = 2;

/**
 * Asks, or sees whether it was allowed.
 * @returns the plan with how much may be scanned
 * @throws UserError where it is not allowed
 */
export async function agreed(
  plan: LogPlan,
  { yes, mayAsk, mostUsd }: Spending,
  ask: (message: string) => Promise<boolean> = askPerson,
): Promise<LogPlan> {
  const { bytes, usd, how } = plan.estimate;
  const about =
    usd === null || bytes === null
      ? `an unknown amount (${how})`
      : `about ${bytesText(bytes)}, ${usdText(usd)} (${how})`;
  const what = `--by ${groupingText(plan.grouping)} reads ${plan.logGroup} with Logs Insights`;
  if (mayAsk && !yes) {
    if (!(await ask(`${what}: ${about}. Read it?`))) {
      throw new UserError("stopped before the logs were read; nothing was written", exitCodes.cannotTell);
    }
    return { ...plan, mostBytes: bytesFor(Math.max(mostUsd, leeway * (usd ?? 0))) };
  }
  if (!yes) throw new UserError(`${what}: ${about}. That costs money: allow it with --yes`, exitCodes.cannotTell);
  if ((usd ?? 0) > mostUsd) {
    throw new UserError(
      `${what}: ${about}, more than the ${usdText(mostUsd)} of --max-cost; raise it, or choose a shorter window`,
      exitCodes.cannotTell,
    );
  }
  return { ...plan, mostBytes: bytesFor(mostUsd) };
}
