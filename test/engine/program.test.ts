import assert from "node:assert/strict";
import type { Recording } from "../../preview/recording-engine.ts";
import { recordShipped } from "./record-shipped.ts";

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
    assert.equal(slack.deleteBeforeReplace, true);
    assert.deepEqual(slack.inputs["guardrailPolicyArns"], [
      "arn:aws:iam::123456789012:policy/bedrock-headroom-dev-slack",
    ]);
  });

  it("has a dashboard go before the one that takes its place: its name is the account's, in whatever Region", async () => {
    const recording = await recordShipped(
      "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [anthropic.claude-sonnet-5]\n  bedrock-headroom:dashboard: { name: use }\n",
    );
    const dashboards = recording.resources.filter(({ type }) => type.endsWith(":Dashboard"));
    assert.deepEqual(
      dashboards.map(({ inputs, deleteBeforeReplace }) => [inputs["dashboardName"], deleteBeforeReplace]),
      [["use", true]],
    );
  });

  describe("gives as its outputs", () => {
    let recording: Recording;
    before(async () => {
      recording = await recordShipped(
        "config:\n  aws:region: us-east-1\n  bedrock-headroom:alerts: { notify: model }\n  bedrock-headroom:models:\n" +
          "    - us.amazon.nova-pro-v1:0\n" +
          "    - global.anthropic.claude-sonnet-5\n" +
          "    - { model: global.anthropic.claude-opus-5, quotas: { rpm: none } }\n",
      );
      assert.equal(recording.exitCode, 0, recording.stderr);
    });

    it("the number of metric alarms and composite alarms together", () => {
      const countOf = (type: string) => recording.resources.filter((one) => one.type.endsWith(`:${type}`)).length;
      const [metricAlarms, composites] = [countOf("MetricAlarm"), countOf("CompositeAlarm")];
      assert(metricAlarms > 0 && composites > 0, `${metricAlarms} and ${composites}`);
      assert.equal(recording.outputs["alarms"], metricAlarms + composites);
    });

    it("the targets that lack a quota, but none whose config does without it", () => {
      assert.deepEqual(recording.outputs["withoutQuota"], ["anthropic.claude-sonnet-5 (global): rpm"]);
    });
  });
});
