import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { DeleteFunctionCommand } from "@aws-sdk/client-lambda";
import { DeleteScheduleCommand } from "@aws-sdk/client-scheduler";
import { alarmEvaluator } from "../../local/alarm-evaluator.ts";
import type { AwsClients } from "../../local/aws/clients.ts";
import { inventory } from "../../local/aws/inventory.ts";
import { configure, plannedFor, stackOperations, succeeded } from "../../local/bring-up.ts";
import { readPublished, runPublisher, thisMinute } from "../../local/deployed-stack.ts";
import { type LocalAws, startLocalAws } from "../../local/local-aws.ts";
import { publisherAlarmId } from "../../monitoring/alarms/names.ts";
import {
  alarmNameEnd,
  namePrefix,
  publisherFunctionName,
  publisherScheduleName,
  scheduleGroupName,
} from "../../monitoring/names.ts";
import type { MonitoringPlan } from "../../monitoring/plan-types.ts";
import { sampleDirectory } from "../fixtures/sample-stacks.ts";
import { describeLive } from "./describe-live.ts";

// One name begins the other: the closest that two stacks of one account and Region can be.
const [stays, goes] = ["team", "team-b"] as const;
const models = { [stays]: "amazon.nova-pro-v1:0", [goes]: "deepseek.v3.2" } as const;

interface Island {
  stack: string;
  aws: AwsClients;
  plan: MonitoringPlan;
}

describeLive("live: two stacks of one Region, with a model each", () => {
  let local: LocalAws;
  let staying: Island;
  let going: Island;
  /** what the stack that stays had when both were up */
  let own: string[];

  before(async () => {
    local = await startLocalAws({ source: sampleDirectory });
    for (const stack of [stays, goes]) {
      await writeFile(local.project.stackFile(stack), await readFile(local.project.stackFile("us-east-1"), "utf8"));
      await configure(local.project, stack, { models: [models[stack]], publisher: { refreshMinutes: 1 } });
    }
    const bring = async (stack: string): Promise<Island> => {
      const { plan } = await plannedFor(local.project, stack);
      succeeded(await stackOperations(local.project, stack).init());
      succeeded(await stackOperations(local.project, stack).up());
      return { stack, aws: local.clients(plan.region), plan };
    };
    staying = await bring(stays);
    own = await inventory(staying.aws);
    going = await bring(goes);
  });
  after(() => local?.close());

  it("have nothing in common", async () => {
    const there = await inventory(staying.aws);
    // All that the first one had is still there, and what came with the second one bears its name; keys have none.
    assert.deepEqual(
      own.filter((one) => !there.includes(one)),
      [],
    );
    const came = there.filter((one) => !own.includes(one) && !one.startsWith("key "));
    assert.deepEqual(
      came.filter((one) => !isNamedAfter(goes, one)),
      [],
    );
    assert.deepEqual(
      own.filter((one) => isNamedAfter(goes, one)),
      [],
    );
    assert.equal(came.filter((one) => one.startsWith("schedule group ")).length, 1);
  });

  it("one's dead publisher is told, whatever the other's does", async () => {
    const { aws } = going;
    const [GroupName, Name] = [scheduleGroupName(goes), publisherScheduleName(goes)];
    await aws.scheduler.send(new DeleteScheduleCommand({ GroupName, Name }));
    // The function may be run for minutes up to five from now, so nobody has to wait for them.
    const start = thisMinute();
    const evaluators = [staying, going].map((island) => {
      const alarms = island.plan.alarms.filter(({ id }) => id === publisherAlarmId("runs", "critical"));
      assert.equal(alarms.length, 1);
      return alarmEvaluator(island.aws, { alarms }, start - 60);
    });
    const states = () => evaluators.map((evaluator) => [...evaluator.states.values()]);
    for (const island of [staying, going]) assert.equal(await runPublisher(island, start), undefined);
    for (const evaluator of evaluators) await evaluator.evaluate(start + 60);
    assert.deepEqual(states(), [["OK"], ["OK"]]);

    await aws.lambda.send(new DeleteFunctionCommand({ FunctionName: publisherFunctionName(goes) }));
    for (let time = start + 60; time <= start + 4 * 60; time += 60)
      assert.equal(await runPublisher(staying, time), undefined);
    // Five minutes without a run: three, and the two that CloudWatch may look further back.
    for (const evaluator of evaluators) await evaluator.evaluate(start + 6 * 60);
    assert.deepEqual(states(), [["OK"], ["ALARM"]]);
  });

  it("one is destroyed whole, and the other goes on untouched, its quotas fresh", async () => {
    succeeded(await stackOperations(local.project, goes).destroy());
    assert.deepEqual(await inventory(staying.aws), own);
    const { summary } = succeeded(await stackOperations(local.project, stays).refresh());
    assert.deepEqual(Object.keys(summary), ["same"]);

    const { plan } = staying;
    const [quota] = plan.feed.quotas;
    assert(quota);
    const { applied, default: usual } =
      local.quotas.quotasIn(plan.region).find(({ code }) => code === quota.code) ?? {};
    const raised = (applied ?? usual ?? 0) * 2 + 1;
    local.quotas.apply(plan.region, quota.code, raised);
    const time = thisMinute() + 5 * 60;
    assert.equal(await runPublisher(staying, time), undefined);
    const published = await readPublished(staying, time, 1);
    assert(published.ranAt(time));
    assert.equal(published.valueAt(quota, time), raised * quota.multiplier);
    for (const one of plan.feed.quotas) assert(published.valueAt(one, time) !== undefined, one.name);
    assert(!(await readPublished(going, time, 1)).ranAt(time));
  });
});

/** Whether what the inventory says of a thing has the stack's name in it, and not that of a longer one. */
const isNamedAfter = (stack: string, thing: string): boolean =>
  thing.endsWith(alarmNameEnd(stack)) || new RegExp(`${namePrefix}-${stack}([-_]|$)`).test(thing);
