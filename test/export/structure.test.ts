import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import { cloudFormationTemplate, templateText } from "../../cli/export/cloudformation/template.ts";
import { idsIn } from "../../cli/export/cloudformation/values.ts";
import { exportStack } from "../../cli/export/stack-export.ts";
import { terraformConfiguration } from "../../cli/export/terraform/configuration.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { exportOf, sampleExport } from "./exported.ts";

type Fields = Record<string, unknown>;

/** Ids begin with a small letter, functions are in capitals. AmazonCloudWatch/latest/monitoring/using-metric-math */
const metricMathIds = (expression: string): readonly string[] => expression.match(/\b[a-z]\w*/g) ?? [];

function checkAlarm(alarm: Fields): void {
  const name = String(alarm["AlarmName"]);
  const queries = alarm["Metrics"] as Fields[];
  const ids = queries.map(({ Id }) => String(Id));
  assert.equal(new Set(ids).size, ids.length, name);
  assert.equal(queries.filter(({ ReturnData }) => ReturnData).length, alarm["ThresholdMetricId"] ? 2 : 1, name);
  assert.ok(queries.filter(({ MetricStat }) => MetricStat).length <= 10, name);
  for (const { Expression, Period, MetricStat } of queries) {
    const period = Number(Period ?? (MetricStat as Fields | undefined)?.["Period"] ?? 60);
    assert.ok([10, 20, 30].includes(period) || period % 60 === 0, `${name}: period ${period}`);
    if (typeof Expression !== "string") continue;
    assert.ok(Buffer.byteLength(Expression) <= 1024, name);
    for (const id of metricMathIds(Expression)) assert.ok(ids.includes(id), `${name}: ${Expression} needs ${id}`);
  }
  assert.ok(Number(alarm["DatapointsToAlarm"]) <= Number(alarm["EvaluationPeriods"]), name);
  assert.ok(Buffer.byteLength(name) <= 255, name);
  assert.ok(Buffer.byteLength(String(alarm["AlarmDescription"])) <= 1024, name);
}

describe("an export of a stack", function () {
  this.timeout(120_000);

  /** Names in an order in which each comes after what it waits for. @throws where two wait for each other */
  function ordered(waits: ReadonlyMap<string, ReadonlySet<string>>): string[] {
    const done = new Set<string>();
    const visit = (name: string, path: readonly string[]): void => {
      if (done.has(name)) return;
      assert.ok(!path.includes(name), `a circle: ${[...path, name].join(" → ")}`);
      assert.ok(waits.has(name), `${path.at(-1)} waits for ${name}, which isn't there`);
      for (const one of waits.get(name) ?? []) visit(one, [...path, name]);
      done.add(name);
    };
    for (const name of waits.keys()) visit(name, []);
    return [...done];
  }

  for (const stack of ["us-east-1", "everything"])
    it(`refers to what is there and in no circle, in CloudFormation (${stack})`, async () => {
      const { Resources, Parameters } = cloudFormationTemplate(await sampleExport(stack));
      const waits = new Map(
        Object.entries(Resources).map(([id, { DependsOn = [], Properties }]) => [
          id,
          new Set(
            [...DependsOn, ...idsIn(Properties)].filter((one) => !one.startsWith("AWS::") && !(one in Parameters)),
          ),
        ]),
      );
      const order = ordered(waits);
      const at = (id: string) => order.indexOf(id);
      assert.ok(at("PublisherRolePolicy") < at("PublisherFunction"));
      assert.ok(at("NotifierPermission") < at("NotifierEventRule"));
      assert.ok(at("NotifierFunctionEventInvokeConfig") < at("NotifierEventRule"));
    });

  for (const stack of ["us-west-2", "everything"])
    it(`refers to what is there and in no circle, in Terraform (${stack})`, async () => {
      const { resource } = terraformConfiguration(await sampleExport(stack));
      const waits = new Map(
        Object.entries(resource).flatMap(([type, own]) =>
          Object.entries(own).map(([name, given]) => {
            const { depends_on = [], ...values } = given as { depends_on?: string[] };
            const referred = [...JSON.stringify(values).matchAll(/(?<!\$)\$\{(aws_\w+\.\w+)\.\w+\}/g)];
            return [`${type}.${name}`, new Set([...depends_on, ...referred.map(([, one]) => one ?? "")])] as const;
          }),
        ),
      );
      const order = ordered(waits);
      assert.ok(
        order.indexOf("aws_lambda_permission.notifier") < order.indexOf("aws_cloudwatch_event_target.notifier"),
      );
    });

  it("has everything that the program makes, and tells nothing of the run it came from", async () => {
    for (const stack of ["us-west-2", "everything"]) {
      const exported = await sampleExport(stack);
      const { resource } = terraformConfiguration(exported);
      const made = Object.values(resource).reduce((sum, own) => sum + Object.keys(own).length, 0);
      assert.equal(made, exported.resources.length);
      const text = JSON.stringify(resource);
      assert.doesNotMatch(text, /[\uE000\uE001]/);
      assert.doesNotMatch(text, /123456789012|known after/);
    }
    const { resources } = await sampleExport("everything");
    const types = Object.values(cloudFormationTemplate(await sampleExport("everything")).Resources);
    const count = (type: string) => types.filter(({ Type }) => Type === type).length;
    const recorded = (type: string) => resources.filter((one) => one.type.endsWith(`:${type}`)).length;
    // Policies of topics and queues are resources of their own there, and the target stands in its rule.
    assert.equal(types.length, resources.length + recorded("Topic") + recorded("Queue") - recorded("EventTarget"));
    assert.equal(count("AWS::SNS::TopicPolicy"), recorded("Topic"));
    assert.equal(count("AWS::SQS::QueuePolicy"), recorded("Queue"));
  });

  it("keeps what PutMetricAlarm asks for and cfn-lint doesn't", async () => {
    const { Resources } = cloudFormationTemplate(await sampleExport("us-east-1"));
    const alarms = Object.values(Resources).filter(({ Type }) => Type === "AWS::CloudWatch::Alarm");
    assert.ok(alarms.length > 100);
    for (const { Properties } of alarms) checkAlarm(Properties);
  });

  it("is the same bytes each time, the functions' code too", async () => {
    const [first, second] = await Promise.all([sampleExport("us-east-1"), exportStack("us-east-1", sampleDirectory)]);
    const [notifier, publisher] = [...first.archives.values()];
    assert.deepEqual(
      [...second.archives.values()].map(({ path }) => path),
      [notifier?.path, publisher?.path],
    );
    for (const make of [cloudFormationTemplate, terraformConfiguration])
      assert.ok(JSON.stringify(make(first)) === JSON.stringify(make(second)), `${make.name} differs`);
    const files = unzipSync(publisher!.bytes);
    assert.deepEqual(Object.keys(files), ["feed.json", "index.mjs"]);
    assert.deepEqual(
      JSON.parse(new TextDecoder().decode(files["feed.json"])),
      JSON.parse(JSON.stringify(first.planned.plan.feed)),
    );
    assert.match(new TextDecoder().decode(files["index.mjs"]), /export\s*\{/);
    assert.deepEqual(Object.keys(unzipSync(notifier!.bytes)), ["index.mjs"]);
  });

  it("is for one account alone where that is said", async () => {
    const stackFile = "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [amazon.nova-pro-v1:0]\n";
    const text = templateText(cloudFormationTemplate(await exportOf(stackFile, "111122223333")));
    assert.match(text, /arn:aws:iam::111122223333:root/);
    // ARNs that the template puts together itself, of log groups and the rule, name the account that they are used in.
    const own = text.replaceAll(/arn:\$\{AWS::Partition\}[^"]*/g, "");
    assert.doesNotMatch(own, /AWS::AccountId/);
  });

  it("names what a format has no word for, and what to do", async () => {
    const logging = await sampleExport("us-west-2");
    assert.throws(
      () => cloudFormationTemplate(logging),
      /can't be exported to CloudFormation:\n.*invocationLoggingConfiguration.*put-model-invocation-logging-configuration.*--terraform/s,
    );
    const vpc = await exportOf(
      "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [amazon.nova-pro-v1:0]\n  bedrock-headroom:publisher: { vpc: { create: true } }\n",
    );
    for (const make of [cloudFormationTemplate, terraformConfiguration])
      assert.throws(() => make(vpc), /awsx:ec2:Vpc.*subnetIds and securityGroupIds/s);
    const made = await sampleExport("us-east-1");
    const [first, ...others] = made.resources;
    const changed = { ...first!, inputs: { ...first!.inputs, novel: true } };
    for (const make of [cloudFormationTemplate, terraformConfiguration])
      assert.throws(
        () => make({ ...made, resources: [changed, ...others] }),
        /property novel is not in the table of aws:/,
      );
  });

  it("says where a template would be larger than CloudFormation takes", async () => {
    const template = cloudFormationTemplate(await sampleExport("us-east-1"));
    const [resource] = Object.values(template.Resources);
    const Resources = (count: number, text: string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`R${at}`, { ...resource!, Properties: { Description: text } }]),
      );
    assert.throws(
      () => templateText({ ...template, Resources: Resources(501, "") }),
      /501 resources.*500.*--terraform/,
    );
    assert.throws(
      () => templateText({ ...template, Resources: Resources(500, "x".repeat(2000)) }),
      /bytes.*--terraform/,
    );
    // One that fits without its indentation is written without.
    const room = 1_000_000 - Buffer.byteLength(JSON.stringify({ ...template, Resources: Resources(500, "") }));
    const tight = templateText({ ...template, Resources: Resources(500, "x".repeat(room / 500 - 1)) });
    assert.deepEqual([tight.split("\n").length, Buffer.byteLength(tight) <= 1_000_000], [2, true]);
  });
});
