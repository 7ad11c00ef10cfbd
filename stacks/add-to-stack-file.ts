import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { Scope } from "../words/words.ts";
import { collectProblems } from "./config-error.ts";
import { ownKey } from "./config-text.ts";

/** What a stack file lacks of one target: the target itself, or application profiles that draw on its quotas. */
export interface StackFileLack {
  modelId: string;
  scope: Scope;
  /** the target is monitored already: its profiles are what is missing */
  isCovered: boolean;
  profiles: readonly string[];
}

/** What can't be put in by itself, with what to do. */
export class CannotAddError extends Error {}

/**
 * A stack file with what it lacks; comments, order and spelling stay.
 * @param text the file, which `readSettings` takes
 * @throws CannotAddError where its list of models is written in a way that has no place for it
 */
export function addToStackFile(text: string, lacks: readonly StackFileLack[]): string {
  const document = parseDocument(text);
  const models = modelsOf(document);
  for (const lack of lacks) {
    const entry = lack.isCovered ? entryOf(models, lack) : undefined;
    if (entry === undefined) models.add(document.createNode(newEntry(lack)));
    else addProfiles(document, models, entry, lack);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: flowPadding(text) });
}

/** `[ a ]` or `[a]`, as the file has it. */
const flowPadding = (text: string): boolean => /\{ /.test(text) || !/\{\S/.test(text);

export const newEntry = ({ modelId, scope, profiles }: StackFileLack): object => ({
  model: modelId,
  scopes: [scope],
  ...(profiles.length > 0 && { applicationProfiles: [...profiles] }),
});

function modelsOf(document: Document): YAMLSeq {
  const config = document.get("config");
  const names = isMap(config) ? config.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
  const key = names.find((name) => ownKey(name, collectProblems()) === "models") ?? "models";
  const models = document.getIn(["config", key], true);
  if (isSeq(models)) return models;
  if (isScalar(models) && models.value === "all") {
    const list = document.createNode(["all"]) as YAMLSeq;
    document.setIn(["config", key], list);
    return list;
  }
  throw new CannotAddError(`the file has no list ${key} that could be added to: put the lines in by hand`);
}

/** The place in the list of the model's own entry: one that names it, or a profile of it in the scope. */
function entryOf(models: YAMLSeq, { modelId, scope }: StackFileLack): number | undefined {
  const index = models.items.findIndex((item) => {
    const name = isScalar(item) ? item.value : isMap(item) ? item.get("model") : undefined;
    if (typeof name !== "string") return false;
    const isProfile = name !== modelId && name.endsWith(`.${modelId}`);
    if (name !== modelId && !(isProfile && (scope === "global") === name.startsWith("global."))) return false;
    const scopes = isMap(item) ? item.get("scopes") : undefined;
    return !isSeq(scopes) || scopes.items.some((one) => isScalar(one) && one.value === scope);
  });
  return index < 0 ? undefined : index;
}

function addProfiles(document: Document, models: YAMLSeq, index: number, lack: StackFileLack): void {
  const item = models.items[index];
  const entry = isMap(item) ? item : (document.createNode({ model: (item as { value: unknown }).value }) as YAMLMap);
  if (entry !== item) {
    // The comment of a short form stays with it.
    entry.commentBefore = (item as YAMLMap).commentBefore ?? null;
    entry.comment = (item as YAMLMap).comment ?? null;
    models.items[index] = entry;
  }
  const known = entry.get("applicationProfiles", true);
  if (isSeq(known)) append(document, known, lack.profiles);
  else if (isMap(known)) {
    const own = known.get(lack.scope, true);
    if (isSeq(own)) append(document, own, lack.profiles);
    else known.set(lack.scope, document.createNode([...lack.profiles]));
  } else if (known === undefined)
    entry.set("applicationProfiles", document.createNode({ [lack.scope]: [...lack.profiles] }));
  else throw new CannotAddError(`applicationProfiles of ${lack.modelId} is no list: put the profiles in by hand`);
}

function append(document: Document, list: YAMLSeq, ids: readonly string[]): void {
  const known = new Set(list.items.map((item) => (isScalar(item) ? item.value : undefined)));
  for (const id of ids) if (!known.has(id)) list.add(document.createNode(id));
}
