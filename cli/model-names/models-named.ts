import { namesInId, normalise } from "../../registry/normalise.ts";

/** A model by the names that it has. */
export interface Named {
  modelId: string;
  /** AWS's name for it, e.g. "Claude Opus 4.5" */
  name: string;
  provider: string;
  alsoNamed?: readonly string[];
}

/** What an id has behind its model's name: the day of its release, its version. */
const release = /^(?:-\d{8})?(?:-v\d+)?(?::\d+)?$/;

/**
 * Whether a text is an id without its release, and maybe without its vendor: anthropic.claude-opus-4-5 or
 * claude-opus-4-5 of anthropic.claude-opus-4-5-20251101-v1:0.
 */
export const isIdWithoutRelease = (text: string, id: string): boolean =>
  [id, id.slice(id.indexOf(".") + 1)].some(
    (one) => /[.-]/.test(text) && one.startsWith(text) && release.test(one.slice(text.length)),
  );

const namesOf = ({ modelId, name, provider, alsoNamed = [] }: Named): string[] => [
  ...[name, ...alsoNamed].flatMap((one) => [normalise(one), normalise(`${provider} ${one}`)]),
  ...namesInId(modelId),
];

/** The models whose name a text is, in whatever case and spelling: "claude opus 4.5". */
export function modelsNamed<Model extends Named>(text: string, models: readonly Model[]): Model[] {
  const words = normalise(text);
  return words === "" ? [] : models.filter((model) => namesOf(model).includes(words));
}

/**
 * The models whose name has a text's words, whole and one after the other: "opus 4.5". A version is a word, so that
 * "opus 4" is never Opus 4.5.
 */
export function modelsNamedWith<Model extends Named>(text: string, models: readonly Model[]): Model[] {
  const words = normalise(text);
  if (!/\p{L}{2}/u.test(words)) return [];
  return models.filter((model) => namesOf(model).some((name) => ` ${name} `.includes(` ${words} `)));
}
