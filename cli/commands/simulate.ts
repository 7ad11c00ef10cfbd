import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { inventedRate } from "../../monitoring/burndown-rate.ts";
import type { MonitoringPlan, PlannedTarget } from "../../monitoring/plan-types.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import type { QuotaChange, QuotaValues } from "../../monitoring/simulation/feed-series.ts";
import { usualMaxTokens } from "../../monitoring/simulation/reservation-series.ts";
import type { AlarmSimulation } from "../../monitoring/simulation/simulate.ts";
import { parseTraffic, trafficSyntax } from "../../monitoring/simulation/traffic.ts";
import { readTrafficCsv } from "../../monitoring/simulation/traffic-csv.ts";
import { loadRegistry } from "../../registry/index.ts";
import { nearest } from "../../registry/nearest.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand } from "../../words/commands.ts";
import { type StackSimulation, simulateStack } from "../simulate-stack.ts";
import { describe, isoTime } from "../simulate-text.ts";
import { terminalWidth } from "../terminal-width.ts";
import { wholeNumber } from "../whole-number.ts";

/** Raised when a field of the JSON changes its meaning or goes. */
const schemaVersion = 1;
/** The longest simulation, in minutes: a month. Its series are kept whole, about 1.5 GB for a month of 200 alarms. */
const longest = 31 * 24 * 60;
/** Where a simulation starts that no file dates: a Monday, 00:00 UTC. */
const undatedStart = Date.UTC(2026, 0, 5) / 1000;

const profiles = Object.values(trafficSyntax)
  .map(({ example, meaning }) => `  ${example.padEnd(22)} ${meaning}`)
  .join("\n");

const help = `
Traffic is a profile, in percent of the quotas at the start:
${profiles}
or a CSV file with the columns minute,metric,modelId,value:
  minute   a whole number from 0, or an ISO 8601 time with its zone
  metric   of AWS/Bedrock (EstimatedTPMQuotaUsage, Invocations, InvocationThrottles, …) or AWS/BedrockMantle
  modelId  the model's or inference profile's id, as CloudWatch shows it
  value    what was counted; rows of one minute add up

Quotas have AWS's default values, which your account's may not be: --quota gives the real ones.
Alarms are evaluated as CloudWatch documents it. Anomaly alarms can't be told. Data before the start count as none.

Examples:
  $ ${headroomCommand} simulate --stack us-east-1 --traffic steady:71%
  $ ${headroomCommand} simulate --stack us-east-1 --traffic burst:120%x5/60@10% --minutes 240 --lag 2
  $ ${headroomCommand} simulate --stack us-east-1 --traffic steady:40% --quota-change L-D4FBCF4E=3000000@30 \\
      --target anthropic.claude-sonnet-5/cross-region
  $ ${headroomCommand} simulate --stack us-east-1 --traffic last-week.csv --json

The table tells when each alarm first fires and clears (-: not by the end) and how many times again; --json tells all.

Exit codes: 0 simulated, 1 something to correct in the command, the file or the stack's config.`;

export interface Options {
  stack: string;
  traffic: string;
  minutes?: number;
  target: string[];
  quota: { code: string; value: number }[];
  quotaChange: QuotaChange[];
  lag: number;
  maxTokens: number;
  seed: string;
  json?: true;
}

export function register(command: Command): void {
  command
    .requiredOption("--stack <name>", "the stack, by the name in Pulumi.<name>.yaml")
    .requiredOption("--traffic <profile or file>", "what is called: a profile such as steady:71%, or a CSV file")
    .option("--minutes <n>", `how long, at most ${longest} (default: 180, or as long as the file)`, wholeNumber(1))
    .option("--target <model[/scope]>", "give the traffic to these targets only; can be repeated", collected, [])
    .option("--quota <code=value>", "a quota's value in place of AWS's default; can be repeated", quotas, [])
    .option("--quota-change <code=value@minute>", "a quota's new value from a minute on; can be repeated", changes, [])
    .option("--lag <minutes>", "how many minutes late Bedrock's metrics arrive", wholeNumber(0), 0)
    .option(
      "--max-tokens <n>",
      "what each request asks for, for alarms on the reservation",
      wholeNumber(0),
      usualMaxTokens,
    )
    .option("--seed <text>", "other details of the traffic: its spread over profiles, errors, latency", "")
    .option("--json", "print the result as JSON")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const { plan, settings, warnings } = await planForStack(options.stack);
      const registry = await loadRegistry(plan.region);
      const { input, warnings: ownWarnings } = prepare(plan, settings, options, registry.crossModelDaily);
      for (const warning of [...warnings, ...ownWarnings]) console.error(`warning: ${warning}`);
      const results = simulateStack(input);
      console.log(
        options.json
          ? JSON.stringify(document(input, options, results), null, 2)
          : describe(input, options, results, terminalWidth()),
      );
    });
}

const collected = (text: string, before: string[]): string[] => [...before, text];

const quotaForm = /^(L-[0-9A-F]{8})=(\d+(?:\.\d+)?)$/;
function quotas(text: string, before: Options["quota"]): Options["quota"] {
  const [, code, value] = quotaForm.exec(text) ?? [];
  if (!code) throw new InvalidArgumentError("It must be a code and a value, such as L-D4FBCF4E=3000000.");
  return [...before, { code, value: Number(value) }];
}
function changes(text: string, before: QuotaChange[]): QuotaChange[] {
  const [, quota = "", minute] = /^(.*)@(\d+)$/.exec(text) ?? [];
  const [, code, value] = quotaForm.exec(quota) ?? [];
  if (!code) throw new InvalidArgumentError("It must be a code, a value and a minute, such as L-D4FBCF4E=3000000@30.");
  return [...before, { code, value: Number(value), minute: Number(minute) }];
}

/**
 * What to simulate, from the command's options.
 * @throws UserError naming the option that does not fit the stack
 */
export function prepare(
  plan: MonitoringPlan,
  settings: MonitoringSettings,
  options: Options,
  crossModelDaily?: { code: string; defaultValue: number },
): { input: StackSimulation; warnings: string[] } {
  const known: Record<string, number | undefined> = {};
  for (const { model, scope } of settings.targets) {
    for (const { code, defaultValue } of model.scopes[scope]?.quotas ?? []) known[code] = defaultValue;
  }
  if (crossModelDaily) known[crossModelDaily.code] = crossModelDaily.defaultValue;
  const codes = plan.feed.quotas.map(({ code }) => code);
  for (const { code } of [...options.quota, ...options.quotaChange]) {
    if (!codes.includes(code as (typeof codes)[number])) throw new UserError(unknownText("quota", code, codes));
  }
  for (const { code, value } of options.quota) known[code] = value;

  const warnings: string[] = [];
  const traffic = trafficOf(plan, options);
  if ("recorded" in traffic) warnings.push(...unmonitored(plan, traffic.recorded.ids));
  const minutes = options.minutes ?? ("recorded" in traffic ? traffic.recorded.minutes : 180);
  if (minutes > longest) {
    throw new UserError(
      options.minutes !== undefined
        ? `--minutes ${minutes}: at most ${longest} (31 days)`
        : `${options.traffic} has ${minutes} minutes: at most ${longest} (31 days); cut it, or set --minutes`,
    );
  }
  for (const change of options.quotaChange) {
    if (change.minute >= minutes) {
      throw new UserError(
        `--quota-change ${change.code} at minute ${change.minute}: the simulation ends after ${minutes}; make --minutes longer`,
      );
    }
  }
  return {
    warnings,
    input: {
      plan,
      traffic,
      quotas: known satisfies QuotaValues,
      changes: options.quotaChange,
      start: ("recorded" in traffic && traffic.recorded.start) || undatedStart,
      minutes,
      lag: options.lag,
      maxTokens: options.maxTokens,
      seed: options.seed,
      burndown: (target) => inventedRate(settings, target),
    },
  };
}

function trafficOf(plan: MonitoringPlan, options: Options): StackSimulation["traffic"] {
  const only = options.target.flatMap((text) => targetsOf(plan, text));
  const profile = parseTraffic(options.traffic);
  if (profile) return { profile, ...(only.length > 0 && { only }) };
  if (only.length > 0)
    throw new UserError("--target goes with a traffic profile; a file says itself which models it is of");
  let text: string;
  try {
    text = readFileSync(options.traffic, "utf8");
  } catch {
    throw new UserError(
      `--traffic ${options.traffic}: neither a file that can be read nor a profile; profiles are\n${profiles}`,
    );
  }
  try {
    return { recorded: readTrafficCsv(text) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${options.traffic}: ${error.message}`);
  }
}

/** The targets that `model` or `model/scope` names. */
function targetsOf(plan: MonitoringPlan, text: string): PlannedTarget[] {
  const found = plan.targets.filter(({ modelId, scope }) => text === modelId || text === `${modelId}/${scope}`);
  if (found.length > 0) return found;
  const names = plan.targets.flatMap(({ modelId, scope }) => [modelId, `${modelId}/${scope}`]);
  throw new UserError(unknownText("target", text, [...new Set(names)]));
}

function unknownText(what: string, text: string, names: readonly string[]): string {
  const [guess] = nearest(text, names);
  return `the stack has no ${what} ${text}${guess ? `; did you mean ${guess}?` : ""} (headroom plan lists them)`;
}

const unmonitored = (plan: MonitoringPlan, ids: readonly string[]): string[] => {
  const monitored = new Set(plan.targets.flatMap(({ monitoredIds }) => monitoredIds));
  return ids
    .filter((id) => !monitored.has(id))
    .map(
      (id) => `no target of the stack counts the traffic of ${id}; put its model or profile into the stack's config`,
    );
};

/** The result as JSON: what was simulated, and each alarm's changes of state. */
export function document(input: StackSimulation, options: Options, results: readonly AlarmSimulation[]) {
  const { plan, start, minutes, lag, maxTokens = usualMaxTokens, changes, seed } = input;
  return {
    schemaVersion,
    stack: plan.stack,
    region: plan.region,
    traffic: options.traffic,
    start: isoTime(start),
    minutes,
    lagMinutes: lag,
    maxTokens,
    seed,
    quotas: Object.fromEntries(plan.feed.quotas.map(({ code }) => [code, input.quotas[code] ?? null])),
    quotaChanges: changes,
    alarms: results.map((result) =>
      result.outcome === "simulated"
        ? {
            alarm: result.alarm,
            outcome: result.outcome,
            finalState: result.finalState,
            transitions: result.transitions.map(({ epoch, ...rest }) => ({ ...rest, time: isoTime(epoch) })),
          }
        : result,
    ),
  };
}
