import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PlannedMonitor, type PlannedMonitorArgs } from "../components/planned-monitor.ts";
import { plan } from "../monitoring/plan.ts";
import { programAccount } from "../stacks/account.ts";
import { checkProfilesAccount } from "../stacks/application-profiles.ts";
import { ConfigError, type ReadSettings, readSettings, readSettingsNow, type SettingsInput } from "../stacks/config.ts";
import { collectProblems } from "../stacks/config-error.ts";
import { defaultTagKeys, defaultTagsKey, profileKey, regionKey } from "../stacks/config-text.ts";
import { checkBoundaryAccount } from "../stacks/iam.ts";
import { asRunError } from "../stacks/run-error.ts";
import type { BedrockQuotaMonitorArgs } from "./arguments.ts";
import { monitorName } from "./monitor-name.ts";
import { accountStandIn, isStandIn, type LateArgument, plainArguments } from "./stand-ins.ts";

/**
 * Watches how much of its Amazon Bedrock quotas an account uses in one Region: dashboards, alarms at percentages of the
 * live quota, topics to tell people, and the functions that keep the quotas in CloudWatch and tell when an alarm is over.
 *
 * @example
 * const monitor = new BedrockQuotaMonitor("bedrock", {
 *   models: ["anthropic.claude-sonnet-5", { model: "amazon.nova-*", thresholds: { warning: 60 } }],
 *   alerts: { email: ["platform-team@example.com"], topics: [onCall.arn] },
 * });
 * export const criticalTopic = monitor.topics["critical"].arn;
 */
export class BedrockQuotaMonitor extends PlannedMonitor {
  /**
   * @throws pulumi.RunError with everything that is wrong with the arguments; nothing of the monitor is made then. What
   * is wrong with an Output is told when its value is known, before anything is made of it.
   */
  constructor(name: string, args: BedrockQuotaMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, plannedArguments(name, asked.get(args) ?? readNow(inputOf(name, args, opts))), opts);
  }

  /**
   * A monitor that asks the account where the registry alone can't tell, before it is made: for application profiles to
   * be discovered, and of models that are newer than the package. It is asked as the AWS SDK finds credentials, with
   * aws:profile where the stack names one, and not through the provider of `opts`.
   */
  static async create(
    name: string,
    args: BedrockQuotaMonitorArgs,
    opts?: pulumi.ComponentResourceOptions,
  ): Promise<BedrockQuotaMonitor> {
    const read = await readAsking(inputOf(name, args, opts));
    asked.set(args, read);
    try {
      return new BedrockQuotaMonitor(name, args, opts);
    } finally {
      asked.delete(args);
    }
  }
}

/** What an account was asked for these arguments, while their monitor is constructed. */
const asked = new WeakMap<BedrockQuotaMonitorArgs, Prepared>();

interface Input {
  input: SettingsInput;
  late: readonly LateArgument[];
}

interface Prepared extends Input {
  read: ReadSettings;
  /** checks the arguments anew, with a late value in its place */
  check: (values: Record<string, unknown>) => Promise<unknown> | ReadSettings;
}

function inputOf(
  name: string,
  args: BedrockQuotaMonitorArgs,
  opts: pulumi.ComponentResourceOptions | undefined,
): Input {
  const { region, stackName, ...given } = args;
  const config = pulumi.runtime.allConfig();
  const where = region ?? config[regionKey] ?? process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
  const stack = stackName ?? monitorName(pulumi.getProject(), pulumi.getStack(), name);
  const problems = collectProblems();
  const { values, late } = plainArguments(given, where ?? "us-east-1", problems);
  if (problems.list.length > 0) throw asRunError(new ConfigError(stack, problems.list, problems.untold, name));
  const profile = config[profileKey];
  const hasOwnProvider = opts?.provider !== undefined || opts?.providers !== undefined;
  const defaultTags = hasOwnProvider ? [] : defaultTagKeys(config[defaultTagsKey] ?? "");
  const input = {
    stack,
    region: where,
    program: name,
    values,
    ...(profile && { profile }),
    ...(defaultTags.length > 0 && { defaultTags }),
  };
  return { input, late };
}

function readNow({ input, late }: Input): Prepared {
  const check = (values: Record<string, unknown>) => readable(() => readSettingsNow({ ...input, values }));
  return { input, late, check, read: check(input.values) };
}

async function readAsking({ input, late }: Input): Promise<Prepared> {
  const { region, profile } = input;
  const account = region === undefined ? undefined : programAccount({ region, profile });
  const check = (values: Readonly<Record<string, unknown>>) =>
    readSettings({ ...input, values, ...(account && { account }) }).catch((error: unknown) => {
      throw asRunError(error);
    });
  return { input, late, check, read: await check(input.values) };
}

function plannedArguments(name: string, { late, check, read }: Prepared): PlannedMonitorArgs {
  const { settings, warnings } = read;
  for (const warning of warnings) void pulumi.log.warn(`${name}: ${warning}`);
  return {
    settings,
    accountId: accountStandIn,
    plan: readable(() => plan(settings, accountStandIn)),
    late: (self) => {
      const { accountId } = aws.getCallerIdentityOutput({}, { parent: self });
      return [
        { standIn: accountStandIn, value: accountId.apply((id) => checkedAccount(read, id)) },
        ...late.map(({ argumentsWith, ...one }) => ({
          ...one,
          value: one.value.apply(async (value) => {
            await check(argumentsWith(value));
            return value;
          }),
        })),
      ];
    },
  };
}

/** What is late can't be held against the account: AWS does, when it is told of it. */
function checkedAccount({ settings, profilesOf }: ReadSettings, accountId: string): string {
  const { stack, iam } = settings;
  readable(() => {
    if (!isStandIn(iam?.permissionsBoundary)) checkBoundaryAccount(stack, iam, accountId);
    checkProfilesAccount(stack, profilesOf, accountId);
  });
  return accountId;
}

function readable<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw asRunError(error);
  }
}
