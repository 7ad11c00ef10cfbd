import { sumsUsd } from "../monitoring/cost.ts";
import { announcedText, endNotices, endText, legacyMeans } from "../monitoring/end-of-life.ts";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { summedFigures } from "../monitoring/sums.ts";
import { monitoredIds, targetLabel } from "../monitoring/target.ts";
import type { RegistryModel } from "../words/registry.ts";
import { listed, show } from "./config-error.ts";
import type { Selection } from "./select-models.ts";

/** What a config that can be used still deserves a look for. */
export const configWarnings = (settings: MonitoringSettings, selections: readonly Selection[]): string[] => [
  ...selections.flatMap(oldModels),
  ...withoutQuotas(settings),
  ...nobodyTold(settings),
  ...summedTargets(settings),
];

/** What a stack's models deserve a look for on a day. @param today ISO date */
export const warningsOn = (today: string, { targets }: MonitoringSettings): string[] =>
  endNotices(
    targets.map(({ model }) => model),
    today,
  ).map(endText);

const mostNamed = 6;

/** The first of the words in a row, and how many more there are. */
const some = (words: readonly string[]): string =>
  words.length <= mostNamed
    ? listed(words)
    : `${words.slice(0, mostNamed).join(", ")} and ${words.length - mostNamed} more`;

type Lifecycle = RegistryModel["lifecycle"];

/** A model's id, with the day of its end where AWS has named one. */
const withEnd = ({ modelId, endOfLife }: RegistryModel): string =>
  endOfLife ? `${modelId} (${endOfLife.date}: ${announcedText(endOfLife)})` : modelId;

function oldModels({ path, entry, selected }: Selection): string[] {
  const models = [...new Set(selected.map(({ model }) => model))];
  const place = `${path} (${show(entry.model)})`;
  const of = (state: Lifecycle) => models.filter(({ lifecycle }) => lifecycle === state).map(withEnd);
  const [ended, legacy] = [of("end-of-life"), of("legacy")];
  const elsewhere = models.flatMap(({ modelId, endsElsewhere }) =>
    endsElsewhere ? [`${modelId} (${endsElsewhere.date})`] : [],
  );
  return [
    ...(ended.length > 0 ? [`${place}: past its end of life: ${some(ended)}.`] : []),
    ...(legacy.length > 0 ? [`${place}: legacy, so AWS will end it: ${some(legacy)}. ${legacyMeans}.`] : []),
    ...(elsewhere.length > 0
      ? [`${place}: AWS ends it in other Regions, and names no day for this one: ${some(elsewhere)}.`]
      : []),
  ];
}

function withoutQuotas({ targets }: MonitoringSettings): string[] {
  const without = targets
    .filter(({ model, scope, leftOut }) => !leftOut && model.scopes[scope]?.quotas.length === 0)
    .map(targetLabel);
  if (without.length === 0) return [];
  return [
    `The registry knows no quota of ${some(without)}: charts, and no alarm on use. ` +
      "Name the codes under quotas in the model's entry if the account has them.",
  ];
}

function nobodyTold({ alerts, targets }: MonitoringSettings): string[] {
  const { email, topicArns, slack, slackExisting, webhooks = [] } = alerts;
  const reached =
    email.length + Object.values(topicArns).flat().length + webhooks.length + (slack || slackExisting ? 1 : 0);
  if (reached > 0 || targets.every(({ alarms }) => !alarms)) return [];
  return [
    "alerts: names nobody, so alarms change state and no one is told. Set alerts.email, alerts.slack, alerts.webhooks or alerts.topics.",
  ];
}

/** Targets of more ids than an alarm holds: not refused, but not free either. */
const summedTargets = (settings: MonitoringSettings): string[] =>
  settings.targets
    .filter((target) => summedFigures(target, settings).size > 0)
    .map((target) => {
      const figures = [...summedFigures(target, settings).keys()];
      return (
        `${targetLabel(target)} has ${monitoredIds(target, settings.region).length} ids, more than an alarm holds: ` +
        `the publisher adds them up each minute (${listed(figures)}), $${sumsUsd(settings, target).toFixed(2)} a month for reading and publishing.`
      );
    });
