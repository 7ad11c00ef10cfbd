import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { parse } from "yaml";
import { inventory } from "../../../local/aws/inventory.ts";
import { configure, plannedFor, stackOperations, succeeded } from "../../../local/bring-up.ts";
import type { Outcome, Step } from "../../../local/engine/project.ts";
import { type LocalAws, startLocalAws } from "../../../local/local-aws.ts";
import { notifierFunctionName, publisherFunctionName, publisherLogGroupName } from "../../../monitoring/names.ts";
import { sampleDirectory, sampleNames } from "../../fixtures/sample-stacks.ts";

const custom = (steps: readonly Step[], ...ops: string[]) =>
  steps.filter(({ op, type }) => ops.includes(op) && type.startsWith("aws:"));
const isOf = (type: string) => (step: Step) => step.type.endsWith(`:${type}`);

/** What `pulumi` does with every sample stack, all of them on one AWS. */
export function stackFileScenarios(): void {
  describe("every stack file, side by side on one AWS", () => {
    let local: LocalAws;
    before(async () => {
      local = await startLocalAws({ source: sampleDirectory });
    });
    after(() => local?.close());
    /** For all stacks at once; a failure waits for the others, or they would hold their locks into the next test. */
    const each = async <T>(what: (stack: string) => Promise<T>): Promise<T[]> => {
      const results = sampleNames.map(what);
      await Promise.allSettled(results);
      return Promise.all(results);
    };
    const on = (stack: string) => stackOperations(local.project, stack);
    const regionOf = async (stack: string) => (await plannedFor(local.project, stack)).plan.region;
    const inventoryOf = async (stack: string) => inventory(local.clients(await regionOf(stack)));

    it("previews with unknown values and creates nothing", async () => {
      await each(async (stack) => succeeded(await on(stack).init()));
      const previews = await each(async (stack) => succeeded(await on(stack).preview()));
      for (const { stdout, summary, diagnostics } of previews) {
        assert.deepEqual(Object.keys(summary), ["create"]);
        assert.match(stdout, /publisher *: \[unknown\]|publisher *: output<string>|\[unknown\]|output</);
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === "error"),
          [],
        );
      }
      for (const stack of sampleNames) assert.deepEqual(await inventoryOf(stack), []);
    });

    it("creates what the plan says, in all Regions at once", async () => {
      await each(async (stack) => succeeded(await on(stack).up()));
      for (const stack of sampleNames) {
        const { plan } = await plannedFor(local.project, stack);
        const there = await inventoryOf(stack);
        const named = (kind: string) =>
          there.filter((one) => one.startsWith(`${kind} `)).map((one) => one.slice(kind.length + 1));
        assert.deepEqual(named("alarm"), plan.alarms.map(({ AlarmName }) => AlarmName).sort());
        assert.deepEqual(named("composite alarm"), plan.compositeAlarms.map(({ AlarmName }) => AlarmName).sort());
        const filters = (plan.logs?.groups ?? []).flatMap((group) => group.filters.map(({ name }) => name));
        assert.deepEqual(named("metric filter"), filters.sort());
        const logging = plan.logs?.logging;
        assert.deepEqual(named("invocation logging into"), logging ? [logging.logGroup] : []);
        assert.deepEqual(named("function"), [notifierFunctionName(stack), publisherFunctionName(stack)]);
        const aws = local.clients(plan.region);
        for (const { name, body } of plan.dashboards) {
          const { DashboardBody } = await aws.cloudwatch.send(new GetDashboardCommand({ DashboardName: name }));
          assert.deepEqual(JSON.parse(DashboardBody ?? ""), JSON.parse(body));
        }
      }
    });

    it("gives no two Regions the same name where names are the whole account's", async () => {
      const names = await each(async (stack) => {
        const { plan } = await plannedFor(local.project, stack);
        const roles = (await inventoryOf(stack)).filter(
          (one) => /^(role|policy) /.test(one) && one.includes(`-${stack}-`),
        );
        assert(roles.length >= 2);
        return [...plan.dashboards.map(({ name }) => `dashboard ${name}`), ...roles];
      });
      assert.equal(new Set(names.flat()).size, names.flat().length);
    });

    it("changes nothing the second time", async () => {
      for (const { summary, steps } of await each(async (stack) => succeeded(await on(stack).up()))) {
        assert.deepEqual(Object.keys(summary), ["same"]);
        assert.deepEqual(steps, []);
      }
    });

    it("finds nothing on refresh", async () => {
      for (const { summary } of await each(async (stack) => succeeded(await on(stack).refresh())))
        assert.deepEqual(Object.keys(summary), ["same"]);
    });

    it("finds what was changed behind its back, and mends it", async () => {
      const stack = sampleNames[0];
      const { plan } = await plannedFor(local.project, stack);
      const aws = local.clients(plan.region);
      const [moved] = plan.alarms as [(typeof plan.alarms)[0]];
      // An alarm that a composite one reads can't be deleted.
      const deleted = plan.alarms.find(({ AlarmName }) =>
        plan.compositeAlarms.every(({ AlarmRule }) => !AlarmRule.includes(AlarmName)),
      );
      assert(deleted);
      const alarmOf = async (name: string) =>
        (await aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
      const { AlarmArn, StateValue, ...before } = (await alarmOf(moved.AlarmName))!;
      await aws.cloudwatch.send(new PutMetricAlarmCommand({ ...before, Threshold: 99 } as never));
      await aws.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [deleted.AlarmName] }));
      const logGroupName = publisherLogGroupName(stack);
      await aws.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));

      const { summary } = succeeded(await on(stack).refresh());
      assert.deepEqual({ update: summary["update"], delete: summary["delete"] }, { update: 2, delete: 1 });
      const { steps } = succeeded(await on(stack).up());
      assert.deepEqual(custom(steps, "create").filter(isOf("MetricAlarm")).length, 1);
      assert.deepEqual(
        custom(steps, "update")
          .map(({ diffs }) => diffs)
          .sort(),
        [["retentionInDays"], ["threshold"]],
      );
      assert.equal((await alarmOf(moved.AlarmName))?.Threshold, moved.Threshold);
      assert.equal((await alarmOf(deleted.AlarmName))?.Threshold, deleted.Threshold);
      assert.deepEqual(Object.keys(succeeded(await on(stack).refresh()).summary), ["same"]);
    });

    describe("a change of the config", () => {
      const stack = "us-west-2";
      const up = async (): Promise<Outcome> => succeeded(await on(stack).up());
      const current = () => plannedFor(local.project, stack);
      /** The widgets of the dashboards that are on one list and not on the other. */
      const widgetChanges = (before: string[], after: string[]): string[] => {
        const widgets = (bodies: string[]) =>
          bodies.flatMap((body) =>
            (JSON.parse(body) as { widgets: { properties: unknown }[] }).widgets.map(({ properties }) =>
              JSON.stringify(properties),
            ),
          );
        const [old, now] = [widgets(before), widgets(after)];
        return [...now.filter((one) => !old.includes(one)), ...old.filter((one) => !now.includes(one))];
      };
      const bodiesNow = async () => (await current()).plan.dashboards.map(({ body }) => body);

      it("of one model's threshold replaces its alarms, which are named after it, and changes its widgets", async () => {
        const before = await bodiesNow();
        const model = "meta.llama3-3-70b-instruct-v1:0";
        const { settings } = await current();
        await replaceModels((models) =>
          models.map((one) => (one === model ? { model, thresholds: { warning: 77 } } : one)),
        );
        const { steps } = await up();
        const changed = custom(steps, "create", "update", "replace", "delete");
        const alarms = changed.filter(isOf("MetricAlarm"));
        assert(alarms.length > 0);
        assert(settings.targets.some((target) => target.model.modelId === model));
        for (const { name, op, diffs } of alarms) {
          assert.match(name, /meta\.llama3-3-70b.*warning$/, diffs.join());
          assert.equal(op, "replace");
        }
        // What refers to the alarms by their names follows: composites and the dashboards.
        for (const { type, name, op, diffs } of changed.filter((step) => !isOf("MetricAlarm")(step))) {
          assert.match(type, /:(CompositeAlarm|Dashboard)$/, name);
          assert.equal(op, "update", name);
          if (type.endsWith(":CompositeAlarm")) assert.deepEqual(diffs, ["alarmRule"], name);
        }
        const widgets = widgetChanges(before, await bodiesNow());
        assert(widgets.length > 0);
        // Lists of alarms that are on have their names, and in them the model's.
        for (const widget of widgets) assert.match(widget, /llama3-3-70b|Llama 3\.3 70B/);
      });

      it("by one model more, then one less, touches what is about that model", async () => {
        const model = "amazon.titan-embed-text-v2:0";
        await replaceModels((models) => [...models, model]);
        const more = await up();
        const created = custom(more.steps, "create");
        assert(created.length > 0);
        for (const { name } of created) assert.match(name, /titan-embed-text-v2/);
        // What lists all models changes too: the composites' rules, the overview, the publisher's feed.
        for (const step of custom(more.steps, "update", "replace"))
          assert.match(step.type, /:(CompositeAlarm|Dashboard|Function)$/, step.name);
        assert.deepEqual(custom(more.steps, "delete", "replace"), []);

        await replaceModels((models) => models.filter((one) => one !== model));
        const less = await up();
        assert.deepEqual(
          custom(less.steps, "delete")
            .map(({ urn }) => urn)
            .sort(),
          created.map(({ urn }) => urn).sort(),
        );
        assert.deepEqual(custom(less.steps, "create", "replace"), []);
        for (const step of custom(less.steps, "update"))
          assert.match(step.type, /:(CompositeAlarm|Dashboard|Function)$/);
      });

      it("of the dashboard's name replaces the dashboard alone, and the links to it", async () => {
        const names = (await current()).plan.dashboards.map(({ name }) => name);
        await configure(local.project, stack, { dashboard: { name: "renamed" } });
        const { steps } = await up();
        const replaced = custom(steps, "create", "replace", "delete", "create-replacement", "delete-replaced");
        assert(replaced.length > 0);
        for (const step of replaced) assert(isOf("Dashboard")(step), `${step.op} ${step.name}: ${step.diffs}`);
        for (const { type, name, diffs } of custom(steps, "update")) {
          assert.match(type, /Alarm$/, name);
          assert.deepEqual(diffs, ["alarmDescription"], name);
        }
        const there = await inventoryOf(stack);
        for (const { name } of (await current()).plan.dashboards) assert(there.includes(`dashboard ${name}`), name);
        for (const name of names) assert(!there.includes(`dashboard ${name}`), name);
      });

      it("that can't be used fails before anything is created or changed", async () => {
        const before = await inventoryOf(stack);
        const aws = local.clients(await regionOf(stack));
        await configure(local.project, stack, {
          thresholds: { notice: 50, warning: 170, critical: 190 },
          tags: { new: "tag" },
        });
        const { code, stdout, stderr, steps } = await on(stack).up();
        assert.notEqual(code, 0);
        assert.match(stdout + stderr, /thresholds\.warning/);
        assert.doesNotMatch(stdout + stderr, /\n\s+at .*\.ts/);
        assert.deepEqual(custom(steps, "create", "update", "replace", "delete"), []);
        assert.deepEqual(await inventory(aws), before);
        await configure(local.project, stack, {
          thresholds: { notice: 50, warning: 75, critical: 90 },
          tags: { team: "ml-platform" },
        });
      });

      async function replaceModels(change: (models: unknown[]) => unknown[]): Promise<void> {
        const file = parse(await readFile(local.project.stackFile(stack), "utf8"));
        await configure(local.project, stack, { models: change(file.config["bedrock-headroom:models"]) });
      }
    });

    // A suite of its own: mocha runs the tests of a suite before the suites in it.
    describe("in the end", () => {
      it("leaves nothing behind when it is destroyed", async () => {
        for (const { summary } of await each(async (stack) => succeeded(await on(stack).destroy())))
          assert.deepEqual(Object.keys(summary), ["delete"]);
        for (const stack of sampleNames) assert.deepEqual(await inventoryOf(stack), []);
      });
    });
  });
}
