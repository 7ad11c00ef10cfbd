import type { LogGrouping } from "../../../monitoring/report/caller-names.ts";
import { UserError } from "../../../stacks/user-error.ts";
import { exitCodes } from "../exit-code.ts";

/** A value of --by that is read from the invocation logs; undefined: it is another one. */
export function logGroupingOf(text: string): LogGrouping | undefined {
  if (text === "caller" || text === "session") return { by: text };
  const key = /^metadata:([^`\n]+)$/.exec(text)?.[1];
  return key === undefined ? undefined : { by: "metadata", key };
}

/** --max-cost, dollars. */
export function readDollars(text: string): number {
  const value = Number(text);
  if (text !== "" && value >= 0) return value;
  throw new UserError(`--max-cost ${text}: write dollars, e.g. 0.50`, exitCodes.cannotTell);
}
