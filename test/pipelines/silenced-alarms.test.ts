import assert from "node:assert/strict";
import type { MonitoringPlan, PlannedAlarm } from "../../monitoring/plan-types.ts";
import { percent } from "../../words/units.ts";
import { base, changed, each, lead, stack, targets } from "./told-stack.ts";

describe("what silences an alarm", () => {
  const alarms = (change: (alarm: PlannedAlarm) => void) => changed((copy) => copy.alarms.forEach(change));
  const ofUse = ({ id }: PlannedAlarm) => /\/tpm\/warning$/.test(id);
  const cases: [what: string, after: MonitoringPlan, line: RegExp][] = [
    [
      "actions switched off",
      alarms((alarm) => {
        if (ofUse(alarm)) alarm.ActionsEnabled = false;
      }),
      /^actions enabled true → false on \d+ alarms: silent$/,
    ],
    [
      "its topic gone",
      alarms((alarm) => {
        if (ofUse(alarm)) alarm.AlarmActions = [];
      }),
      /^actions −topic:warning on \d+ alarms: silent$/,
    ],
    [
      "alarms removed",
      changed((copy) => {
        copy.alarms = copy.alarms.filter((alarm) => !ofUse(alarm));
      }),
      /^\d+ alarms go: warning tpm ≥ 70 %, 2 of 60$/,
    ],
    ["a target gone", stack({}, { targets: targets.slice(1) }), /^\S+ \S+ is watched no more: \d+ alarms fewer$/],
    [
      "a target with charts alone",
      stack({}, { targets: each((_, index) => (index === 2 ? { alarms: false } : {})) }),
      /^alarms \d+ → 0: silent \(.+\)$/,
    ],
    [
      "a kind left out",
      stack({}, { targets: each(() => ({ leftOut: ["rpm"] })) }),
      /^left out none → rpm on 12 targets: silent$/,
    ],
    ["the look at other use switched off", stack(), /^look at use that no target counts on → off: silent$/],
    [
      "more minutes",
      stack(
        {},
        {
          targets: each(() => ({
            evaluation: {
              warning: { datapointsToAlarm: 30, evaluationPeriods: 60 },
              critical: { datapointsToAlarm: 1, evaluationPeriods: 60 },
            },
          })),
        },
      ),
      /^warning evaluation 2 of 60 → 30 of 60 on \d+ alarms: less sensitive$/,
    ],
    [
      "missing data",
      alarms((alarm) => {
        alarm.TreatMissingData = "notBreaching";
      }),
      /^critical missing data breaching → notBreaching: less sensitive \(.*does not run\)$/,
    ],
    [
      "a comparison",
      alarms((alarm) => {
        if (ofUse(alarm)) alarm.ComparisonOperator = "GreaterThanThreshold";
      }),
      /^warning threshold ≥ 70 % → > 70 % on \d+ alarms: less sensitive$/,
    ],
    [
      "a threshold past the quota",
      alarms((alarm) => {
        if (ofUse(alarm)) alarm.Threshold = 150;
      }),
      /^warning 70 → 150 %, past the whole quota on \d+ alarms: less sensitive$/,
    ],
    [
      "a shorter horizon",
      changed((copy) => {
        copy.feed.horizonMinutes = 3;
      }),
      /^horizon, minutes 10 → 3: less sensitive$/,
    ],
    [
      "ids that count no more",
      changed((copy) => void copy.targets.find(({ monitoredIds }) => monitoredIds.length > 1)!.monitoredIds.pop()),
      /^ids .+: less sensitive \(.+\)$/,
    ],
  ];
  const looking = stack(
    {},
    { publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, uncounted: { ignore: [] } } },
  );
  for (const [what, after, line] of cases)
    it(`is told first: ${what}`, () => {
      const [first = ""] = lead(after, what.startsWith("the look") ? looking : base);
      assert.match(first, line);
    });

  it("is said of one alarm by name, before the 28 that change alike", () => {
    const after = stack(
      {},
      {
        targets: each((target, index) => ({
          thresholds: target.thresholds.map((level) =>
            level.name === "warning" ? { ...level, threshold: percent(index === 0 ? 95 : 80) } : level,
          ),
        })),
      },
    );
    const lines = lead(after);
    assert.match(lines[0] ?? "", /^warning 70 → 95 %: less sensitive \(.+\)$/);
    assert.match(lines[1] ?? "", /^warning 70 → 80 % on \d+ alarms: less sensitive$/);
    assert.equal(lines.length, 2);
  });

  it("is not that a composite alarm tells in its place, nor that it tells no more what alarms tell themselves", () => {
    const [single, composite] = [stack(), stack({ notify: "stack" })];
    for (const [one, other] of [
      [single, composite],
      [composite, single],
    ] as const)
      assert.ok(
        lead(other, one).every((line) => line.startsWith("notify ")),
        lead(other, one).join("\n"),
      );
  });

  it("is that its composite alarm leaves it out, where that alone tells", () => {
    const before = stack({ notify: "stack" });
    const after = structuredClone(before);
    const top = after.compositeAlarms.find(({ id }) => id === "any/critical")!;
    top.AlarmRule = top.AlarmRule.split(" OR ").slice(1).join(" OR ");
    assert.match(
      lead(after, before)[0] ?? "",
      /^rule over \d+ alarms → over \d+ alarms: silent \(critical: any model\)$/,
    );
  });
});
