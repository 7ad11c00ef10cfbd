import assert from "node:assert/strict";
import fc from "fast-check";
import { diffMarkdown, maxMarkdownLength } from "../../cli/plan-diff-markdown.ts";
import { reportOf } from "../../cli/plan-diff-report.ts";
import { diffText } from "../../cli/plan-diff-text.ts";
import type { Effect } from "../../monitoring/effect.ts";
import type { Change } from "../../monitoring/keyed-diff.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans, type PlanDiff } from "../../monitoring/plan-diff.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { matchesGolden } from "../golden.ts";
import { manyTargets, settings } from "../monitoring/example-settings.ts";
import { after, before } from "./plans.ts";

const markdown = (one: MonitoringPlan | undefined, other: MonitoringPlan | undefined) =>
  `${diffMarkdown(reportOf(diffPlans(one, other))).trimEnd()}\n`;
const golden = (name: string) => new URL(`golden/${name}`, import.meta.url);

const opposite: Readonly<Record<Effect, Effect>> = {
  silent: "no longer silent",
  "told to fewer": "told to more",
  "told to others": "told to others",
  "less sensitive": "more sensitive",
  "more sensitive": "less sensitive",
  "told to more": "told to fewer",
  "no longer silent": "silent",
};

/** A difference as it is when the sides are swapped. */
function mirrored(diff: PlanDiff): PlanDiff {
  const flip = <T extends { effect?: Effect }>(one: T): T =>
    one.effect === undefined ? one : { ...one, effect: opposite[one.effect] };
  const swap = <T extends { before: unknown; after: unknown }>(one: T): T => ({
    ...flip(one as T & { effect?: Effect }),
    before: one.after,
    after: one.before,
  });
  const changed = <T extends { changes: Change[] }>(all: T[]): T[] =>
    all.map((one) => ({ ...one, changes: one.changes.map(swap) }));
  const turned = <T extends { added: unknown; removed: unknown }>(one: T): T => {
    const flipped = (list: unknown) =>
      Array.isArray(list)
        ? list.map((each) => (typeof each === "object" ? flip(each as { effect?: Effect }) : each))
        : list;
    return { ...flip(one as T & { effect?: Effect }), added: flipped(one.removed), removed: flipped(one.added) };
  };
  return {
    ...swap(diff),
    alerts: {
      ...diff.alerts,
      severities: diff.alerts.severities.map((one) => ({
        ...turned(one),
        existed: one.exists,
        exists: one.existed,
        changed: one.changed.map(swap),
      })),
      nobody: swap(diff.alerts.nobody),
      settings: diff.alerts.settings.map(swap),
    },
    targets: { ...turned(diff.targets), changed: changed(diff.targets.changed) },
    alarms: { ...turned(diff.alarms), changed: changed(diff.alarms.changed) },
    dashboards: { ...turned(diff.dashboards), changed: diff.dashboards.changed.map(turned) },
    feed: { ...turned(diff.feed), changed: changed(diff.feed.changed), settings: diff.feed.settings.map(swap) },
    cost: { ...swap(diff.cost), delta: 0 - diff.cost.delta, lines: diff.cost.lines.map(swap) },
  };
}

/** Plans of some of many targets, in any order. */
const pool = manyTargets(12);
const anyAlerts = fc.record({
  notify: fc.constantFrom("each" as const, "model" as const, "stack" as const),
  email: fc.shuffledSubarray(["ops@example.com", "owls@example.com", "team@example.com"]),
  topicArns: fc.constantFrom<Record<string, string[]>>(
    {},
    { critical: ["arn:aws:sns:us-east-1:123456789012:on-call"] },
  ),
});
const anyPlan = fc
  .record({
    targets: fc.shuffledSubarray(pool, { minLength: 1 }),
    stack: fc.constantFrom("us-east-1", "other"),
    alerts: anyAlerts,
  })
  .map(({ targets, stack, alerts }) => plan(settings(targets, { stack, alerts })));

describe("the difference between two plans", () => {
  it("of a plan with itself is empty", () => {
    const diff = diffPlans(before, structuredClone(before));
    assert.equal(diff.same, true);
    assert.deepEqual([diff.alarms.added, diff.alarms.removed, diff.alarms.changed, diff.other], [[], [], [], []]);
    assert.deepEqual([diff.targets, diff.feed.changed, diff.cost.lines].flatMap(Object.values).flat(), []);
  });

  it("takes an alarm with another name for the same alarm", () => {
    const renamed = structuredClone(before);
    const [alarm] = renamed.alarms;
    const name = alarm!.AlarmName;
    alarm!.AlarmName = "Opus 5: 70 % of tokens per minute";
    const { added, removed, changed } = diffPlans(before, renamed).alarms;
    assert.deepEqual([added, removed], [[], []]);
    assert.deepEqual(
      changed.map(({ changes }) => changes),
      [[{ field: "name", before: name, after: "Opus 5: 70 % of tokens per minute" }]],
    );
  });

  it("does not see the order of a plan's lists", () => {
    const turned = (list: readonly unknown[]) => [...list].reverse();
    const shuffled = structuredClone(before) as unknown as Record<string, unknown[]> & MonitoringPlan;
    for (const list of ["targets", "alarms", "compositeAlarms"]) shuffled[list] = turned(shuffled[list] ?? []);
    shuffled.feed.quotas.reverse();
    for (const alarm of shuffled.alarms) {
      alarm.Metrics.reverse();
      alarm.Tags.reverse();
    }
    for (const alarm of shuffled.compositeAlarms) alarm.AlarmRule = turned(alarm.AlarmRule.split(" OR ")).join(" OR ");
    for (const dashboard of shuffled.dashboards) {
      const body = JSON.parse(dashboard.body) as { widgets: unknown[] };
      dashboard.body = JSON.stringify({ ...body, widgets: turned(body.widgets) });
    }
    assert.notEqual(JSON.stringify(shuffled), JSON.stringify(before));
    assert.equal(diffPlans(before, shuffled).same, true);
  });

  it("mirrors when the sides are swapped, whatever the plans", () => {
    fc.assert(
      fc.property(fc.option(anyPlan, { nil: undefined }), anyPlan, (one, other) => {
        assert.deepEqual(diffPlans(other, one), mirrored(diffPlans(one, other)));
      }),
      { numRuns: 40 },
    );
  });

  it("tells what came, went and changed", () => {
    const { alarms, targets, feed, cost } = diffPlans(before, after);
    assert.deepEqual(
      targets.added.map(({ modelId, scope }) => `${modelId} ${scope}`),
      ["amazon.nova-micro-v1:0 cross-region"],
    );
    assert.deepEqual(
      targets.removed.map(({ modelId }) => modelId),
      ["amazon.nova-pro-v1:0"],
    );
    assert.deepEqual(
      targets.changed.flatMap(({ changes }) => changes),
      [
        {
          field: "ids",
          before: "us.anthropic.claude-opus-5",
          after: "abcdefghijkl, us.anthropic.claude-opus-5",
          effect: "more sensitive",
        },
      ],
    );
    const changesOf = (part: string) => alarms.changed.find(({ name }) => name.includes(part))?.changes;
    assert.deepEqual(changesOf("sonnet-5/global/tpm/warning")?.[0], {
      field: "threshold",
      before: "≥ 70 %",
      after: "≥ 60 %",
      effect: "more sensitive",
    });
    assert.deepEqual(
      changesOf("critical: Claude Opus 5 cross-region at 90% of tokens/min")?.map(({ field }) => field),
      ["evaluation", "ids", "actions", "description"],
    );
    assert.equal(changesOf("critical: Claude Sonnet 5 global"), undefined);
    assert.deepEqual(feed.settings, [{ field: "refresh, minutes", before: "15", after: "30" }]);
    assert.equal(cost.delta, Math.round((after.cost.monthlyUsd - before.cost.monthlyUsd) * 100) / 100);
  });

  it("counts alarms apart of which only the words change", () => {
    const reworded = structuredClone(before);
    reworded.alarms[0]!.AlarmDescription += " New words.";
    const { alarms, same } = diffPlans(before, reworded);
    assert.deepEqual([alarms.changed, alarms.describedAnew, same], [[], [before.alarms[0]!.AlarmName], false]);
  });

  it("leaves no difference unsaid, whatever field it is in", () => {
    const changes: ((plan: MonitoringPlan) => void)[] = [
      (plan) => ((plan.alarms[0]!.Metrics[0] as { Label: string }).Label = "other"),
      (plan) => plan.alarms[0]!.OKActions.push("topic:more"),
      (plan) => ((plan.alarms[0] as unknown as Record<string, unknown>)["NewField"] = 1),
      (plan) => (plan.compositeAlarms[0]!.AlarmRule += " OR FALSE"),
      (plan) => (plan.dashboards[0]!.body = plan.dashboards[0]!.body.replace('"x":0', '"x":1')),
      (plan) => (plan.dashboards[0]!.body = plan.dashboards[0]!.body.replace('"start"', '"end"')),
      (plan) => (plan.cost.freeTierUsd = 0 as typeof plan.cost.freeTierUsd),
      (plan) => (plan.cost.lines[0]!.source = "another page"),
      (plan) => (plan.targets[0]!.provider = "Somebody"),
      (plan) => (plan.feed.quotas[0]!.multiplier = 2),
      (plan) => (plan.feed.namespace = "Other"),
      (plan) => ((plan as unknown as Record<string, unknown>)["newField"] = []),
      (plan) => (plan.region = "us-west-2"),
    ];
    for (const change of changes) {
      const changed = structuredClone(before);
      change(changed);
      assert.notDeepEqual(changed, before, `${change} changes nothing`);
      assert.equal(diffPlans(before, changed).same, false, String(change));
    }
  });

  it("takes a widget of the same title for one that changed, and one that only moved for moved", () => {
    const moved = structuredClone(before);
    const body = JSON.parse(moved.dashboards[0]!.body) as { widgets: Record<string, unknown>[] };
    body.widgets[1]!["y"] = 99;
    (body.widgets[2]!["properties"] as Record<string, unknown>)["period"] = 300;
    body.widgets.pop();
    moved.dashboards[0]!.body = JSON.stringify(body);
    const name = before.dashboards[0]!.name;
    assert.deepEqual(diffPlans(before, moved).dashboards.changed, [
      { name, added: 0, removed: 1, changed: 1, moved: 1, settings: false },
    ]);
  });
});

describe("a difference in words", () => {
  it("reads well in a pull request", () => matchesGolden(markdown(before, after), golden("changed.md")));
  it("says that nothing changes", () => matchesGolden(markdown(before, before), golden("same.md")));
  it("tells a new stack", () => matchesGolden(markdown(undefined, before), golden("new.md")));
  it("tells a stack that goes", () => matchesGolden(markdown(after, undefined), golden("gone.md")));
  it("reads well on a terminal", () =>
    matchesGolden(`${diffText(reportOf(diffPlans(before, after)))}\n`, golden("changed.txt")));

  it("fits into a comment, and says what it leaves out", () => {
    const many = plan(settings(manyTargets(450)));
    const text = markdown(undefined, many);
    assert.ok(text.length <= maxMarkdownLength, `${text.length} characters`);
    assert.match(text, /\n\d+ more: `headroom diff` shows all\.\n/);
    assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
  });

  it("lets a name neither end the table nor mention anyone", () => {
    const hostile = structuredClone(before);
    const name = "a` | @someone ![x](http://example.com/x.png)\n</details><script>";
    hostile.alarms.push({ ...hostile.alarms[0]!, id: "another", AlarmName: name, Tags: [] });
    const row = markdown(before, hostile)
      .split("\n")
      .find((line) => line.includes("someone"));
    assert.match(row ?? "", /^\| \+ \| `[^`]*` \| [^|`]* \|$/);
    const tagged = structuredClone(before);
    tagged.alarms[0]!.Tags.push({ Key: "team", Value: "@someone <b>|`" });
    assert.ok(!/@someone|<b>/.test(markdown(before, tagged)));
  });
});
