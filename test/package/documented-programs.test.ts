import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Recording, recordProgram } from "../../preview/recording-engine.ts";
import { documentedPrograms } from "./documented-programs.ts";
import { project, runTool } from "./packed.ts";

/** A project with the package from its tarball, in which one program after the other is run. */
const shop = () =>
  project(
    "npm",
    { main: "index.ts", type: "module" },
    {
      "Pulumi.yaml": "name: shop\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      "Pulumi.dev.yaml":
        "config:\n  aws:region: us-east-1\n  shop:monitoringRole: arn:aws:iam::123456789012:role/monitoring\n",
    },
    { awsx: true },
  );

let dir = "";

async function record(text: string, dryRun = false): Promise<Recording> {
  await writeFile(join(dir, "index.ts"), text);
  return recordProgram({ dir, stack: "dev", dryRun });
}

/** What AWS knows the resources by: of each type that has one, its name. */
const namesOf = ({ resources }: Recording): string[] =>
  resources.flatMap(({ type, inputs }) => {
    if (!type.startsWith("aws:") || /RolePolicy|EventTarget|Permission|EventInvokeConfig|TopicSubscription/.test(type))
      return [];
    const name = inputs["name"] ?? inputs["alarmName"] ?? inputs["dashboardName"] ?? inputs["configurationName"];
    return typeof name === "string" ? [`${type} ${name}`] : [];
  });

const ofType = ({ resources }: Recording, type: string) => resources.filter((one) => one.type.endsWith(`:${type}`));

/** What each program is shown for. */
const expectations: Readonly<Record<string, (recording: Recording) => void>> = {
  "One model, by e-mail": (recording) => {
    assert.deepEqual(Object.keys(recording.outputs["topics"] as object).sort(), ["critical", "warning"]);
    assert.equal(ofType(recording, "TopicSubscription").length, 2);
  },
  "Your own topic and key": (recording) => {
    assert.equal(ofType(recording, "Key").length, 0);
    const onCall = "arn:aws:sns:us-east-1:123456789012:on-call";
    const told = ofType(recording, "MetricAlarm").map(({ inputs }) => inputs["alarmActions"] as string[]);
    const critical = told.filter((arns) => arns.some((arn) => arn.endsWith("-critical")));
    assert.ok(critical.length > 4, String(critical.length));
    for (const arns of critical) assert.ok(arns.includes(onCall), arns.join());
    const ownTopics = ofType(recording, "Topic").filter(({ name }) => name !== "on-call");
    for (const { inputs } of ownTopics) assert.match(String(inputs["kmsMasterKeyId"]), /^arn:aws:kms:us-east-1:/);
  },
  "Several Regions": (recording) => {
    const regions = ofType(recording, "Function").map(({ inputs }) => inputs["region"]);
    assert.deepEqual([...new Set(regions)].sort(), ["ap-northeast-1", "eu-west-1", "us-east-1"]);
  },
  "Another account": (recording) => {
    const provider = recording.resources.find(({ type }) => type === "pulumi:providers:aws");
    assert.ok(provider);
    for (const { type, provider: used, protect } of recording.resources.filter((one) => one.type.startsWith("aws:"))) {
      assert.match(used ?? "", /::production::/, type);
      assert.equal(protect, true, type);
    }
  },
  "Inside a VPC": (recording) => {
    for (const { name, inputs } of ofType(recording, "Function")) {
      const { subnetIds, securityGroupIds } = inputs["vpcConfig"] as Record<string, string[]>;
      assert.ok(subnetIds?.length && subnetIds.every((id) => /^subnet-[0-9a-f]{17}$/.test(id)), name);
      assert.match(securityGroupIds?.join() ?? "", /^sg-[0-9a-f]{17}$/, name);
    }
  },
  "Slack, and a webhook whose URL nobody sees": (recording) => {
    const notifier = ofType(recording, "Function").find(({ name }) => name.endsWith("-notifier"));
    assert.match(JSON.stringify(notifier?.inputs["environment"]), /:secret:teams-webhook/);
    assert.equal(ofType(recording, "SlackChannelConfiguration").length, 1);
  },
  "An application profile of the same program": (recording) => {
    const alarm = ofType(recording, "MetricAlarm").find(({ name }) => name.endsWith("tpm-warning"));
    const ids = JSON.stringify(alarm?.inputs["metricQueries"]);
    // The id alone: series of AWS/Bedrock have it, and not the ARN.
    assert.match(ids, /"ModelId":"[0-9a-f]{12}"/);
    const [dashboard] = ofType(recording, "Dashboard");
    assert.equal(typeof JSON.parse(String(dashboard?.inputs["dashboardBody"])), "object");
  },
  "Actions of your own": (recording) => {
    const watched = recording.outputs["watched"] as string[];
    assert.ok(watched.length >= 2, String(watched));
    for (const arn of watched) assert.match(arn, /:alarm:critical: /);
  },
};

describe("the programs of docs/programs.md", function () {
  this.timeout(180_000);
  before(async () => {
    dir = await shop();
  });

  it("are eight, each under twenty lines, and each has its expectation here", () => {
    assert.deepEqual(
      documentedPrograms.map(({ title }) => title),
      Object.keys(expectations),
    );
    for (const { title, text } of documentedPrograms) assert.ok(text.trim().split("\n").length < 20, title);
  });

  it("compile, with the declarations of the package", async () => {
    const names = await Promise.all(
      documentedPrograms.map(async ({ text }, index) => {
        await writeFile(join(dir, `program${index}.ts`), text);
        return `program${index}.ts`;
      }),
    );
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
    await runTool("tsc", [...options, ...names], dir);
  });

  for (const { title, text } of documentedPrograms)
    it(`run as written: ${title}`, async () => {
      const recording = await record(text);
      assert.equal(
        recording.exitCode,
        0,
        `${recording.stderr}${recording.logs.map(({ message }) => message).join("\n")}`,
      );
      expectations[title]?.(recording);
      const names = namesOf(recording);
      assert.equal(new Set(names).size, names.length, "two resources have one name");
      const left = JSON.stringify(recording.resources).match(/accountinput|input[0-9a-f]{10}|0{12}/g);
      assert.deepEqual(left, null, "a stand-in was left");
    });

  it("fail on a late value that is wrong, with the words of the check, before anything is made of it", async () => {
    const { text } = documentedPrograms.find(({ title }) => title === "Your own topic and key") ?? { text: "" };
    const elsewhere = text.replace("{ kmsMasterKeyId: key.arn }", '{ kmsMasterKeyId: key.arn, region: "eu-west-1" }');
    const recording = await record(
      elsewhere.replaceAll("onCall.arn", 'onCall.arn.apply((arn) => arn.replace("us-east-1", "eu-west-1"))'),
    );
    assert.notEqual(recording.exitCode, 0);
    const told = recording.logs.map(({ message }) => message).join("\n");
    assert.match(
      told,
      /alerts\.topics\.critical\[0\][\s\S]*is a topic in eu-west-1; the stack's alarms are in us-east-1/,
    );
    const actions = ofType(recording, "MetricAlarm").flatMap(({ inputs }) => inputs["alarmActions"] as string[]);
    assert.deepEqual(
      actions.filter((arn) => arn.endsWith("-critical")),
      [],
    );
  });

  it("preview with values that are not known yet", async () => {
    for (const { title, text } of documentedPrograms.filter(({ text }) => /kmsKeyArn|awsx|copyFrom/.test(text))) {
      const { exitCode, stderr } = await record(text, true);
      assert.equal(exitCode, 0, `${title}: ${stderr}`);
    }
  });
});
