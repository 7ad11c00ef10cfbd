import type { LogGrouping } from "../../monitoring/report/caller-names.ts";
import { UserError } from "../../stacks/user-error.ts";
import { logGroupingOf } from "../usage/callers/options.ts";
import { exitCodes } from "../usage/exit-code.ts";

/** What --by means. Profiles and their tags are in every row of the live view as it is. */
export function readLogGrouping(text: string): LogGrouping {
  const grouping = logGroupingOf(text);
  if (grouping) return grouping;
  throw new UserError(
    `--by ${text}: write caller, session, or metadata: and a key of the request's metadata (profiles are shown without it; tags are for headroom usage)`,
    exitCodes.cannotTell,
  );
}
