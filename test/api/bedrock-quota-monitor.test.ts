import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BedrockQuotaMonitor, type BedrockQuotaMonitorArgs } from "../../api/index.ts";
import { counts, only, type Registered, registeredBy } from "../components/recorder.ts";

const minimal = {
  region: "us-east-1",
  models: ["us.anthropic.claude-sonnet-5"],
  alerts: { email: ["team@example.com"] },
} satisfies BedrockQuotaMonitorArgs;

const make = (args: unknown, name = "bedrock") => new BedrockQuotaMonitor(name, args as BedrockQuotaMonitorArgs);

/** The message of what a constructor throws. */
const errorOf = async (args: unknown): Promise<string> => {
  let message = "";
  await registeredBy(() => {
    try {
      make(args);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error as Error), String(error));
      message = (error as Error).message;
    }
  });
  return message;
};

const textOf = (registered: readonly Registered[]): string => JSON.stringify(registered);

describe("a monitor in a program of one's own", () => {
  it("finds the account by itself", async () => {
    const registered = await registeredBy(() => make(minimal));
    assert.match(textOf(registered), /123456789012/);
    assert.doesNotMatch(textOf(registered), /accountinput/);
  });

  it("tells all that is wrong at once, in the words of a stack file, and makes nothing", async () => {
    let made: Registered[] = [];
    let message = "";
    made = await registeredBy(() => {
      try {
        make({ ...minimal, models: ["antropic.claude-sonnet-5"], thresholds: { warning: 700 }, alert: { email: [] } });
      } catch (error) {
        message = (error as Error).message;
      }
    });
    assert.match(message, /^3 problems in the arguments of BedrockQuotaMonitor "bedrock"/);
    assert.match(message, /antropic\.claude-sonnet-5[\s\S]*did you mean/);
    assert.match(message, /must be a percentage of the quota from 1 to 100/);
    assert.match(message, /alert\n.*\n.*is not a key of the config/);
    assert.deepEqual(made, []);
  });

  it("says how to write in a program what a stack file says by a command", async () => {
    assert.match(await errorOf({ ...minimal, models: [] }), /fix +list some, or .*: models: "all"/);
    assert.match(await errorOf({ ...minimal, stackName: "x".repeat(40) }), /^1 problem.*\n\nstackName\n/);
    const { region: _, ...nowhere } = minimal;
    const before = process.env["AWS_REGION"];
    delete process.env["AWS_REGION"];
    try {
      assert.match(
        await errorOf(nowhere),
        /region\n.*\n.*one monitor watches one AWS Region\n +fix +write region: "us-east-1"/,
      );
    } finally {
      if (before !== undefined) process.env["AWS_REGION"] = before;
    }
  });

  it("refuses an Output where the plan rests on it, and says why", async () => {
    const message = await errorOf({
      ...minimal,
      thresholds: { warning: pulumi.output(70) },
      models: pulumi.output([]),
    });
    assert.match(message, /^2 problems/);
    assert.match(message, /thresholds\.warning\n.*\n +is an Output.*which alarms there are rests on it/);
  });

  it("takes every Output that docs/programs.md names, and puts the value where it belongs", async () => {
    const late = (value: string) => pulumi.output(Promise.resolve(value));
    const registered = await registeredBy(() =>
      make({
        region: "us-east-1",
        models: [{ model: "us.anthropic.claude-sonnet-5", applicationProfiles: [late("abc123def456")] }],
        alerts: {
          email: [late("late@example.com")],
          topics: { warning: [late("arn:aws:sns:us-east-1:123456789012:own")] },
          kmsKeyArn: late("arn:aws:kms:us-east-1:123456789012:key/11112222-3333-4444-5555-666677778888"),
          slack: {
            workspaceId: late("T0LATE"),
            channelId: late("C0LATE"),
            topics: [late("arn:aws:sns:us-east-1:123456789012:other")],
          },
          webhooks: [
            { type: "slack", secretArn: late("arn:aws:secretsmanager:us-east-1:123456789012:secret:hook-AbCdEf") },
          ],
        },
        publisher: {
          vpc: {
            subnetIds: [late("subnet-0123456789abcdef0")],
            securityGroupIds: pulumi.output(["sg-0123456789abcdef0"]),
          },
        },
        iam: { permissionsBoundary: late("arn:aws:iam::123456789012:policy/boundary") },
        tags: { team: late("platform") },
      }),
    );
    const text = textOf(registered);
    assert.doesNotMatch(text, /input[0-9a-f]{10}/);
    for (const { inputs } of registered) assert.doesNotMatch(JSON.stringify(inputs), /input\.invalid/);
    for (const value of [
      "abc123def456",
      "late@example.com",
      ":own",
      "T0LATE",
      "C0LATE",
      ":other",
      ":secret:hook-AbCdEf",
    ])
      assert.ok(text.includes(value), value);
    assert.equal(only(registered, "Function", "bedrock-publisher").inputs["tags"]?.["team" as never], "platform");
    assert.deepEqual(only(registered, "Function", "bedrock-notifier").inputs["vpcConfig"], {
      subnetIds: ["subnet-0123456789abcdef0"],
      securityGroupIds: ["sg-0123456789abcdef0"],
    });
    assert.equal(counts(registered)["Key"], undefined);
    for (const { type, inputs } of registered)
      if (type === "aws:iam/role:Role") assert.match(String(inputs["permissionsBoundary"]), /policy\/boundary$/);
  });

  it("has the children that a program may want, each the resource itself", async () => {
    let monitor: BedrockQuotaMonitor | undefined;
    const registered = await registeredBy(() => {
      monitor = make(minimal);
    });
    assert.ok(monitor instanceof BedrockQuotaMonitor);
    const count = counts(registered);
    assert.equal(monitor.alarms.length, (count["MetricAlarm"] ?? 0) + (count["CompositeAlarm"] ?? 0));
    assert.equal(new Set(monitor.alarms.map(({ id }) => id)).size, monitor.alarms.length);
    assert.equal(monitor.dashboards.length, count["Dashboard"]);
    assert.deepEqual(Object.keys(monitor.topics), ["warning", "critical"]);
    for (const { severity } of monitor.alarms) assert.ok(severity === "warning" || severity === "critical", severity);
    assert.ok(
      monitor.alarms.some(({ model, scope }) => model === "anthropic.claude-sonnet-5" && scope === "cross-region"),
    );
  });

  it("shares no name with another monitor, of another Region or of the same", async function () {
    this.timeout(60_000);
    const names = async (name: string, region: string) =>
      (await registeredBy(() => make({ ...minimal, region, models: "all" }, name), region)).flatMap(
        ({ type, inputs }) =>
          ["name", "alarmName", "dashboardName"].flatMap((key) =>
            typeof inputs[key] === "string" && !type.endsWith("RolePolicy") ? [`${type} ${inputs[key]}`] : [],
          ),
      );
    const [one, two, three] = [
      await names("a", "us-east-1"),
      await names("b", "us-east-1"),
      await names("c", "eu-west-1"),
    ];
    assert.ok(one.length > 100);
    const all = [...one, ...two, ...three];
    const twice = all.filter((name, index) => all.indexOf(name) < index);
    assert.deepEqual(twice, []);
  });

  it("asks the account with create alone, and says so where a constructor is asked to", async () => {
    const args = { ...minimal, applicationProfiles: "discover" } as const;
    assert.match(await errorOf(args), /applicationProfiles[\s\S]*await BedrockQuotaMonitor\.create\(…\)/);
    const before = process.env["BEDROCK_HEADROOM_OFFLINE"];
    process.env["BEDROCK_HEADROOM_OFFLINE"] = "1";
    try {
      const registered = await registeredBy(async () => {
        assert.ok((await BedrockQuotaMonitor.create("bedrock", args)) instanceof BedrockQuotaMonitor);
      });
      assert.ok((counts(registered)["MetricAlarm"] ?? 0) > 0);
    } finally {
      if (before === undefined) delete process.env["BEDROCK_HEADROOM_OFFLINE"];
      else process.env["BEDROCK_HEADROOM_OFFLINE"] = before;
    }
  });
});
