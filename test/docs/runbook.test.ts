import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultEvaluations } from "../../monitoring/evaluation.ts";
import { plan } from "../../monitoring/plan.ts";
import { clientNamespace } from "../../monitoring/reservation/metrics.ts";
import type { MonitoringSettings } from "../../monitoring/settings.ts";
import { percent } from "../../words/units.ts";
import { settings, severities, target } from "../monitoring/example-settings.ts";

interface Row {
  about: string;
  id: string;
  blind: string;
}

const text = readFileSync(join(import.meta.dirname, "../../docs/runbook.md"), "utf8");

/** The rows of the runbook's tables of alarms. */
const rows = text.split("\n").flatMap((line): Row[] => {
  const [, about = "", id = "", , , blind = ""] = line.split("|");
  const plain = (cell: string) => /^`(.+)`$/.exec(cell.trim())?.[1];
  const [name, identity] = [plain(about), plain(id)];
  return name && identity ? [{ about: name, id: identity, blind: blind.trim() }] : [];
});

/** A cell as a pattern: what stands in <…> is anything, N a number. */
function pattern(cell: string, anything: string): RegExp {
  const parts = cell
    .split(/(<[a-z]+>|\bN\b)/)
    .map((part) => (part === "N" ? "[\\d.]+" : part.startsWith("<") ? anything : part.replace(/[^\w\s]/g, "\\$&")));
  return new RegExp(`^${parts.join("")}$`);
}

/** Three minutes in a row at every level: a single minute over a quota needs an alarm of its own. */
const slow = Object.fromEntries(severities.map(({ name }) => [name, { datapointsToAlarm: 3, evaluationPeriods: 3 }]));

/** The last months of a model. */
const ending = { lifecycle: "legacy", endOfLife: { date: "2027-01-08", source: "a page" } } as const;
const webhook = {
  type: "slack" as const,
  secretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-webhook-AbCdEf",
  severities: severities.map(({ name }) => name),
};

/** A stack with all there is: every kind of quota, every switch on. */
const everything = (notify: MonitoringSettings["alerts"]["notify"]): MonitoringSettings =>
  settings(
    [slow, defaultEvaluations(severities)].flatMap((evaluation) => {
      const reservation = {
        source: "client",
        applications: ["shop"],
        namespace: clientNamespace,
        thresholds: [{ name: "warning", threshold: percent(80) }],
      } as const;
      const on = { evaluation, serverErrorRate: percent(5), latencyAnomaly: 2, reservation };
      return [
        target("amazon.nova-micro-v1:0", evaluation === slow ? "on-demand" : "cross-region", on),
        target("anthropic.claude-opus-5", evaluation === slow ? "mantle" : "global", on),
      ].map((one) => ({ ...one, model: { ...one.model, ...ending } }));
    }),
    {
      alerts: {
        notify,
        email: ["team@example.com"],
        topicArns: {},
        // With and without: the alarm on the notifier says what it can have lost.
        ...(notify === "stack" && { webhooks: [webhook] }),
      },
      publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, uncounted: { ignore: [] } },
    },
  );

/** Every alarm, by what its name says between the severity and the stack. */
const alarms = (["model", "stack"] as const).flatMap((notify) => {
  const { alarms: own, compositeAlarms } = plan(everything(notify));
  return [...own, ...compositeAlarms].map(({ id, AlarmName }) => ({
    id,
    about: AlarmName.replace(/^[^:]+: /, "").replace(/ \(bedrock-headroom\/.*\)$/, ""),
  }));
});

describe("the runbook", () => {
  it("has one row for each alarm of a stack with everything switched on, by its id and its name", () => {
    for (const { id, about } of alarms) {
      const own = rows.filter((row) => pattern(row.id, "[^/]+").test(id));
      // "any/<severity>" is of the stack, "<model>/any/<severity>" of a model; no other two rows meet.
      assert.equal(own.length, 1, `${id} has ${own.length} rows`);
      assert.match(about, pattern(own[0]!.about, ".+"), id);
    }
  });

  it("has no row for an alarm that is no more", () => {
    for (const row of rows) {
      assert.ok(
        alarms.some(({ id }) => pattern(row.id, "[^/]+").test(id)),
        `${row.id} is an alarm`,
      );
    }
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  });

  it("says of each what it can't see", () => {
    assert.ok(rows.length >= 20);
    for (const { id, blind } of rows) assert.ok(blind.length > 8, id);
  });
});
