/**
 * One spelling for the many that AWS uses for a model: in model ids, in the models' and profiles' names, in quota names.
 * Only what never tells two models apart is taken away: capitals, dashes and brackets, the space between a word and a
 * number. Versions, sizes and dates stay, and so does any character this doesn't know.
 */

/**
 * Words; numbers with their dots and unit ("4.5", "70b"); "+", which is the whole difference of Command R+; a dot whose
 * number lacks a half ("Opus .5" may be any Opus, "Opus 5." is a sentence's end); the unknown.
 */
const parts = /\p{L}+|\p{N}+(?:\.\p{N}+)*\p{L}*|\.(?=\p{N})|(?<=\p{N})\.(?!$)|[^\s\-_(),.:]/gu;

/**
 * @param text a name, label or id, e.g. "Amazon Nova Reel1.0"
 * @returns its parts in lower case, with one space between them, e.g. "amazon nova reel 1.0"
 */
export function normalise(text: string): string {
  return (text.toLowerCase().match(parts) ?? []).map((part) => (part === "+" ? "plus" : part)).join(" ");
}

const versionInId = /-v(?<major>\d+)(?:-(?<part>\d+))?(?::(?<minor>\d+))?$/;

/** Whether an id ends in version 1, which AWS leaves out of names or puts into them as it likes. */
export const isVersionOne = (modelId: string): boolean => /-v1(?::0)?$/.test(modelId);

/**
 * The names that a model id spells. AWS leaves version 1 out or puts it in as it likes ("Claude Opus 4.5", "Claude
 * Opus 4.6 V1"), so an id of version 1 has both; any later version is part of the name. The day of release is never in
 * a name; where two ids differ by it alone, both spell the same name, which is then ambiguous.
 * @param modelId e.g. "anthropic.claude-haiku-4-5-20251001-v1:0"
 * @returns normalised names without the provider, e.g. ["claude haiku 4.5", "claude haiku 4.5 v 1", "claude haiku 4.5 1.0"]
 */
export function namesInId(modelId: string): string[] {
  const id = modelId.slice(modelId.indexOf(".") + 1);
  const version = versionInId.exec(id);
  const model = (version ? id.slice(0, version.index) : id)
    .replace(/-\d{8}$/, "")
    // "claude-3-5-haiku" and "llama3-1-8b" have their version's dot written as a dash
    .replace(/(\d)-(\d+)(?=-|$)/g, "$1.$2");
  const name = normalise(model);
  if (!version) return [name];
  const { major, part, minor } = version.groups as { major: string; part?: string; minor?: string };
  if (part !== undefined) return [`${name} v ${major}.${part}`];
  const exact = minor === undefined ? [] : [`${name} ${major}.${minor}`];
  if (major !== "1") return [`${name} v ${major}`, ...exact];
  return minor === undefined || minor === "0" ? [name, `${name} v ${major}`, ...exact] : exact;
}
