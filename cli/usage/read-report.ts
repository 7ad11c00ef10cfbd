import { type Incomplete, type UsageDocument, usageSchemaVersion } from "../../monitoring/report/document.ts";
import { logGrouping } from "../../monitoring/report/groups.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { Spending } from "../agree-to-cost.ts";
import { cached, cacheKey, keepInCache } from "./cache.ts";
import type { UsageClients } from "./clients.ts";
import { type CollectOptions, collectUsage, type UsageRequest } from "./collect.ts";
import { counted } from "./numbers.ts";
import { pickTargets } from "./pick.ts";
import { showProgress } from "./progress.ts";
import { stackTexts } from "./stack-cover.ts";

export interface ReadReportOptions {
  /** take a report of the last five minutes */
  cache: boolean;
  /** a person is asked which targets the report is about */
  ask: boolean;
  /** the request as the person wrote it, without the clock: what tells one kept report from another */
  written: object;
  /** what reading invocation logs may cost, where the grouping needs them */
  spending: Spending;
}

/**
 * One Region's report: read, or taken from the cache.
 * @throws UserError when it can't be told, or a person stopped it
 */
export async function readReport(
  clients: UsageClients,
  request: UsageRequest,
  { cache, ask, written, spending }: ReadReportOptions,
): Promise<UsageDocument> {
  const { models, all, by, timeZone, failOn, directory } = request;
  const about = { models, all, by, timeZone, failOn, directory };
  const key = await keyFor(clients, { ...about, ...written, stacks: stackTexts(directory) });
  const before =
    cache && !ask && key !== undefined ? cached<UsageDocument>("usage", key, usageSchemaVersion) : undefined;
  if (before) {
    console.error(`Report of ${before.region}, ${before.generatedAt}, from the cache; --no-cache reads it anew.`);
    return before;
  }
  const document = await readAnew(clients, request, ask, spending);
  if (key !== undefined && !ask && document.incomplete.length === 0) keepInCache("usage", key, document);
  return document;
}

async function readAnew(
  clients: UsageClients,
  request: UsageRequest,
  ask: boolean,
  spending: Spending,
): Promise<UsageDocument> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  let progress: ReturnType<typeof showProgress> | undefined;
  const start = () => {
    progress ??= showProgress(`Reading usage in ${clients.region}`);
  };
  try {
    const logs = await logsFor(clients, request, spending, stop.signal);
    if (!ask) start();
    const found = await collectUsage(clients, request, {
      ...(logs && {
        logs: {
          ...logs,
          reading: {
            progress: (done, of) =>
              progress?.say(`Reading who called in ${clients.region}: ${Math.floor((100 * done) / of)} % of the logs`),
          },
        },
      }),
      progress: (done, of) => progress?.step(done, of),
      abortSignal: stop.signal,
      ...(ask && {
        pick: async ({ targets }) => {
          const picked = await pickTargets("Which models? (as arguments; --yes takes all)", targets);
          start();
          return picked;
        },
      }),
    });
    progress?.end(
      `Read ${counted(found.cost.requests, "page")} of metrics for ${counted(found.targets.length, "target")} in ${clients.region}`,
    );
    return found;
  } catch (error) {
    progress?.end(stop.signal.aborted ? "Stopped" : `Could not read everything in ${clients.region}`);
    if (stop.signal.aborted) throw new UserError("stopped; nothing was written", 130);
    throw error;
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
}

/** The logs that the grouping needs, found and agreed to; undefined: it needs none. */
async function logsFor(
  clients: UsageClients,
  { by, stretches, now }: UsageRequest,
  spending: Spending,
  abortSignal: AbortSignal,
): Promise<CollectOptions["logs"]> {
  const grouping = logGrouping(by);
  if (!grouping) return undefined;
  const { planLogs } = await import("./callers/plan-logs.ts");
  const { agreed } = await import("./callers/consent.ts");
  const missing: Incomplete[] = [];
  const range = { start: stretches[0]?.start ?? now, end: stretches.at(-1)?.end ?? now };
  const plan = await planLogs(clients, grouping, range, now, missing, abortSignal);
  return { plan: plan && (await agreed(plan, spending)), missing };
}

/** Without credentials there is no key; reading will say why. */
async function keyFor(clients: UsageClients, request: unknown): Promise<string | undefined> {
  try {
    return await cacheKey(clients, request, usageSchemaVersion);
  } catch {
    return undefined;
  }
}
