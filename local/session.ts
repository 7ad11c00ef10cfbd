import { setTimeout as pause } from "node:timers/promises";
import { ownTag } from "../monitoring/alarms/alarm.ts";
import { inventedRate } from "../monitoring/burndown-rate.ts";
import { publisherMetrics, stackDimensions } from "../monitoring/feed.ts";
import type { MonitoringPlan, PlannedTarget } from "../monitoring/plan-types.ts";
import { dimensionsList } from "../monitoring/simulation/feed-series.ts";
import { planSeries } from "../monitoring/simulation/plan-series.ts";
import type { AlarmSimulation } from "../monitoring/simulation/simulate.ts";
import type { LocalState, LocalTarget, TrafficName } from "../pages/local/data.ts";
import { kindLabels, type LimitKind, limitKinds } from "../words/words.ts";
import { type AlarmEvaluator, alarmEvaluator } from "./alarm-evaluator.ts";
import type { AwsClients } from "./aws/clients.ts";
import { type Inbox, openInbox } from "./aws/inbox.ts";
import { inventory } from "./aws/inventory.ts";
import { putSeries, readSeries } from "./aws/metrics.ts";
import { configure, plannedFor, stackOperations, succeeded } from "./bring-up.ts";
import { thisMinute } from "./deployed-stack.ts";
import { type LocalAws, startLocalAws } from "./local-aws.ts";
import { shownChanges } from "./shown-changes.ts";
import { trafficChoices, trafficMinutes } from "./traffic.ts";

export interface SessionOptions {
  stack: string;
  /** where Pulumi.yaml and the stack files are */
  source: string;
  traffic: TrafficName;
  /** a line for the terminal */
  tell: (line: string) => void;
  /** the state has changed */
  onChange: (state: LocalState) => void;
}

/** A stack that runs on a local AWS, under traffic. */
export interface Session {
  state: LocalState;
  choose(traffic: TrafficName): void;
  /** runs until the signal comes or something breaks; then destroys the stack and ends everything */
  run(signal: AbortSignal): Promise<void>;
  /** ends everything at once, without destroying the stack first */
  abandon(): Promise<void>;
}

/** Minutes that the page shows. */
const shownMinutes = 60;
const shownEvents = 200;

export function createSession({ stack, source, traffic, tell, onChange }: SessionOptions): Session {
  const state: LocalState = {
    ...{ stack, region: "", phase: "starting", choices: [], traffic, trafficMinutes: 0 },
    ...{ minutes: [], targets: [], alarms: [], messages: [] },
  };
  let local: LocalAws | undefined;
  let inbox: Inbox | undefined;
  let chosenAt = 0;
  const changedAlarms = new Set<string>();
  let abandoned = false;

  const changed = () => onChange(state);
  const phase = (text: string) => {
    state.phase = text;
    tell(text);
    changed();
  };
  const add = <T>(events: T[], event: T) => {
    events.unshift(event);
    events.length = Math.min(events.length, shownEvents);
  };

  async function run(signal: AbortSignal): Promise<void> {
    try {
      phase("Starting the local AWS");
      const aws = await startLocalAws({ source });
      local = aws;
      await Promise.race([work(aws, signal), aws.emulator.died]);
    } catch (error) {
      // What was broken off on purpose fails in its own ways.
      if (!abandoned) throw error;
    } finally {
      await abandon();
    }
  }

  async function work(aws: LocalAws, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const operations = stackOperations(aws.project, stack);
    await configure(aws.project, stack, { publisher: { refreshMinutes: 1 } });
    const planned = await plannedFor(aws.project, stack);
    const { plan } = planned;
    state.region = plan.region;
    const clients = aws.clients(plan.region);
    let up = false;
    try {
      phase(`Bringing ${stack} up: ${plan.targets.length} targets, ${plan.alarms.length} alarms`);
      succeeded(await operations.init());
      up = true;
      const outcome = await operations.up(signal);
      if (!signal.aborted) {
        succeeded(outcome);
        tell(`Up in ${outcome.seconds.toFixed(1)} s: ${outcome.summary["create"]} resources.`);
        await follow(aws, planned, signal);
      }
    } finally {
      if (up && !abandoned) {
        phase("Destroying the stack");
        let outcome = await operations.destroy();
        if (outcome.code !== 0 && !abandoned) {
          await operations.recover();
          outcome = await operations.destroy();
        }
        if (!abandoned) {
          const left = await inventory(clients);
          phase(left.length === 0 ? "Destroyed: nothing is left" : `Left behind: ${left.join(", ")}`);
          succeeded(outcome);
        }
      }
    }
  }

  /** Writes traffic and evaluates the alarms, minute by minute. */
  async function follow(aws: LocalAws, planned: Planned, signal: AbortSignal): Promise<void> {
    const { plan } = planned;
    const clients = aws.clients(plan.region);
    inbox = await openInbox(({ TopicArn, Subject = "", Message, Timestamp }) => {
      const topic = TopicArn.split(":").at(-1) ?? "";
      add(state.messages, { time: Timestamp, topic, subject: Subject, text: readable(Message) });
      tell(`  message  ${Subject}`);
      changed();
    });
    const outputs = succeeded(await aws.project.pulumi(["stack", "output", "--json", "--stack", stack]));
    const { topicArns } = JSON.parse(outputs.stdout) as { topicArns: Record<string, string> };
    for (const arn of Object.values(topicArns)) await inbox.subscribe(clients, arn);

    state.choices = Object.entries(trafficChoices).map(([name, { label, about }]) => ({
      ...{ name: name as TrafficName, label, about },
    }));
    state.targets = plan.targets.map((target) => newTarget(plan, target));
    phase("New: the schedule's first run is due within a minute or two, and what happens until then is shown, too.");
    let minute = thisMinute();
    const deployed = minute;
    chosenAt = minute;
    const evaluator = alarmEvaluator(clients, plan, minute);
    let runs = false;
    while (!signal.aborted) {
      // A little into the next minute: the function that is due then has published by that time.
      await pause(Math.max(0, (minute + 62) * 1000 - Date.now()), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await oneMinute(aws, planned, evaluator, minute);
      minute += 60;
      if (!runs && (await hasRun(clients, plan, deployed, minute))) {
        runs = true;
        phase("Running. Ctrl-C in the terminal destroys everything.");
      }
    }
  }

  async function oneMinute(aws: LocalAws, planned: Planned, evaluator: AlarmEvaluator, minute: number): Promise<void> {
    const passed = Math.round((minute - chosenAt) / 60);
    if (passed >= trafficMinutes && state.traffic !== "calm") choose("calm");
    const { plan } = planned;
    await writeMinute(aws, planned, minute);
    const { transitions, results } = await evaluator.evaluate(minute + 60);
    for (const change of shownChanges(transitions, changedAlarms)) {
      add(state.alarms, change);
      tell(`  ${change.to === "ALARM" ? "ALARM  " : change.to.toLowerCase().padEnd(7)}  ${change.name}`);
    }
    state.minutes = [...state.minutes, minute].slice(-shownMinutes);
    state.trafficMinutes = Math.round((minute - chosenAt) / 60) + 1;
    for (const [index, target] of state.targets.entries())
      show(target, alarmsOf(plan, plan.targets[index]!), results, evaluator);
    const busiest = state.targets.toSorted((left, right) => (right.use.at(-1) ?? -1) - (left.use.at(-1) ?? -1))[0];
    const share = busiest?.use.at(-1);
    const time = new Date(minute * 1000).toISOString().slice(11, 16);
    tell(
      `${time} UTC  ${trafficChoices[state.traffic].label.toLowerCase()}, minute ${state.trafficMinutes}: ` +
        (share == null
          ? "no quota published yet"
          : `${busiest?.name} uses ${share.toFixed(0)} % of its ${busiest?.kind}`),
    );
    changed();
  }

  async function writeMinute(aws: LocalAws, { plan, settings }: Planned, minute: number): Promise<void> {
    const choice = trafficChoices[state.traffic];
    const [about] = plan.targets.filter(
      ({ alarms, quotas }) => alarms.length > 0 && quotas.some(({ kind }) => kind === "tpm"),
    );
    const known = aws.quotas.quotasIn(plan.region);
    const quotaOf = (code: string) => known.find((quota) => quota.code === code);
    if (choice.quotaFactor !== undefined && minute === chosenAt + 60) {
      for (const { code } of about?.quotas ?? []) {
        const quota = quotaOf(code);
        const usual = quota?.applied ?? quota?.default;
        if (usual !== undefined) aws.quotas.apply(plan.region, code, usual * choice.quotaFactor);
      }
      tell(`  quota    lowered to ${choice.quotaFactor * 100} %: ${about?.modelId} (${about?.scope})`);
    }
    // Traffic is measured in the quotas that AWS gives: those of this account may have been lowered since.
    const quotas = Object.fromEntries(known.map(({ code, default: usual }) => [code, usual]));
    const store = planSeries({
      ...{ plan, quotas, start: chosenAt, minutes: trafficMinutes, seed: String(chosenAt) },
      traffic: (target) => (target === about ? choice.one : choice.others),
      burndown: (target) => inventedRate(settings, target),
    });
    const bedrock = new Map([...store].filter(([key]) => !key.includes(`"${plan.feed.namespace}"`)));
    await putSeries(aws.clients(plan.region), bedrock, minute, minute + 60);
  }

  function choose(name: TrafficName): void {
    state.traffic = name;
    state.trafficMinutes = 0;
    chosenAt = thisMinute();
    tell(`Traffic: ${trafficChoices[name].label}, ${trafficChoices[name].about}`);
    changed();
  }

  async function abandon(): Promise<void> {
    abandoned = true;
    await inbox?.close();
    await local?.close();
    inbox = undefined;
    local = undefined;
  }

  return { state, choose, run, abandon };
}

type Planned = Awaited<ReturnType<typeof plannedFor>>;

/** Whether the publisher has run since a time, both epoch seconds. */
async function hasRun(aws: AwsClients, { feed }: MonitoringPlan, since: number, until: number): Promise<boolean> {
  const runs = {
    Namespace: feed.namespace,
    MetricName: publisherMetrics.runs,
    Dimensions: dimensionsList(stackDimensions(feed.stack)),
  };
  return (await readSeries(aws, [runs], since, (until - since) / 60)).size > 0;
}

/** A target's alarms, with what each is on (a kind of quota, or throttles and the like) and its severity. */
const alarmsOf = (plan: MonitoringPlan, target: PlannedTarget) =>
  plan.alarms
    .filter(({ AlarmName }) => target.alarms.includes(AlarmName))
    .map((alarm) => ({ alarm, kind: kindNamed(ownTag(alarm, "kind")), severity: ownTag(alarm, "severity") ?? "" }));

const kindNamed = (text: string | undefined): LimitKind | undefined => limitKinds.find((kind) => kind === text);

const newTarget = (plan: MonitoringPlan, target: PlannedTarget): LocalTarget => {
  const thresholds = new Map<string, number>();
  for (const { alarm, kind, severity } of alarmsOf(plan, target)) {
    if (kind && alarm.Threshold !== undefined) thresholds.set(severity, alarm.Threshold);
  }
  return {
    ...{ name: `${target.modelId} (${target.scope})`, use: [], kind: "", inAlarm: [] },
    thresholds: [...thresholds]
      .map(([severity, percent]) => ({ severity, percent }))
      .sort((a, b) => a.percent - b.percent),
  };
};

/** Takes the newest minute into what the page shows of a target. */
function show(
  shown: LocalTarget,
  alarms: ReturnType<typeof alarmsOf>,
  results: readonly AlarmSimulation[],
  { states }: AlarmEvaluator,
): void {
  const kinds = new Map(alarms.map(({ alarm, kind }) => [alarm.AlarmName, kind]));
  let use: number | null = null;
  for (const result of results) {
    const kind = kinds.get(result.alarm);
    if (result.outcome !== "simulated" || !kind) continue;
    const value = result.values.at(-1);
    if (value === undefined || Number.isNaN(value) || (use !== null && value <= use)) continue;
    use = value;
    shown.kind = kindLabels[kind];
  }
  shown.use = [...shown.use, use].slice(-shownMinutes);
  const on = alarms.filter(({ alarm }) => states.get(alarm.AlarmName) === "ALARM");
  shown.inAlarm = [...new Set(on.map(({ severity }) => severity))];
}

/** What a person is sent. */
function readable(message: string): string {
  if (!message.startsWith("{")) return message;
  const { AlarmName, AlarmDescription, NewStateValue, NewStateReason, OldStateValue } = JSON.parse(message) as Record<
    string,
    string
  >;
  return [`${AlarmName}: ${OldStateValue} → ${NewStateValue}`, "", NewStateReason, "", AlarmDescription].join("\n");
}
