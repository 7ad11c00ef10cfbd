import assert from "node:assert/strict";
import { diffMarkdown } from "../../cli/plan-diff-markdown.ts";
import { reportOf } from "../../cli/plan-diff-report.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { percent } from "../../words/units.ts";
import { severities } from "../monitoring/example-settings.ts";
import { base, changed, each, lead, report, secret, stack, told, topic } from "./told-stack.ts";

/** Who is told, with one severity's recipients of one kind left out. */
const without = (by: string, severity?: string) =>
  changed(({ alerts }) => {
    for (const one of alerts!.severities)
      if (severity === undefined || one.severity === severity)
        one.recipients = one.recipients.filter((recipient) => recipient.by !== by);
  });

describe("a stack that is silenced", () => {
  it("is told first, in the comment's first line", () => {
    const silent = stack({ email: [], webhooks: [], topicArns: {} });
    delete (silent.alerts as { slackTopics?: string[] }).slackTopics;
    for (const severity of silent.alerts!.severities) severity.recipients = [];
    const diff = diffPlans(base, silent);
    assert.equal(diff.same, false);
    assert.match(
      diffMarkdown(reportOf(diff)),
      /^### `us-east-1`: warning and critical are told to nobody\n\n- warning: .+ are told no more\n- critical: .+ are told no more\n/,
    );
  });

  it("is one whose severity is told to nobody any more", () => {
    const after = changed(({ alerts }) => {
      alerts!.severities[1]!.recipients = [];
    });
    assert.equal(lead(after)[0], "critical is told to nobody");
  });

  it("says that nobody is told, also where that is no change", () => {
    const silent = changed(({ alerts }) => {
      alerts!.severities[1]!.recipients = [];
    });
    const { headline, lead: first, notes } = report(structuredClone(silent), silent);
    assert.match(headline, /^nothing changes/);
    assert.deepEqual(first, []);
    assert.deepEqual(notes, ["Critical is told to nobody, as before."]);
  });

  it("is a new one that tells nobody", () => {
    const after = stack({ email: [], webhooks: [], topicArns: {} });
    for (const severity of after.alerts!.severities) severity.recipients = [];
    assert.equal(reportOf(diffPlans(undefined, after)).lead[0]?.text, "warning and critical are told to nobody");
  });

  it("is one that goes, or that goes to another Region", () => {
    assert.match(
      reportOf(diffPlans(base, undefined)).lead[0]?.text ?? "",
      /^the stack goes: nothing of it is watched in us-east-1 any more \(\d+ alarms\), and nobody is told$/,
    );
    const moved = changed((copy) => {
      copy.region = "us-west-2";
    });
    assert.equal(lead(moved)[0], "the stack moves to us-west-2: it watches nothing in us-east-1 any more");
  });

  it("can't be told from a plan that doesn't say who is told", () => {
    const older = structuredClone(base);
    delete older.alerts;
    const diff = diffPlans(older, base);
    assert.equal(diff.same, false);
    assert.deepEqual(diff.other, []);
    assert.match(reportOf(diff).lead[0]?.text ?? "", /^it can't be told who was told before: /);
    const silent = changed(({ alerts }) => {
      alerts!.severities[1]!.recipients = [];
    });
    assert.equal(reportOf(diffPlans(older, silent)).lead[0]?.text, "critical is told to nobody");
    assert.match(reportOf(diffPlans(base, older)).lead[0]?.text ?? "", /^it can't be told who is told now: /);
  });
});

describe("who is told", () => {
  const cases: [what: string, after: MonitoringPlan, line: string][] = [
    [
      "an address replaced",
      stack({ email: ["other@example.com", "platform-team@example.com"] }),
      "warning and critical: other@example.com is told in place of ops@example.com",
    ],
    [
      "an address gone",
      stack({ email: ["ops@example.com"] }),
      "warning and critical: platform-team@example.com is told no more",
    ],
    [
      "an address more",
      stack({ email: [...told.email, "more@example.com"] }),
      "warning and critical: more@example.com is told, too",
    ],
    [
      "the addresses of one severity",
      without("email", "critical"),
      "critical: ops@example.com and platform-team@example.com are told no more",
    ],
    [
      "an address in other letters",
      stack({ email: ["Ops@example.com", "platform-team@example.com"] }),
      "warning and critical: Ops@example.com is written in other letters than before: AWS makes a new subscription, which it has to confirm",
    ],
    [
      "a topic of another account",
      stack({ topicArns: { critical: [topic("111122223333")] } }),
      `critical: the topic ${topic("111122223333")} is told in place of the topic ${topic("123456789012")}`,
    ],
    [
      "another Slack channel",
      stack({ slack: { ...told.slack!, channelId: "C9999999999" } }),
      "warning and critical: the Slack channel C9999999999 (T0123456789/C9999999999) is told in place of the Slack channel C0123456789 (T0123456789/C0123456789)",
    ],
    [
      "a webhook of another secret",
      stack({ webhooks: [{ ...told.webhooks![0]!, secretArn: secret("other-AbCdEf") }] }),
      "critical: the Teams webhook of secret other-AbCdEf is told in place of the Teams webhook of secret teams-AbCdEf",
    ],
    [
      "a webhook's secret under another key",
      stack({ webhooks: [{ ...told.webhooks![0]!, kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1" }] }),
      "critical: the Teams webhook of secret teams-AbCdEf has its secret under the key arn:aws:kms:us-east-1:123456789012:key/1, not AWS's own key",
    ],
    [
      "other stacks' topics that Slack takes",
      stack({ slack: { workspaceId: "T0123456789", channelId: "C0123456789" } }),
      `other stacks' topics in Slack ${topic("123456789012")} → none`,
    ],
    [
      "the topics' key",
      stack({ kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1" }),
      "topics' key the stack's own → arn:aws:kms:us-east-1:123456789012:key/1: a key that doesn't let CloudWatch use it loses every message",
    ],
    [
      "notify",
      stack({ notify: "stack" }),
      "notify each → stack: one message for each severity; a second model is not told while a first one is on",
    ],
  ];
  for (const [what, after, line] of cases)
    it(`leads with it: ${what}`, () => {
      const lines = lead(after);
      assert.equal(lines[0], line);
      // Nothing else is less than before.
      assert.equal(lines.length, 1, lines.join("\n"));
    });

  it("is the same in another order", () => {
    const turned = stack({ email: told.email.toReversed() });
    for (const severity of turned.alerts!.severities) severity.recipients.reverse();
    assert.equal(diffPlans(base, turned).same, true);
  });

  it("is the same under a severity's new name, whose topic is a new one", () => {
    const later = [{ name: "warn", threshold: percent(70) }, severities[1]!];
    const evaluation = ({ evaluation: of }: TargetSettings) => ({ warn: of["warning"]!, critical: of["critical"]! });
    const after = stack(
      {},
      { severities: later, targets: each((one) => ({ thresholds: later, evaluation: evaluation(one) })) },
    );
    const diff = diffPlans(base, after);
    assert.deepEqual([diff.alarms.added, diff.alarms.removed], [[], []]);
    const lines = reportOf(diff).lead.map(({ text }) => text);
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.match(lines[0] ?? "", /^warn is the new name of warning: its topic is a new one/);
  });

  it("ends with a severity that goes", () => {
    const only = [severities[1]!];
    const after = stack({}, { severities: only, targets: each(() => ({ thresholds: only })) });
    const lines = lead(after);
    assert.match(lines[0] ?? "", /^warning: no such severity any more; ops@example\.com, .+ are told of it no more$/);
    assert.ok(
      lines.some((line) => /^\d+ alarms go: warning tpm ≥ 70 %, 2 of 60$/.test(line)),
      lines.join("\n"),
    );
  });
});
