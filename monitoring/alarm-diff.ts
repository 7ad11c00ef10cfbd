import { type Alarms, type AnyAlarm, audiences, childrenOf } from "./alarm-audience.ts";
import { changesOf, evaluationText, isMetric, ruleText, thresholdText } from "./alarm-changes.ts";
import { ownTag } from "./alarms/alarm.ts";
import { type Effect, effectOfAudience } from "./effect.ts";
import { type Change, keyedDiff } from "./keyed-diff.ts";
import type { PlannedCompositeAlarm } from "./plan-types.ts";
import { renamedId, renamedTopic, severityOf } from "./severity-renames.ts";

/** What a difference says an alarm is on, so that equal changes can be told apart from the one that is not. */
export interface AlarmSubject {
  /** of a model's alarm, `<model> <scope>` */
  target: string | null;
  /** e.g. tpm, throttles, stale; null for a composite alarm */
  about: string | null;
  severity: string | null;
}

export interface AlarmEntry extends AlarmSubject {
  name: string;
  kind: "metric" | "composite";
  /** what it takes for the alarm to fire, e.g. "≥ 70 %, 2 of 3" */
  condition: string;
  /** of its coming or going; absent where nobody hears more or less by it */
  effect?: Effect;
}

export interface ChangedAlarm extends AlarmSubject {
  /** its name, or its identity where the name changes too */
  name: string;
  changes: Change[];
}

export interface AlarmDiff {
  added: AlarmEntry[];
  removed: AlarmEntry[];
  changed: ChangedAlarm[];
  /** names of the alarms of which only the description changes */
  describedAnew: string[];
}

/**
 * The alarms, composite ones among them, that come, go and change from one plan to another.
 * @param renames severities by their earlier name: see severity-renames.ts
 */
export function diffAlarms(
  before: Alarms | undefined,
  after: Alarms | undefined,
  renames: ReadonlyMap<string, string>,
): AlarmDiff {
  const [old, now] = [sideOf(before, renames), sideOf(after, new Map())];
  const { added, removed, kept } = keyedDiff([...old.alarms.keys()], [...now.alarms.keys()], (alarm) =>
    idOf(alarm, old, now),
  );
  const audienceOf = (id: string): Effect | undefined =>
    effectOfAudience(old.audiences.get(id) ?? new Set(), now.audiences.get(id) ?? new Set());
  const changed = kept
    .map(([one, other]) => ({
      name: commonName(one, other),
      ...subjectOf(other),
      changes: changesOf(
        one,
        other,
        isMetric(one) || isMetric(other) ? audienceOf(other.id) : effectOfComposite(one, other, old, now, audienceOf),
      ),
    }))
    .filter(({ changes }) => changes.length > 0);
  const isDescription = ({ changes }: { changes: Change[] }) => changes.every(({ field }) => field === "description");
  const entries = (alarms: readonly AnyAlarm[], own: Side) =>
    alarms.map((alarm) => {
      const effect = isMetric(alarm)
        ? audienceOf(idOf(alarm, own))
        : effectOnChildren(childIds(alarm, own), old, now, audienceOf);
      return { ...entryOf(alarm), ...(effect && { effect }) };
    });
  return {
    added: entries(added, now),
    removed: entries(removed, old),
    changed: changed.filter((one) => !isDescription(one)),
    describedAnew: changed.filter(isDescription).map(({ name }) => name),
  };
}

/** A plan's alarms with the identity that each has in the later plan, and by that the topics that hear of it. */
interface Side {
  alarms: Map<AnyAlarm, string>;
  byName: Map<string, string>;
  ids: Set<string>;
  audiences: Map<string, Set<string>>;
}

function sideOf(plan: Alarms | undefined, renames: ReadonlyMap<string, string>): Side {
  const alarms = new Map(all(plan).map((alarm) => [alarm, renamedId(alarm.id, renames)]));
  return {
    alarms,
    byName: new Map([...alarms].map(([{ AlarmName }, id]) => [AlarmName, id])),
    ids: new Set(alarms.values()),
    audiences: new Map(
      [...audiences(plan)].map(([id, topics]) => [
        renamedId(id, renames),
        new Set([...topics].map((topic) => renamedTopic(topic, renames))),
      ]),
    ),
  };
}

const idOf = (alarm: AnyAlarm, ...sides: readonly Side[]): string =>
  sides.map(({ alarms }) => alarms.get(alarm)).find((id) => id !== undefined) ?? alarm.id;

/** Of another rule, or other actions. One that tells nobody, before or after, has no part in who is told. */
function effectOfComposite(
  one: PlannedCompositeAlarm,
  other: PlannedCompositeAlarm,
  old: Side,
  now: Side,
  audienceOf: (id: string) => Effect | undefined,
): Effect | undefined {
  const tells = [old, now].some(({ audiences: heard }) => (heard.get(other.id)?.size ?? 0) > 0);
  return tells ? effectOnChildren([...childIds(one, old), ...childIds(other, now)], old, now, audienceOf) : undefined;
}

const childIds = (composite: PlannedCompositeAlarm, side: Side): string[] =>
  childrenOf(composite).flatMap((name) => side.byName.get(name) ?? []);

/**
 * A composite alarm matters by the alarms that it tells of and that both plans have: what comes or goes with it says so
 * itself.
 */
function effectOnChildren(
  ids: readonly string[],
  old: Side,
  now: Side,
  audienceOf: (id: string) => Effect | undefined,
): Effect | undefined {
  const staying = ids.filter((id) => old.ids.has(id) && now.ids.has(id));
  const effects = new Set(staying.flatMap((id) => audienceOf(id) ?? []));
  return effects.size > 1 ? "told to others" : [...effects][0];
}

/** What both sides call an alarm: its name, or its identity where the name changes too. */
const commonName = (one: AnyAlarm, other: AnyAlarm): string =>
  one.AlarmName === other.AlarmName ? one.AlarmName : other.id;

const all = (plan: Alarms | undefined): AnyAlarm[] => (plan ? [...plan.alarms, ...plan.compositeAlarms] : []);

const entryOf = (alarm: AnyAlarm): AlarmEntry => ({
  name: alarm.AlarmName,
  ...subjectOf(alarm),
  kind: isMetric(alarm) ? "metric" : "composite",
  condition: isMetric(alarm) ? `${thresholdText(alarm)}, ${evaluationText(alarm)}` : ruleText(alarm.AlarmRule),
});

function subjectOf(alarm: AnyAlarm): AlarmSubject {
  const [model, scope] = [ownTag(alarm, "model"), ownTag(alarm, "scope")];
  return {
    target: model !== undefined && scope !== undefined ? `${model} ${scope}` : null,
    about: isMetric(alarm) ? (ownTag(alarm, "kind") ?? null) : null,
    severity: severityOf(alarm) ?? null,
  };
}
