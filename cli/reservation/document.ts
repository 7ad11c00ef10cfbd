import { isoTime } from "../../monitoring/report/iso-time.ts";
import { type LoggedFigures, loggedFigures, type MinuteFigures } from "../../monitoring/reservation/logged-figures.ts";
import type { LoggedMinutes } from "../../monitoring/reservation/logged-minutes.ts";
import { loadRegistry, UnknownRegionError } from "../../registry/index.ts";
import type { Registry, RegistryModel } from "../../words/registry.ts";
import type { QuotaCode, Scope } from "../../words/words.ts";
import type { ReadLogs } from "./read-logs.ts";

/** AWS's default quota of tokens a minute; the account's own may be another. */
export interface DefaultQuota {
  code: QuotaCode;
  value: number;
  origin: "default";
  /** percent of it: the peaks of begun and of taken */
  begunPeak: number | null;
  takenPeak: number | null;
}

export interface LoggedModel extends LoggedFigures {
  /** null where the records name none */
  region: string | null;
  /** as the log names it: a model, a profile, or an application profile's id */
  id: string;
  /** null where the registry doesn't know the id: an application profile's says nothing of its model */
  modelId: string | null;
  name: string | null;
  scope: Scope | null;
  burndown: number | "unknown";
  quota: DefaultQuota | null;
  minutes: MinuteFigures[];
}

/** What `headroom reservation --json` writes. */
export interface ReservationDocument {
  schemaVersion: 1;
  /** ISO times of the first minute with a request and the end of the last one; null where there is none */
  window: { start: string; end: string } | null;
  read: Omit<ReadLogs, "regions"> & { skipped: { name: string; why: string }[] };
  /** the widest gap first; where it can't be told, by what was begun, after those */
  models: LoggedModel[];
  /** what to know when reading the figures */
  notes: string[];
}

/** @param defaultRegion of records that name none */
export async function reservationDocument(
  { regions, ...read }: ReadLogs,
  skipped: readonly { name: string; why: string }[],
  defaultRegion: string | undefined,
): Promise<ReservationDocument> {
  const models: LoggedModel[] = [];
  const notes: string[] = [];
  for (const [named, ids] of regions) {
    const region = named === "" ? defaultRegion : named;
    const registry = region === undefined ? undefined : await registryOf(region);
    if (!registry)
      notes.push(
        region === undefined
          ? "Some records name no Region, so nothing is known of their models; say which: --region us-east-1."
          : `Nothing is known of the Region ${region}: use and quotas of its models can't be told.`,
      );
    for (const [id, minutes] of ids) models.push(modelOf(region, id, minutes, registry));
  }
  models.sort(
    (one, other) =>
      (other.figures.gap?.total ?? -1) - (one.figures.gap?.total ?? -1) ||
      (other.figures.begun?.total ?? -1) - (one.figures.begun?.total ?? -1) ||
      (one.id < other.id ? -1 : 1),
  );
  return {
    schemaVersion: 1,
    window: windowOf(models),
    read: { ...read, skipped: [...skipped] },
    models,
    notes: [...notes, ...notesOf(models)],
  };
}

async function registryOf(region: string): Promise<Registry | undefined> {
  try {
    return await loadRegistry(region);
  } catch (error) {
    if (error instanceof UnknownRegionError) return undefined;
    throw error;
  }
}

interface Found {
  model: RegistryModel;
  scope: Scope;
}

/** Mantle writes no invocation logs. */
function findId(registry: Registry | undefined, id: string): Found | undefined {
  for (const model of registry?.models ?? [])
    for (const [scope, { ids }] of Object.entries(model.scopes))
      if (scope !== "mantle" && ids.includes(id)) return { model, scope: scope as Scope };
  return undefined;
}

function modelOf(
  region: string | undefined,
  id: string,
  logged: LoggedMinutes,
  registry: Registry | undefined,
): LoggedModel {
  const found = findId(registry, id);
  const burndown = found?.model.burndown.rate ?? "unknown";
  const figures = loggedFigures(logged, {
    burndown,
    maxOutputTokens: found?.model.maxOutputTokens?.value,
    ...(!found && {
      unknownBecause: "the registry knows no such id, and an application profile's says nothing of its model",
    }),
  });
  const { begun, taken } = figures.figures;
  const quota = found?.model.scopes[found.scope]?.quotas.find(({ kind }) => kind === "tpm");
  const share = (peak: number | undefined, value: number) => (peak === undefined ? null : (100 * peak) / value);
  return {
    region: region ?? null,
    id,
    modelId: found?.model.modelId ?? null,
    name: found?.model.name ?? null,
    scope: found?.scope ?? null,
    burndown,
    quota: quota?.defaultValue
      ? {
          code: quota.code,
          value: quota.defaultValue,
          origin: "default",
          begunPeak: share(begun?.peak, quota.defaultValue),
          takenPeak: share(taken?.peak, quota.defaultValue),
        }
      : null,
    ...figures,
  };
}

function windowOf(models: readonly LoggedModel[]): ReservationDocument["window"] {
  const times = models.flatMap(({ minutes }) => [minutes[0]!.at, minutes.at(-1)!.at]).sort();
  const [start, end] = [times[0], times.at(-1)];
  if (start === undefined || end === undefined) return null;
  return { start, end: isoTime(Date.parse(end) / 1_000 + 60) };
}

function notesOf(models: readonly LoggedModel[]): string[] {
  const notes: string[] = [];
  const tell = (of: (model: LoggedModel) => number, what: (requests: string) => string) => {
    const requests = models.reduce((all, model) => all + of(model), 0);
    if (requests > 0)
      notes.push(what(`${requests.toLocaleString("en-US")} ${requests === 1 ? "request" : "requests"}`));
  };
  tell(
    ({ counts }) => counts.unseen,
    (requests) =>
      `${requests} without a body in the log (it went to S3, or text is not logged): what they reserved is not in these figures (≥).`,
  );
  tell(
    ({ counts }) => counts.unknown,
    (requests) => `${requests} with a body of unknown shape: what they reserved is not in these figures (≥).`,
  );
  tell(
    ({ counts, assumedMaxTokens }) => (assumedMaxTokens === null ? 0 : counts.without),
    (requests) =>
      `${requests} without max_tokens: the model's maximum is taken for them (≈). What Bedrock itself takes is documented for no model of bedrock-runtime.`,
  );
  tell(
    ({ counts, assumedMaxTokens }) => (assumedMaxTokens === null ? counts.without : 0),
    (requests) =>
      `${requests} without max_tokens, of models whose maximum no source tells: they are left out of what was begun (≥).`,
  );
  tell(
    ({ counts, figures }) => (figures.held ? counts.namedUntimed + counts.withoutUntimed : 0),
    (requests) => `${requests} without the time they took: what they held is not in held (≥).`,
  );
  tell(
    ({ counts }) => counts.throttled,
    (requests) => `${requests} throttled: they hold nothing and count nowhere.`,
  );
  tell(
    ({ counts }) => counts.failed,
    (requests) => `${requests} failed otherwise: what they held is not known, and they count nowhere.`,
  );
  if (models.length > 0)
    notes.push(
      "A record's time is taken for the start of its request (AWS doesn't say which it is). Calls to bedrock-mantle are in no log. Files that hold the same records twice count twice.",
    );
  return notes;
}
