import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportOf } from "../../cli/plan-diff-report.ts";
import { readPlan } from "../../cli/read-plan.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import type { MonitoringSettings, PublisherSettings, TargetSettings } from "../../monitoring/settings.ts";
import { percent } from "../../words/units.ts";
import { settings, target } from "../monitoring/example-settings.ts";
import { secret, told } from "./told-stack.ts";

const opus = target("anthropic.claude-opus-5", "cross-region");
const base = settings([opus], { alerts: told });
const publisher = (changes: Partial<PublisherSettings>) => ({ publisher: { ...base.publisher, ...changes } });
const ofTarget = (changes: Partial<TargetSettings>) => ({ targets: [{ ...opus, ...changes }] });
const key = "arn:aws:kms:us-east-1:123456789012:key/1";

// Whatever a stack's config can say that changes what the stack does: none of it may pass for "nothing changes".
const changes: Record<string, Partial<MonitoringSettings>> = {
  "the dashboard's name": { dashboardName: "other" },
  tags: { tags: { team: "a" } },
  severities: { severities: [...base.severities, { name: "emergency", threshold: percent(99) }] },
  notify: { alerts: { ...told, notify: "model" } },
  email: { alerts: { ...told, email: [] } },
  slack: { alerts: { ...told, slack: { workspaceId: "T1", channelId: "C1" } } },
  "an existing Slack configuration": {
    alerts: { ...told, slackExisting: "arn:aws:chatbot::123456789012:chat-configuration/slack-channel/a" },
  },
  webhooks: { alerts: { ...told, webhooks: [] } },
  "a webhook's severities": {
    alerts: { ...told, webhooks: [{ ...told.webhooks![0]!, severities: ["warning", "critical"] }] },
  },
  "a webhook's type": { alerts: { ...told, webhooks: [{ ...told.webhooks![0]!, type: "slack" }] } },
  "a webhook's secret": { alerts: { ...told, webhooks: [{ ...told.webhooks![0]!, secretArn: secret("b-AbCdEf") }] } },
  "a webhook's key": { alerts: { ...told, webhooks: [{ ...told.webhooks![0]!, kmsKeyArn: key }] } },
  topics: { alerts: { ...told, topicArns: {} } },
  "the topics' key": { alerts: { ...told, kmsKeyArn: key } },
  "how often quotas are read": publisher({ refreshMinutes: 30 }),
  "the horizon": publisher({ horizonMinutes: 5 }),
  "how long logs are kept": publisher({ logRetentionDays: 7 }),
  "the look at other use": publisher({ uncounted: { ignore: [] } }),
  "a new VPC": publisher({ vpc: { kind: "create", cidr: "10.0.0.0/24", zones: 2 } }),
  "a VPC that exists": publisher({ vpc: { kind: "existing", subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } }),
  "a permissions boundary": { iam: { permissionsBoundary: "arn:aws:iam::123456789012:policy/a" } },
  "the roles' path": { iam: { path: "/platform/" } },
  "the roles' names": { iam: { namePrefix: "team-" } },
  "application profiles": ofTarget({ applicationProfiles: ["abcdefghijkl"] }),
  thresholds: ofTarget({ thresholds: [{ name: "critical", threshold: percent(95) }] }),
  evaluation: ofTarget({
    evaluation: { ...opus.evaluation, critical: { datapointsToAlarm: 3, evaluationPeriods: 5 } },
  }),
  consumption: ofTarget({ consumption: "formula", burndown: 5 }),
  "a kind left out": ofTarget({ leftOut: ["rpm"] }),
  "no alarms": ofTarget({ alarms: false }),
  "an alarm on errors": ofTarget({ serverErrorRate: percent(5) }),
  "an alarm on latency": ofTarget({ latencyAnomaly: 3 }),
};

describe("a change of a stack's settings", () => {
  const before = plan(base);
  const folder = mkdtempSync(join(tmpdir(), "headroom-settings-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, change] of Object.entries(changes))
    it(`is seen, and its plan is read again as it was: ${what}`, async () => {
      const changed = plan({ ...base, ...change });
      assert.equal(diffPlans(before, changed).same, false);
      const path = join(folder, "plan.json");
      writeFileSync(path, JSON.stringify(changed));
      const read = await readPlan(path);
      assert.deepEqual(read, changed);
    });

  it("is said in words, where it is one of the functions or roles", () => {
    const after = plan({
      ...base,
      ...publisher({
        logRetentionDays: 7,
        vpc: { kind: "existing", subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      }),
      iam: { permissionsBoundary: "arn:aws:iam::123456789012:policy/a", path: "/platform/", namePrefix: "team-" },
    });
    const section = reportOf(diffPlans(before, after)).sections.find(({ title }) => title === "Functions and roles");
    assert.deepEqual(section?.rows.map(({ what }) => what).sort(), [
      "VPC none → subnets subnet-1 with groups sg-1",
      "logs kept, days 30 → 7",
      "permissions boundary none → arn:aws:iam::123456789012:policy/a",
      "roles' name prefix none → team-",
      "roles' path / → /platform/",
    ]);
  });

  it("of how wide an alarm's band is makes it less or more sensitive", () => {
    const band = (deviations: number) => plan({ ...base, ...ofTarget({ latencyAnomaly: deviations }) });
    assert.match(reportOf(diffPlans(band(2), band(3))).lead[0]?.text ?? "", /band 2 → 3: less sensitive/);
    assert.deepEqual(reportOf(diffPlans(band(3), band(2))).lead, []);
  });
});
