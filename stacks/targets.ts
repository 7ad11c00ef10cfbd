import type { Evaluation, Severity, TargetSettings } from "../monitoring/settings.ts";
import { kindsOf } from "../words/limit-kinds.ts";
import type { Registry, RegistryModel } from "../words/registry.ts";
import { percent } from "../words/units.ts";
import type { LimitKind, Scope } from "../words/words.ts";
import {
  accountOfProfiles,
  checkListedOnce,
  type PlacedProfile,
  type ProfilesOwner,
  profilesByScope,
} from "./application-profiles.ts";
import type { Checked } from "./check-shape.ts";
import { at, listed, type Problems } from "./config-error.ts";
import { checkEvaluation, evaluationsWith } from "./evaluations.ts";
import type { ModelEntry } from "./model-shapes.ts";
import { type QuotaOverrides, quotaOverrides } from "./quota-overrides.ts";
import { type ReservationLayer, reservationSettings, stackPath } from "./reservations.ts";
import { mergeSelections, type PlacedEntry, type SelectedTarget, type Selection } from "./select-models.ts";
import { checkSeverityNames, targetThresholds } from "./thresholds.ts";

/** What the stack's config says for all targets. */
export interface StackDefaults {
  /** undefined while they are wrong: nothing that rests on them is judged */
  severities: readonly Severity[] | undefined;
  /** undefined while they can't be told */
  severityNames: readonly string[] | undefined;
  /** the account's application profiles are looked for, for every target */
  discovers: boolean;
  evaluation: Readonly<Record<string, Evaluation>>;
  reservation: ReservationLayer["given"];
}

/** Standard deviations that `latencyAnomaly: true` stands for; CloudWatch's own default. */
const defaultBand = 2;

/** Checks what can be judged of an entry by itself, whatever it selects. */
export function checkEntry({ path, entry }: PlacedEntry, { severityNames }: StackDefaults, problems: Problems): void {
  if (severityNames && entry.thresholds) {
    checkSeverityNames(at(path, "thresholds"), Object.keys(entry.thresholds), severityNames, problems);
  }
  if (entry.evaluation) checkEvaluation(entry.evaluation, at(path, "evaluation"), severityNames, problems);
}

/** The targets of a stack, each with the settings that its entries come to. */
export function targetSettings(
  selections: readonly Selection[],
  defaults: StackDefaults,
  registry: Registry,
  problems: Problems,
  warnings: string[],
): { targets: TargetSettings[]; profilesOf: ProfilesOwner | undefined } {
  const { severities } = defaults;
  const profiles = new Map<Selection, Partial<Record<Scope, PlacedProfile[]>>>();
  const overrides = new Map<Selection, QuotaOverrides>();
  for (const selection of selections) {
    profiles.set(selection, profilesByScope(selection, registry, problems));
    const override = quotaOverrides(selection, registry, problems, warnings);
    if (override) overrides.set(selection, override);
  }

  const targets = mergeSelections(selections, problems);
  const effective = new Set<PlacedProfile>();
  const settings = targets.map((target): TargetSettings => {
    const { scope, layers } = target;
    const { model, leftOut } = withOverrides(
      target,
      layers.flatMap((layer) => overrides.get(layer) ?? []),
    );
    const ownProfiles = layers.map((layer) => profiles.get(layer)?.[scope]).findLast((found) => found) ?? [];
    for (const profile of ownProfiles) effective.add(profile);
    const consumption = latest(layers, "consumption") ?? "estimated";
    const burndown = latest(layers, "burndown");
    const serverErrorRate = latest(layers, "serverErrorRate");
    const latencyAnomaly = latest(layers, "latencyAnomaly");
    const reservation = reservationSettings(
      [
        { path: stackPath, given: defaults.reservation },
        ...layers.map(({ path, entry }) => ({ path: at(path, "reservation"), given: entry.reservation })),
      ],
      severities,
      problems,
    );
    const result: TargetSettings = {
      model,
      scope,
      applicationProfiles: ownProfiles.map(({ id }) => id),
      ...(scope !== "mantle" && (defaults.discovers || layers.some(discovers)) && { discovers: true as const }),
      thresholds: severities ? targetThresholds(target, severities, problems) : [],
      evaluation: layers.reduce((before, { entry }) => evaluationsWith(before, entry.evaluation), defaults.evaluation),
      consumption,
      ...(burndown !== undefined && { burndown }),
      alarms: latest(layers, "alarms") ?? true,
      ...(leftOut.length > 0 && { leftOut }),
      ...(typeof serverErrorRate === "number" && { serverErrorRate: percent(serverErrorRate) }),
      ...(latencyAnomaly === true && { latencyAnomaly: defaultBand }),
      ...(typeof latencyAnomaly === "number" && { latencyAnomaly }),
      ...(reservation && { reservation }),
    };
    return result;
  });
  const inFileOrder = [...profiles.values()].flatMap((byScope) => Object.values(byScope).flat());
  const counted = inFileOrder.filter((profile) => effective.has(profile));
  checkListedOnce(counted, problems);
  checkFormulas(targets, settings, problems);
  return { targets: settings, profilesOf: accountOfProfiles(counted, problems) };
}

const discovers = ({ entry }: Selection): boolean => entry.applicationProfiles === "discover";

/** What the most specific entry that says anything says. */
const latest = <Key extends keyof ModelEntry>(
  layers: readonly Selection[],
  key: Key,
): Checked<ModelEntry>[Key] | undefined => latestLayer(layers, key)?.entry[key];

const latestLayer = (layers: readonly Selection[], key: keyof ModelEntry): Selection | undefined =>
  layers.findLast(({ entry }) => entry[key] !== undefined);

/** The model with the target's quotas as its entries leave them, the more specific entry last. */
function withOverrides(
  { model, scope }: SelectedTarget,
  overrides: readonly QuotaOverrides[],
): { model: RegistryModel; leftOut: LimitKind[] } {
  const offered = model.scopes[scope];
  if (overrides.length === 0 || !offered) return { model, leftOut: [] };
  const own = kindsOf(scope);
  const leftOut = new Set<LimitKind>();
  let quotas = offered.quotas;
  for (const override of overrides) {
    const changed = new Set([...override.leftOut, ...override.quotas.map(({ kind }) => kind)]);
    quotas = [...quotas.filter(({ kind }) => !changed.has(kind)), ...override.quotas];
    for (const kind of override.leftOut) if (own.includes(kind)) leftOut.add(kind);
    for (const { kind } of override.quotas) leftOut.delete(kind);
  }
  return { model: { ...model, scopes: { ...model.scopes, [scope]: { ...offered, quotas } } }, leftOut: [...leftOut] };
}

/** Tells of `consumption: formula` where nobody says what an output token takes. */
function checkFormulas(
  targets: readonly SelectedTarget[],
  settings: readonly TargetSettings[],
  problems: Problems,
): void {
  const models = new Map<Selection, Map<string, string>>();
  for (const [index, { layers }] of targets.entries()) {
    const { model, scope, consumption, burndown } = settings[index]!;
    const layer = latestLayer(layers, "consumption");
    // Mantle counts input and output apart, without burndown.
    if (consumption !== "formula" || scope === "mantle" || burndown !== undefined || !layer) continue;
    if (model.burndown.rate !== "unknown") continue;
    const unknown = models.get(layer) ?? new Map<string, string>();
    models.set(layer, unknown.set(model.modelId, model.burndown.reason));
  }
  for (const [{ path }, unknown] of models) {
    const [reason] = unknown.values();
    problems.add(
      at(path, "consumption"),
      "formula",
      unknown.size === 1
        ? `needs the burndown rate of ${[...unknown.keys()][0]}: ${reason}`
        : `needs burndown rates, and those of ${listed([...unknown.keys()])} are not documented`,
      "write consumption: estimated, AWS's own figure, or give burndown",
    );
  }
}
