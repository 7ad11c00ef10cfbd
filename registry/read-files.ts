import { readFileSync } from "node:fs";
import { packagedVersion } from "../words/packaged.ts";
import type { Catalogue, RegionFile } from "./catalogue-types.ts";

/** A file of the registry that can't be what the project wrote: cut short, changed by hand, or in conflict after a merge. */
export class RegistryFileError extends Error {
  constructor(path: string, what: string) {
    // Without HEAD, git gives back no file that a merge left in conflict.
    const back =
      packagedVersion === undefined ? "git checkout HEAD -- registry" : "npm install bedrock-headroom --force";
    super(`registry/${path} ${what}. \`${back}\` brings the committed files back.`);
    this.name = "RegistryFileError";
  }
}

type Entry = { from?: unknown; modelId?: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readObject(folder: URL, path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(new URL(path, folder), "utf8");
  } catch (error) {
    throw new RegistryFileError(path, `can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (/^<{7} /m.test(text)) throw new RegistryFileError(path, "has a conflict of a merge in it");
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new RegistryFileError(path, "is no JSON: cut short, or changed by hand");
  }
  if (!isObject(document)) throw new RegistryFileError(path, "is no JSON object");
  if (document["schemaVersion"] !== 1) {
    throw new RegistryFileError(path, `has schemaVersion ${JSON.stringify(document["schemaVersion"])}, not 1`);
  }
  return document;
}

/** A list whose entries have all a model's id, and a source that the catalogue has. */
function checkEntries(path: string, list: string, entries: unknown, sources: object): asserts entries is Entry[] {
  if (!Array.isArray(entries)) throw new RegistryFileError(path, `has no list of ${list}`);
  for (const entry of entries as unknown[]) {
    const id = isObject(entry) ? (entry["code"] ?? entry["modelId"]) : undefined;
    if (!isObject(entry) || typeof id !== "string")
      throw new RegistryFileError(path, `has no id in one of its ${list}`);
    if (typeof entry["from"] !== "string" || !Object.hasOwn(sources, entry["from"])) {
      throw new RegistryFileError(path, `names no known source for ${id} ("from": ${JSON.stringify(entry["from"])})`);
    }
  }
}

/** @throws RegistryFileError where the file can't be right */
export function readCatalogue(folder: URL): Catalogue {
  const path = "catalogue.json";
  const document = readObject(folder, path);
  const { sources, models, quotas } = document;
  if (!isObject(sources)) throw new RegistryFileError(path, "has no sources");
  checkEntries(path, "models", models, sources);
  checkEntries(path, "quotas", quotas, sources);
  const known = new Set(models.map(({ modelId }) => modelId));
  const stray = quotas.find(({ modelId }) => modelId !== null && !known.has(modelId));
  if (stray) throw new RegistryFileError(path, `has quotas of ${stray.modelId}, but no such model`);
  return document as unknown as Catalogue;
}

/** @throws RegistryFileError where the file can't be right, or does not go with the catalogue */
export function readRegionFile(folder: URL, region: string, { sources, models: known }: Catalogue): RegionFile {
  const path = `regions/${region}.json`;
  const document = readObject(folder, path);
  if (document["region"] !== region) throw new RegistryFileError(path, "names another Region than its file's name");
  const { models } = document;
  checkEntries(path, "models", models, sources);
  const ids = new Set<unknown>(known.map(({ modelId }) => modelId));
  const stray = models.find(({ modelId }) => !ids.has(modelId));
  if (stray) throw new RegistryFileError(path, `offers ${stray.modelId}, which registry/catalogue.json doesn't have`);
  return document as unknown as RegionFile;
}
