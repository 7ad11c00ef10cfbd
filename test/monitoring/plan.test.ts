import assert from "node:assert/strict";
import type { DashboardBody } from "../../monitoring/dashboard/widget.ts";
import { LimitError } from "../../monitoring/limit-checks.ts";
import { limits } from "../../monitoring/limits.ts";
import { plan } from "../../monitoring/plan.ts";
import { manyTargets, settings, target } from "./example-settings.ts";

const opus = "anthropic.claude-opus-5";
const novaPro = "amazon.nova-pro-v1:0";
const bodyOf = (body: string) => JSON.parse(body) as DashboardBody;

describe("a plan", () => {
  it("is the same bytes for the same settings", () => {
    const asked = settings(manyTargets(200));
    assert.equal(JSON.stringify(plan(asked)), JSON.stringify(plan(structuredClone(asked))));
  });

  it("survives JSON unchanged", () => {
    const made = plan(settings(manyTargets(20)));
    assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
  });

  it("tells each target's ids, quotas, and the kinds of quota it lacks", () => {
    const [first] = plan(settings([target(opus, "cross-region", { applicationProfiles: ["abc"] })])).targets;
    assert.deepEqual(first?.monitoredIds, [`us.${opus}`, "abc"]);
    assert.deepEqual(
      first?.quotas.map(({ kind, code }) => [kind, code]),
      [["tpm", "L-99296DCD"]],
    );
    assert.deepEqual(first?.missingKinds, ["rpm"]);
  });

  it("publishes each quota once, under the id that names its target", () => {
    const { feed } = plan(
      settings([target(opus, "cross-region"), target(novaPro, "on-demand"), target(opus, "mantle")]),
    );
    assert.deepEqual(
      feed.quotas.map(({ metric, modelId, multiplier }) => [metric, modelId, multiplier]),
      [
        ["TokenQuota", `us.${opus}`, 1],
        ["TokenQuota", novaPro, 1],
        ["RequestQuota", novaPro, 1],
        ["DailyTokenQuota", novaPro, 1],
        ["InputTokenQuota", opus, 1],
        ["OutputTokenQuota", opus, 1],
      ],
    );
  });

  it("doubles a daily quota for the geographic profile only, where AWS does", () => {
    const embed = "amazon.nova-micro-v1:0";
    const { feed } = plan(settings([target(embed, "on-demand"), target(embed, "cross-region")]));
    assert.deepEqual(
      feed.quotas
        .filter(({ metric }) => metric === "DailyTokenQuota")
        .map(({ modelId, multiplier }) => [modelId, multiplier]),
      [
        [embed, 1],
        [`us.${embed}`, 2],
      ],
    );
  });

  it("joins all alarms of a severity under one composite, which is silent while the alarms speak", () => {
    const { compositeAlarms } = plan(settings([target(opus, "global"), target(novaPro, "on-demand")]));
    assert.deepEqual(
      compositeAlarms.map(({ id, AlarmName, AlarmActions }) => [id, AlarmName, AlarmActions]),
      [
        ["any/warning", "warning: any model (bedrock-headroom/us-east-1)", []],
        ["any/critical", "critical: any model (bedrock-headroom/us-east-1)", []],
      ],
    );
    assert.match(compositeAlarms[0]?.AlarmRule ?? "", /^ALARM\("warning: [^"]+"\)( OR ALARM\("warning: [^"]+"\))+$/);
  });

  it("lets only the composites and the publisher's alarms speak with notify: stack", () => {
    const made = plan(settings([target(opus, "global")], { alerts: { notify: "stack", email: [], topicArns: {} } }));
    const speaking = [...made.alarms, ...made.compositeAlarms].filter(({ AlarmActions }) => AlarmActions.length > 0);
    assert.deepEqual(speaking.map(({ id }) => id).sort(), [
      "any/critical",
      "any/warning",
      "publisher/dead-letters/critical",
      "publisher/delivery/critical",
      "publisher/delivery/warning",
      "publisher/errors/critical",
      "publisher/notifier/critical",
      "publisher/runs/critical",
      "publisher/stale/critical",
      "publisher/untold/critical",
      "publisher/without-value/critical",
    ]);
  });

  it("lets one composite for each model and severity speak with notify: model, over the model's scopes", () => {
    const made = plan(
      settings([target(opus, "global"), target(opus, "cross-region"), target(novaPro, "on-demand")], {
        alerts: { notify: "model", email: [], topicArns: {} },
      }),
    );
    const speaking = made.compositeAlarms.filter(({ AlarmActions }) => AlarmActions.length > 0);
    assert.deepEqual(
      speaking.map(({ AlarmName, AlarmActions }) => [AlarmName, AlarmActions]),
      [
        ["warning: Claude Opus 5, any scope (bedrock-headroom/us-east-1)", ["topic:warning"]],
        ["critical: Claude Opus 5, any scope (bedrock-headroom/us-east-1)", ["topic:critical"]],
        ["warning: Nova Pro, any scope (bedrock-headroom/us-east-1)", ["topic:warning"]],
        ["critical: Nova Pro, any scope (bedrock-headroom/us-east-1)", ["topic:critical"]],
      ],
    );
    const ofOpus = made.alarms.filter(({ id }) => id.startsWith(`${opus}/`) && id.endsWith("/critical"));
    assert.deepEqual(
      [...speaking[1]!.AlarmRule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name),
      ofOpus.map(({ AlarmName }) => AlarmName),
    );
    assert.ok(made.alarms.every(({ id, AlarmActions }) => AlarmActions.length === 0 || id.startsWith("publisher/")));
    const line = made.cost.lines.find(({ what }) => what === "composite alarms");
    assert.equal(line?.quantity, 6);
  });

  it("keeps every limit of AWS for 1,000 targets", () => {
    const made = plan(settings(manyTargets(1000)));
    assert.equal(made.targets.length, 1000);
    const known = new Set([...made.alarms, ...made.compositeAlarms].map(({ AlarmName }) => AlarmName));
    assert.equal(known.size, made.alarms.length + made.compositeAlarms.length);
    for (const { AlarmRule } of made.compositeAlarms) {
      assert.ok(Buffer.byteLength(AlarmRule) <= limits.compositeRuleBytes);
      const children = [...AlarmRule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name);
      assert.ok(children.length <= limits.childrenPerComposite);
      for (const child of children) assert.ok(known.has(child ?? ""), `${child} exists`);
    }
    for (const { body } of made.dashboards) {
      const { widgets } = bodyOf(body);
      assert.ok(widgets.length <= limits.widgetsPerDashboard);
      const metrics = widgets.map((widget) => (widget.type === "metric" ? widget.properties.metrics.length : 0));
      assert.ok(Math.max(...metrics) <= limits.metricsPerWidget);
      assert.ok(metrics.reduce((sum, own) => sum + own, 0) <= limits.metricsPerDashboard);
    }
  });

  it("leads from the top composite to every alarm of its severity", () => {
    const made = plan(settings(manyTargets(300)));
    const rules = new Map(made.compositeAlarms.map(({ AlarmName, AlarmRule }) => [AlarmName, AlarmRule]));
    const reached = new Set<string>();
    const visit = (name: string) => {
      const rule = rules.get(name);
      if (rule === undefined) reached.add(name);
      else for (const [, child] of rule.matchAll(/ALARM\("([^"]+)"\)/g)) visit(child ?? "");
    };
    visit("critical: any model (bedrock-headroom/us-east-1)");
    const critical = made.alarms.filter(({ id }) => id.endsWith("/critical") && !id.startsWith("publisher/"));
    assert.deepEqual([...reached].sort(), critical.map(({ AlarmName }) => AlarmName).sort());
  });

  it("draws every target somewhere, and links the dashboards to each other", () => {
    const made = plan(settings(manyTargets(300)));
    assert.ok(made.dashboards.length > 1);
    const texts = made.dashboards.map(({ body }) => body).join();
    for (const { monitoredIds } of made.targets) assert.ok(texts.includes(`\`${monitoredIds[0]}\``));
    for (const { name } of made.dashboards) {
      for (const other of made.dashboards) {
        if (other.name !== name) assert.ok(other.body.includes(`/dashboard/${name})`), `${other.name} links ${name}`);
      }
    }
  });

  it("draws a target of any number of ids without alarms, by the model's own where they are many, and says so", () => {
    const applicationProfiles = Array.from({ length: 600 }, (_, index) => `profile${index}`);
    const made = plan(settings([target(opus, "global", { applicationProfiles, alarms: false })]));
    assert.match(made.dashboards[0]?.body ?? "", /used, without application profiles/);
    const few = plan(settings([target(opus, "global", { applicationProfiles: ["one"], alarms: false })]));
    assert.doesNotMatch(few.dashboards[0]?.body ?? "", /without application profiles/);
  });

  it("says which limit is broken and what to change", () => {
    const topics = Array.from({ length: 6 }, (_, index) => `arn:aws:sns:us-east-1:123456789012:t${index}`);
    const alerts = { notify: "each" as const, email: [], topicArns: { critical: topics } };
    assert.throws(
      () => plan(settings([target(opus, "global")], { alerts })),
      (error: unknown) =>
        error instanceof LimitError &&
        /notifies 7 topics, AWS takes 5: list fewer in `alerts\.topics`/.test(error.message),
    );
    assert.throws(
      () => plan(settings([target(opus, "global"), target(opus, "global")])),
      /two alarms are named .*: name each model and scope once/,
    );
  });
});
