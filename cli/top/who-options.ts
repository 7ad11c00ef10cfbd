import type { LogGrouping } from "../../monitoring/report/caller-names.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";

/** What --by means. Profiles and their tags are in every row of the live view as it is. */
export function readLogGrouping(text: string): LogGrouping {
  if (text === "caller" || text === "session") return { by: text };
  const [, key] = /^metadata:([^`\n]+)$/.exec(text) ?? [];
  if (key !== undefined) return { by: "metadata", key };
  throw new UserError(
    `--by ${text}: write caller, session, or metadata: and a key of the request's metadata (profiles are shown without it; tags are for headroom usage)`,
    exitCodes.cannotTell,
  );
}

export function readDollars(text: string): number {
  const value = Number(text);
  if (text === "" || !(value >= 0)) {
    throw new UserError(`--max-cost ${text}: write dollars, e.g. 0.50`, exitCodes.cannotTell);
  }
  return value;
}
