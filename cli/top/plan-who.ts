import { confirm } from "@clack/prompts";
import { groupingText, type LogGrouping } from "../../monitoring/report/caller-names.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { type Stretch, stretchesOf } from "../../monitoring/report/stretches.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { Spending } from "../agree-to-cost.ts";
import { agreed } from "../usage/callers/consent.ts";
import { type LogPlan, planLogs } from "../usage/callers/plan-logs.ts";
import { bytesText, usdText } from "../usage/callers/text.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { answered } from "../usage/pick.ts";
import { timeRange } from "../usage/time-range.ts";
import type { Place } from "./reading.ts";
import { placeText } from "./rows.ts";
import type { WhoPlan } from "./who.ts";

/** The last hour as `usage --since 1h` has it, up to the newest whole minute. */
export const lastHour = (now: number, timeZone: string): Stretch[] =>
  stretchesOf(timeRange("1h", undefined, now, timeZone), now, "auto");

/** A place whose logs may be read, if it can be read at all. */
interface Asked {
  place: Place;
  clients: UsageClients | string;
}

/**
 * Finds each place's logs and what an hour of them may cost, and has that allowed: one question for all places.
 * @throws UserError where it is not allowed; nothing has been read then
 */
export async function planWho(
  asked: readonly Asked[],
  grouping: LogGrouping,
  now: number,
  spending: Spending,
  ask: (message: string) => Promise<boolean> = askPerson,
): Promise<WhoPlan[]> {
  const plans = await Promise.all(asked.map((one) => planOf(one, grouping, now)));
  const found = plans.flatMap((logs, index) =>
    typeof logs === "string" ? [] : [{ logs, place: asked[index]!.place }],
  );
  const isAsked = found.length > 0 && spending.mayAsk && !spending.yes;
  const may = isAsked ? await ask(question(found, grouping)) : false;
  return Promise.all(
    plans.map(async (logs) => ({
      grouping,
      logs: typeof logs === "string" ? logs : await agreed(logs, spending, async () => may),
    })),
  );
}

async function planOf({ clients }: Asked, grouping: LogGrouping, now: number): Promise<LogPlan | string> {
  if (typeof clients === "string") return clients;
  const [span] = lastHour(now, "UTC");
  if (!span) throw new UserError("the last hour has no whole minute", exitCodes.cannotTell);
  const missing: Incomplete[] = [];
  try {
    const logs = await planLogs(clients, grouping, { start: span.start, end: span.end }, now, missing);
    return logs ?? missing.map(missingText).join("; ");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

/** Why something could not be read, and what to do. */
export const missingText = ({ why, effect }: Incomplete): string => `${why}: ${effect}`;

function question(found: readonly { logs: LogPlan; place: Place }[], grouping: LogGrouping): string {
  const each = found.map(({ logs: { logGroup, estimate }, place }) => {
    const { bytes, usd, how } = estimate;
    const about =
      bytes === null || usd === null ? `an unknown amount (${how})` : `${bytesText(bytes)}, ${usdText(usd)} (${how})`;
    return `  ${placeText(place)}: ${logGroup}, about ${about}`;
  });
  return [
    `--by ${groupingText(grouping)} reads an hour of invocation logs with Logs Insights when a place's first target is opened, and when you press b. Each time it costs:`,
    ...each,
    "Read them then?",
  ].join("\n");
}

const askPerson = async (message: string): Promise<boolean> => answered(await confirm({ message }));
