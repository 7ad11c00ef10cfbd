import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type RecordedResource, type Recording, recordProgram } from "../../preview/recording-engine.ts";
import { matchesGolden } from "../golden.ts";
import { readableJson } from "../readable-json.ts";
import { withProgram } from "./programs.ts";

const root = resolve(import.meta.dirname, "../..");
const stacks = (await readdir(root)).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []).sort();

/** The shipped program with a stack file of our own. */
const recordShipped = (stackFile: string, options: { dryRun?: boolean } = {}) =>
  withProgram(
    { project: `main: ${JSON.stringify(join(root, "index.ts"))}\n`, name: "bedrock-headroom", stackFile },
    (dir) => recordProgram({ dir, stack: "dev", ...options }),
  );

/** A resource by the last word of its type and its name. */
const nameOf = (urn: string) => `${urn.split("::")[2]?.split(":").at(-1)} ${urn.split("::").slice(3).join("::")}`;
const typeOf = (urn: string) => urn.split("::")[2]?.split("$").at(-1);

/** Policies, the feed and other JSON documents as what they say. */
function readable(value: unknown): unknown {
  if (typeof value === "string" && /^\{/.test(value)) return readable(JSON.parse(value));
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, readable(field)]);
  return Object.fromEntries(fields);
}

const dashboardType = "aws:cloudwatch/dashboard:Dashboard";

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title?: string; markdown?: string; metrics?: unknown[]; alarms?: unknown[] };
}

/** A dashboard's widgets, a line each; its whole body has a golden file of its own. */
const outline = (body: string) =>
  (JSON.parse(body) as { widgets: Widget[] }).widgets.map(({ type, x, y, width, height, properties }) => {
    const { title, markdown, metrics, alarms } = properties;
    const lines = metrics ? `${metrics.length} metrics` : alarms ? `${alarms.length} alarms` : "";
    return [`${x},${y} ${width}x${height}`, type, title ?? markdown?.split("\n")[0] ?? "", lines].join(" | ");
  });

interface Query {
  id: string;
  label?: string;
  returnData: boolean;
  expression?: string;
  period?: number;
  metric?: { namespace: string; metricName: string; dimensions: Record<string, string>; period: number; stat: string };
}

/** A metric query on one line, all of it. */
function queryLine({ id, label, returnData, expression, period, metric, ...others }: Query): string {
  const what = metric
    ? `${metric.stat} of ${metric.namespace} ${metric.metricName} ${JSON.stringify(metric.dimensions)} in ${metric.period} s`
    : `${expression}${period === undefined ? "" : ` in ${period} s`}`;
  assert.deepEqual(others, {});
  return `${returnData ? "-> " : ""}${id}${label === undefined ? "" : ` "${label}"`} = ${what}`;
}

/** An alarm in a few lines; what this function does not know stays as it is. */
function alarmOutline({ metricQueries, tags, ...inputs }: Record<string, unknown>): unknown {
  const { comparisonOperator, threshold, thresholdMetricId, ...others } = inputs;
  const { datapointsToAlarm, evaluationPeriods, treatMissingData, ...rest } = others;
  return {
    ...rest,
    when: `${comparisonOperator} ${threshold ?? thresholdMetricId}, ${datapointsToAlarm} of ${evaluationPeriods}, ${treatMissingData}`,
    metricQueries: (metricQueries as Query[]).map(queryLine),
    tags: JSON.stringify(tags),
  };
}

/** Inputs that a person can read; the publisher's bundle is compared in its own tests, here it only must be there. */
function readableInputs({ type, inputs }: RecordedResource): unknown {
  if (type === dashboardType) return { ...inputs, dashboardBody: outline(inputs["dashboardBody"] as string) };
  if (type === "aws:cloudwatch/metricAlarm:MetricAlarm") return alarmOutline(inputs);
  const code = inputs["code"] as { archive: Record<string, { path?: string }> } | undefined;
  if (code === undefined) return readable(inputs);
  assert.match(code.archive["index.mjs"]?.path ?? "", /index\.mjs$/);
  return readable({ ...inputs, code: { archive: { ...code.archive, "index.mjs": "the bundle" } } });
}

function readableResource(resource: RecordedResource) {
  const { name, parent, dependsOn, inputs, secretPaths, outputs, protect } = resource;
  return {
    name,
    ...(parent && { parent: nameOf(parent) }),
    // A composite waits for every alarm of its rule, which has a test of its own.
    ...(dependsOn.length > 0 && inputs["alarmRule"] === undefined && { dependsOn: dependsOn.map(nameOf).sort() }),
    ...(secretPaths.length > 0 && { secretPaths }),
    ...(protect && { protect }),
    ...(outputs && { outputs: Object.keys(outputs).sort() }),
    inputs: readableInputs(resource),
  };
}

function readableRecording({ resources, outputs, logs, invokes }: Recording) {
  const sorted = resources.toSorted((one, other) => (one.urn < other.urn ? -1 : 1));
  const byType = Object.groupBy(sorted, ({ type }) => type);
  return {
    logs,
    invokes: invokes.map(({ token }) => token),
    outputs,
    count: Object.fromEntries(Object.entries(byType).map(([type, list]) => [type, list?.length])),
    resources: Object.fromEntries(Object.entries(byType).map(([type, list]) => [type, list?.map(readableResource)])),
  };
}

const everyString = function* (value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const field of Object.values(value)) yield* everyString(field);
};

for (const stack of stacks)
  describe(`stack ${stack} in Pulumi's own language runtime`, function () {
    this.timeout(120_000);
    let recording: Recording;
    before(async () => {
      recording = await recordProgram({ dir: root, stack });
    });

    it("registers what its golden files say", () => {
      assert.equal(recording.exitCode, 0, recording.stderr);
      const golden = (name: string) => new URL(`golden/${name}.json`, import.meta.url);
      matchesGolden(`${readableJson(readableRecording(recording))}\n`, golden(stack));
      const dashboards = recording.resources.filter(({ type }) => type === dashboardType);
      const bodies = dashboards.map(({ inputs }) => [
        inputs["dashboardName"],
        JSON.parse(inputs["dashboardBody"] as string),
      ]);
      matchesGolden(`${readableJson(Object.fromEntries(bodies))}\n`, golden(`${stack}.dashboards`));
    });

    it("gives every resource a parent, and none to the stack but the monitor", () => {
      const [stackResource, ...resources] = recording.resources;
      const urns = new Set(recording.resources.map(({ urn }) => urn));
      assert.equal(urns.size, recording.resources.length);
      assert.equal(stackResource?.type, "pulumi:pulumi:Stack");
      for (const { urn, parent } of resources) assert(parent && urns.has(parent), urn);
      const top = resources.filter(({ parent }) => parent === stackResource?.urn);
      assert.deepEqual(
        top.map(({ type }) => type),
        ["bedrock-headroom:index:BedrockQuotaMonitor"],
      );
    });

    it("passes plain values on: no unresolved output, no undefined, no unknown", () => {
      for (const { urn, inputs } of recording.resources)
        for (const text of everyString(inputs)) {
          assert.doesNotMatch(text, /Calling \[toString\]|\[object Object\]|undefined|NaN/, urn);
        }
    });

    it("writes policies that have the version IAM's language needs, and open nothing to everyone", () => {
      let policies = 0;
      for (const { urn, inputs } of recording.resources)
        for (const key of ["policy", "assumeRolePolicy"]) {
          if (inputs[key] === undefined) continue;
          policies++;
          const policy = JSON.parse(inputs[key] as string);
          assert.equal(policy.Version, "2012-10-17", urn);
          for (const statement of policy.Statement) {
            if (statement.Effect === "Deny") continue;
            assert.notEqual(statement.Principal?.AWS ?? statement.Principal, "*", urn);
            if (statement.Effect === "Allow" && statement.Action === "*") assert.fail(urn);
          }
        }
      assert(policies > 3);
    });

    it("creates a composite alarm only after every alarm that its rule names", () => {
      const byName = new Map(
        recording.resources.flatMap(({ urn, inputs }) => {
          const name =
            inputs["alarmName"] ?? (typeOf(urn) === "aws:cloudwatch/metricAlarm:MetricAlarm" && inputs["name"]);
          return name ? [[name as string, urn] as const] : [];
        }),
      );
      const composites = recording.resources.filter(({ inputs }) => inputs["alarmRule"] !== undefined);
      assert(composites.length > 0);
      for (const { urn, inputs, dependsOn } of composites)
        for (const [, child] of (inputs["alarmRule"] as string).matchAll(/ALARM\("([^"]+)"\)/g)) {
          const childUrn = byName.get(child ?? "");
          assert(childUrn && dependsOn.includes(childUrn), `${urn} does not wait for ${child}`);
        }
    });
  });

describe("the program", function () {
  this.timeout(120_000);

  it("tells all that is wrong with a config, without a stack trace, and registers nothing", async () => {
    const recording = await recordShipped(
      "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [antropic.claude-sonnet-5]\n  bedrock-headroom:publisher: { refreshMinutes: 0 }\n",
    );
    assert.equal(recording.exitCode, 32);
    assert.deepEqual(
      recording.resources.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
    const [error, ...others] = recording.logs;
    assert.deepEqual(others, []);
    assert.match(error?.message ?? "", /2 problems in Pulumi\.dev\.yaml/);
    assert.match(error?.message ?? "", /antropic\.claude-sonnet-5/);
    assert.match(error?.message ?? "", /refreshMinutes/);
    assert.doesNotMatch(`${error?.message}${recording.stdout}${recording.stderr}`, /\n\s+at /);
  });

  it("asks for a Region when none is set", async () => {
    const recording = await recordShipped("config:\n  bedrock-headroom:models: all\n");
    assert.equal(recording.exitCode, 32);
    assert.match(recording.logs[0]?.message ?? "", /pulumi config set aws:region us-east-1/);
  });

  it("previews with ids that are not known yet", async () => {
    const recording = await recordShipped(
      "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-sonnet-5]\n",
      { dryRun: true },
    );
    assert.equal(recording.exitCode, 0, recording.stderr);
    const dashboard = recording.resources.find(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard");
    assert.equal(typeof JSON.parse(dashboard?.inputs["dashboardBody"] as string), "object");
    const alarm = recording.resources.find(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.deepEqual(alarm?.inputs["alarmActions"], ["<known after deployment>"]);
  });

  it("reaches Slack when the config names a channel", async () => {
    const recording = await recordShipped(
      "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-sonnet-5]\n" +
        "  bedrock-headroom:alerts: { slack: { workspaceId: T0123456789, channelId: C0123456789 } }\n",
    );
    assert.equal(recording.exitCode, 0, recording.stderr);
    const slack = recording.resources.find(({ type }) => type.endsWith(":SlackChannelConfiguration"));
    assert(slack);
    assert.equal((slack.inputs["snsTopicArns"] as string[]).length, 2);
    assert.deepEqual(slack.inputs["guardrailPolicyArns"], [
      "arn:aws:iam::123456789012:policy/bedrock-headroom-dev-slack",
    ]);
  });

  describe("with a VPC for the publisher", () => {
    const stackFile = (vpc: string) =>
      `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-sonnet-5]\n  bedrock-headroom:publisher: { vpc: ${vpc} }\n`;
    const find = ({ resources }: Recording, type: string, name = "") => {
      const found = resources.find((one) => one.type.endsWith(`:${type}`) && one.name.endsWith(name));
      assert(found, `${type} ${name}`);
      return found;
    };

    it("records awsx's VPC as one resource of a plugin, and gives its subnets to endpoints and function", async () => {
      const recording = await recordShipped(stackFile("{ create: true, zones: 2 }"));
      assert.equal(recording.exitCode, 0, recording.stderr);
      const vpc = find(recording, "Vpc");
      assert.deepEqual([vpc.type, vpc.remote, vpc.custom], ["awsx:ec2:Vpc", true, false]);
      assert.equal(nameOf(vpc.parent ?? ""), "PublisherNetwork bedrock-headroom-publisher-network");
      const { subnetIds, securityGroupIds } = find(recording, "Function").inputs["vpcConfig"] as Record<
        string,
        string[]
      >;
      assert.equal(subnetIds?.length, 2);
      for (const id of subnetIds ?? []) assert.match(id, /^subnet-[0-9a-f]{17}$/);
      for (const id of securityGroupIds ?? []) assert.match(id, /^sg-[0-9a-f]{17}$/);
      for (const service of ["monitoring", "servicequotas", "sns"])
        assert.deepEqual(find(recording, "VpcEndpoint", service).inputs["subnetIds"], subnetIds);
    });

    it("makes the function after all its ways out, and takes the role's permissions away after the network", async () => {
      const recording = await recordShipped(stackFile("{ create: true }"));
      const dependencies = (type: string, name = "") => find(recording, type, name).dependsOn.map(nameOf);
      const network = "bedrock-headroom-publisher-network";
      const waitsFor = dependencies("Function");
      for (const service of ["monitoring", "servicequotas", "sns"])
        assert(waitsFor.includes(`VpcEndpoint ${network}-${service}`), service);
      assert(waitsFor.includes(`SecurityGroupEgressRule ${network}-function`));
      assert(waitsFor.includes(`SecurityGroupIngressRule ${network}-endpoints`));
      assert(dependencies("SecurityGroup", "-function").includes("RolePolicy bedrock-headroom-publisher"));
    });

    it("previews with subnets that are not known yet", async () => {
      const recording = await recordShipped(stackFile("{ create: true }"), { dryRun: true });
      assert.equal(recording.exitCode, 0, recording.stderr);
      assert.equal(find(recording, "VpcEndpoint", "sns").inputs["subnetIds"], "<known after deployment>");
    });

    it("uses subnets that exist without any resource more", async () => {
      const recording = await recordShipped(
        stackFile("{ subnetIds: [subnet-01234567], securityGroupIds: [sg-01234567] }"),
      );
      assert.equal(recording.exitCode, 0, recording.stderr);
      assert.deepEqual(find(recording, "Function").inputs["vpcConfig"], {
        subnetIds: ["subnet-01234567"],
        securityGroupIds: ["sg-01234567"],
      });
      assert.deepEqual(
        recording.resources.filter(({ type }) => /awsx|ec2|vpc|Network/.test(type)),
        [],
      );
    });
  });
});
