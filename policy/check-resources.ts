import { policies } from "./policies.ts";
import type { CheckedResource, Enforcement, Policy, PolicyConfig } from "./policy.ts";
import { inScope } from "./scope.ts";

export interface Finding {
  policy: string;
  enforcement: Enforcement;
  urn: string;
  message: string;
  remediation: string;
}

/** The configuration of a pack, as Pulumi's --policy-pack-config file has it: by policy, a word or an object. */
export type PackConfig = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

export const defaultsOf = ({ config = {} }: Policy): PolicyConfig =>
  Object.fromEntries(Object.entries(config).map(([key, property]) => [key, property.default]));

/** Runs all policies over resources, without an engine. */
export function checkResources(resources: readonly CheckedResource[], config: PackConfig = {}): Finding[] {
  return policies.flatMap((policy) => {
    const level = enforcementOf(policy, config);
    if (level === "disabled") return [];
    const given = config[policy.name];
    const own = { ...defaultsOf(policy), ...(typeof given === "object" && given) };
    const scoped = inScope(resources, own);
    const violations =
      policy.of === "stack"
        ? policy.check(scoped, own)
        : scoped.flatMap((one) => policy.check(one, own).map((message) => ({ urn: one.urn, message })));
    return violations.map(({ urn, message }) => ({
      policy: policy.name,
      enforcement: level,
      urn,
      message,
      remediation: policy.remediation,
    }));
  });
}

/** As the engine decides it: what is said of the policy itself, else of all, else the policy's own. */
function enforcementOf({ name, enforcement }: Policy, config: PackConfig): Enforcement | "disabled" {
  const said = [config[name], config["all"]].map((given) =>
    typeof given === "object" ? given["enforcementLevel"] : given,
  );
  return (said.find((level) => level !== undefined) as Enforcement | "disabled" | undefined) ?? enforcement;
}
