import type { CheckedResource, ConfigProperty, PolicyConfig } from "./policy.ts";

/**
 * Whose resources a policy looks at. `headroom`: those that this project's components make, wherever they are used, so
 * that the pack can be switched on in a program with resources of other teams and says nothing of those. `all`: every
 * resource of the program.
 */
export const scopeProperty: ConfigProperty = {
  type: "string",
  description:
    "Whose resources are looked at: headroom (what bedrock-headroom's components make), or all of the program's.",
  enum: ["headroom", "all"],
  default: "headroom",
};

/** Begin of the types of this project's components. */
const componentType = "bedrock-headroom:";
const stackType = "pulumi:pulumi:Stack";

/**
 * Whether a resource is made by one of this project's components: a URN has the types of all its parents.
 * pulumi.com/docs/iac/concepts/resources/names#urns
 */
const isOurs = (urn: string): boolean =>
  (urn.split("::")[2] ?? "").split("$").some((type) => type.startsWith(componentType));

/**
 * The resources that a policy looks at. The stack itself, with its outputs, is ours where everything in it is.
 */
export function inScope<Resource extends Pick<CheckedResource, "urn" | "type">>(
  resources: readonly Resource[],
  config: PolicyConfig,
): Resource[] {
  if (config["scope"] === "all") return [...resources];
  const inStack = resources.filter(({ type }) => type !== stackType && !type.startsWith("pulumi:providers:"));
  const onlyOurs = inStack.every(({ urn }) => isOurs(urn));
  return resources.filter(({ urn, type }) => isOurs(urn) || (type === stackType && onlyOurs));
}
