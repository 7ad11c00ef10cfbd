import { type Properties, textMap } from "../values.ts";

/** Tags as most services take them. */
export const tagList = (inputs: Properties): { Key: string; Value: string }[] =>
  Object.entries(textMap(inputs["tags"])).map(([Key, Value]) => ({ Key, Value }));

/** Tags as the provider has them. */
export const tagsOf = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

/** What to set and what to take away for the tags to be as the inputs have them. */
export function tagChanges(
  inputs: Properties,
  before: Properties,
): { set: { Key: string; Value: string }[]; remove: string[] } {
  const [now, old] = [textMap(inputs["tags"]), textMap(before["tags"])];
  return {
    set: tagList(inputs).filter(({ Key, Value }) => old[Key] !== Value),
    remove: Object.keys(old).filter((key) => !(key in now)),
  };
}
