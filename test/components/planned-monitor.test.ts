import assert from "node:assert/strict";
import { PlannedMonitor } from "../../components/planned-monitor.ts";
import { plan } from "../../monitoring/plan.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { counts, only, registeredBy } from "./recorder.ts";
import { testModel, testSettings, testTarget } from "./settings.ts";

const accountId = "111122223333";
const create = (settings: MonitoringSettings) =>
  registeredBy(
    () =>
      new PlannedMonitor("monitor", {
        settings,
        accountId,
        publisherBundle: "/index.mjs",
        notifierBundle: "/index.mjs",
      }),
  );

/** What our own tags of an alarm say it is on, and how severe it is. */
const ownTagsOf = (tags: unknown) => {
  const { "bedrock-headroom:kind": kind, "bedrock-headroom:severity": severity } = tags as Record<string, string>;
  return { kind, severity };
};

describe("the Bedrock quota monitor", () => {
  it("creates all that the plan has, and each alarm once", async () => {
    const settings = testSettings();
    const planned = plan(settings, accountId);
    const registered = await create(settings);
    const count = counts(registered);
    assert.equal(count["MetricAlarm"], planned.alarms.length);
    assert.equal(count["CompositeAlarm"], planned.compositeAlarms.length);
    assert.equal(count["Dashboard"], planned.dashboards.length);
    assert.equal(count["ModelMonitor"], planned.targets.length);
    assert.equal(count["Topic"], settings.severities.length);
    const names = registered.flatMap(({ type, inputs }) => (type.endsWith(":MetricAlarm") ? [inputs["name"]] : []));
    assert.deepEqual(names.toSorted(), planned.alarms.map(({ AlarmName }) => AlarmName).toSorted());
  });

  it("puts everything into the settings' Region, and the account into what names it", async () => {
    const registered = await create(testSettings({ region: "eu-west-1" }));
    const global = ["Role", "RolePolicy"];
    for (const { type, name, inputs } of registered) {
      if (!type.startsWith("aws:") || global.some((word) => type.endsWith(`:${word}`))) continue;
      assert.equal(inputs["region"], "eu-west-1", `${type} ${name}`);
    }
    assert.match(only(registered, "Dashboard").inputs["dashboardBody"] as string, /eu-west-1:111122223333:alarm:/);
    assert.match(
      only(registered, "Key", "monitor-alerts").inputs["policy"] as string,
      /arn:aws:iam::111122223333:root/,
    );
  });

  it("writes the ARNs of the partition that the Region is in", async () => {
    const registered = await create(testSettings({ region: "us-gov-west-1" }));
    assert.match(
      only(registered, "Key", "monitor-alerts").inputs["policy"] as string,
      /arn:aws-us-gov:iam::111122223333:root/,
    );
  });

  it("tags what can be tagged", async () => {
    const registered = await create(testSettings());
    const untaggable = [
      "RolePolicy",
      "Alias",
      "TopicSubscription",
      "FunctionEventInvokeConfig",
      "Schedule",
      "Dashboard",
      "EventTarget",
      "Permission",
    ];
    for (const { type, name, inputs } of registered) {
      if (!type.startsWith("aws:") || untaggable.some((word) => type.endsWith(`:${word}`))) continue;
      assert.equal((inputs["tags"] as Record<string, string> | undefined)?.["team"], "platform", `${type} ${name}`);
    }
  });

  it("notifies the topic of each alarm's severity", async () => {
    const registered = await create(testSettings());
    for (const { type, inputs } of registered) {
      if (!type.endsWith(":MetricAlarm")) continue;
      const { severity, kind } = ownTagsOf(inputs["tags"]);
      // These tell of a topic or the notifier that fails, on others.
      if (kind === "notifier" || kind === "delivery") continue;
      const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:bedrock-headroom-test-${name}`;
      const severities = kind === "untold" ? ["critical", "warning"] : [severity ?? ""];
      assert.deepEqual(inputs["alarmActions"], severities.map(topic));
    }
  });

  it("tells a topic that fails on the other, which has a key of its own", async () => {
    const registered = await create(testSettings());
    const topic = (severity: string) => only(registered, "Topic", `monitor-alerts-${severity}`).inputs;
    assert.notEqual(topic("warning")["kmsMasterKeyId"], topic("critical")["kmsMasterKeyId"]);
    for (const [failing, other] of [
      ["warning", "critical"],
      ["critical", "warning"],
    ]) {
      const { inputs } = only(registered, "MetricAlarm", `monitor-publisher-delivery-${failing}`);
      assert.deepEqual(inputs["alarmActions"], [`arn:aws:sns:us-east-1:123456789012:${topic(other!)["name"]}`]);
      assert.match(JSON.stringify(inputs["metricQueries"]), new RegExp(`"TopicName":"${topic(failing!)["name"]}"`));
    }
  });

  it("grows by its targets' alarms and one component for each target, and by nothing else", async () => {
    const targets = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        testTarget(testModel(`example.model-${index}`, index * 4), "on-demand"),
      );
    const [few, many] = [
      counts(await create(testSettings({ targets: targets(2) }))),
      counts(await create(testSettings({ targets: targets(7) }))),
    ];
    const alarmsEach = 5;
    assert.deepEqual(many, {
      ...few,
      MetricAlarm: (few["MetricAlarm"] ?? 0) + 5 * alarmsEach,
      ModelMonitor: (few["ModelMonitor"] ?? 0) + 5,
    });
  });
});
