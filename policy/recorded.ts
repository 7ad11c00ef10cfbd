import type { Recording } from "../preview/recording-engine.ts";
import type { CheckedResource } from "./policy.ts";

/**
 * The resources of a program that was run without an account.
 * @param defaultTags keys of the tags that the stack's config has the provider give
 */
export const recordedResources = (
  { resources }: Pick<Recording, "resources">,
  defaultTags: readonly string[] = [],
): CheckedResource[] =>
  resources.map(({ urn, type, name, custom, inputs, outputs = {}, dependsOn, secretOutputs }) => ({
    urn,
    type,
    name,
    // A component and the stack are what they put out.
    props: custom ? inputs : outputs,
    dependsOn,
    ...(secretOutputs && { secretPaths: secretOutputs }),
    ...(defaultTags.length > 0 && { defaultTags: Object.fromEntries(defaultTags.map((key) => [key, "given"])) }),
  }));
