import assert from "node:assert/strict";
import { plan } from "../../monitoring/plan.ts";
import type { PublisherVpc } from "../../monitoring/settings.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "./example-settings.ts";

const opus = "anthropic.claude-opus-5";
const lineOf = (cost: ReturnType<typeof plan>["cost"], what: string) => {
  const line = cost.lines.find((each) => each.what === what);
  assert.ok(line, what);
  return line;
};

describe("the cost of a plan", () => {
  // One target with one quota: 1 published quota, and the publisher's own 4 metrics;
  // alarms: 2 severities x (usage + quota) + throttles, 6 of the publisher with one metric each, one of the notifier with
  // two, and a delivery alarm for each topic.
  const { cost } = plan(settings([target(opus, "global")]));

  it("counts published metrics and each metric an alarm reads", () => {
    assert.equal(lineOf(cost, "published quota metrics").quantity, 5);
    assert.equal(lineOf(cost, "alarm metrics").quantity, 2 * 2 + 1 + 6 + 2 + 2);
    assert.equal(lineOf(cost, "composite alarms").quantity, 2);
    assert.equal(lineOf(cost, "dashboards").quantity, 1);
    assert.equal(lineOf(cost, "PutMetricData requests").quantity, 43_800);
  });

  it("adds up, by hand", () => {
    // 5 x 0.30 + 15 x 0.10 + 2 x 0.50 + 3 + 43,800 x 0.00001 + 44,800 x 0.0000002 + 2,987.5 x 0.0000133334 + 2
    assert.ok(Math.abs(cost.monthlyUsd - 9.49) < 0.011, `${cost.monthlyUsd}`);
  });

  it("shows the free tier apart and never takes more than there is", () => {
    // 5 metrics are inside the free 10, and 10 of the 15 alarm metrics, one dashboard of at most 50 metrics, all requests.
    assert.ok(Math.abs(cost.freeTierUsd - (1.5 + 1 + 3 + 0.44 + 0.01 + 0.04)) < 0.02, `${cost.freeTierUsd}`);
    assert.ok(cost.freeTierUsd <= cost.monthlyUsd);
  });

  it("gives each target its own metrics and alarms", () => {
    assert.deepEqual(cost.perTarget, [{ modelId: opus, scope: "global", usd: 0.8 }]);
  });

  it("marks prices that no AWS page confirms", () => {
    assert.ok(cost.lines.every(({ verified, source }) => !verified && source.length > 0));
  });

  it("bills a VPC of the publisher's own by endpoint, zone and hour, and an existing one not at all", () => {
    const costIn = (vpc: PublisherVpc) =>
      plan(
        settings([target(opus, "global")], {
          publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, vpc },
        }),
      ).cost;
    const created = costIn({ kind: "create", cidr: "10.20.0.0/24", zones: 2 });
    // Service Quotas, CloudWatch and SNS, each in 2 zones for 730 hours, at $0.01.
    assert.deepEqual(
      [lineOf(created, "interface endpoint hours").quantity, lineOf(created, "interface endpoint hours").usd],
      [4_380, 43.8],
    );
    assert.ok(Math.abs(created.monthlyUsd - cost.monthlyUsd - 43.8) < 0.001);
    assert.equal(created.freeTierUsd, cost.freeTierUsd);
    assert.deepEqual(
      costIn({ kind: "existing", subnetIds: ["subnet-01234567"], securityGroupIds: ["sg-01234567"] }),
      cost,
    );
  });

  it("takes both keys off the bill where the config brings one", () => {
    const arn = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    const own = plan(
      settings([target(opus, "global")], { alerts: { notify: "each", email: [], topicArns: {}, kmsKeyArn: arn } }),
    );
    assert.ok(Math.abs(cost.monthlyUsd - own.cost.monthlyUsd - 2) < 0.001);
  });

  it("has one key for the only topic of a stack with one severity", () => {
    const one = plan(
      settings([target(opus, "global")], { severities: [{ name: "critical", threshold: percent(90) }] }),
    );
    assert.equal(lineOf(one.cost, "keys for the topics").quantity, 1);
  });
});
