import type { MonitoringSettings } from "../monitoring/settings.ts";
import { targetLabel } from "../monitoring/target.ts";
import { listed, show } from "./config-error.ts";
import type { Selection } from "./select-models.ts";

/** What a config that can be used still deserves a look for. */
export const configWarnings = (settings: MonitoringSettings, selections: readonly Selection[]): string[] => [
  ...selections.flatMap(oldModels),
  ...withoutQuotas(settings),
  ...nobodyTold(settings),
];

const mostNamed = 6;

/** The first of the words in a row, and how many more there are. */
const some = (words: readonly string[]): string =>
  words.length <= mostNamed
    ? listed(words)
    : `${words.slice(0, mostNamed).join(", ")} and ${words.length - mostNamed} more`;

function oldModels({ path, entry, selected }: Selection): string[] {
  const old = [...new Set(selected.map(({ model }) => model).filter(({ lifecycle }) => lifecycle !== "active"))];
  if (old.length === 0) return [];
  const ended = old.filter(({ lifecycle }) => lifecycle === "end-of-life").map(({ modelId }) => modelId);
  const legacy = old.filter(({ lifecycle }) => lifecycle === "legacy").map(({ modelId }) => modelId);
  return [
    ...(ended.length > 0 ? [`${path} (${show(entry.model)}): past its end of life: ${some(ended)}.`] : []),
    ...(legacy.length > 0 ? [`${path} (${show(entry.model)}): legacy, so AWS will end it: ${some(legacy)}.`] : []),
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
  const reached =
    alerts.email.length +
    Object.values(alerts.topicArns).flat().length +
    (alerts.slack || alerts.slackExisting ? 1 : 0);
  if (reached > 0 || targets.every(({ alarms }) => !alarms)) return [];
  return [
    "alerts: names nobody, so alarms change state and no one is told. Set alerts.email, alerts.slack or alerts.topics.",
  ];
}
