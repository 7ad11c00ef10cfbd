import type {
  PolicyProviderResource,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { defaultsOf } from "./check-resources.ts";
import { plain } from "./plain.ts";
import type { CheckedResource, Policy } from "./policy.ts";
import { NotYetKnown } from "./policy-documents.ts";
import { inScope, scopeProperty } from "./scope.ts";

/** A policy in the form that Pulumi's policy packs take. */
export function packPolicy(policy: Policy): ResourceValidationPolicy | StackValidationPolicy {
  const { name, description, remediation, enforcement, config = {} } = policy;
  const about = {
    name,
    description: `${description} ${remediation}`,
    remediationSteps: remediation,
    enforcementLevel: enforcement,
    configSchema: { properties: { scope: scopeProperty, ...config } },
  };
  const configOf = (given: object) => ({ ...defaultsOf(policy), ...given });
  if (policy.of === "stack")
    return {
      ...about,
      validateStack: ({ resources, getConfig }, report) => {
        const own = configOf(getConfig());
        for (const { urn, message } of policy.check(inScope(resources.map(fromStack), own), own)) report(message, urn);
      },
    };
  return {
    ...about,
    validateResource: (args, report) => {
      const own = configOf(args.getConfig());
      const [resource] = inScope([fromResource(args)], own);
      if (resource === undefined) return;
      try {
        for (const message of policy.check(resource, own)) report(message);
      } catch (error) {
        // Before the resource is created it is known, and the engine asks again.
        if (error instanceof NotYetKnown) args.notApplicable(error.message);
        throw error;
      }
    },
  };
}

const propsOf = (props: unknown) => plain(props) as CheckedResource["props"];

function fromResource({ urn, type, name, props, provider }: ResourceValidationArgs): CheckedResource {
  return { urn, type, name, props: propsOf(props), dependsOn: [], ...defaultTagsOf(provider) };
}

function fromStack(resource: PolicyResource): CheckedResource {
  const { urn, type, name, props, dependencies, propertyDependencies } = resource;
  const waitsFor = [...dependencies, ...Object.values(propertyDependencies).flat()];
  return {
    ...{ urn, type, name, props: propsOf(props) },
    dependsOn: [...new Set(waitsFor.map((one) => one.urn))],
  };
}

/** A provider's inputs are texts: what is a map in a program is JSON there. */
function defaultTagsOf(provider: PolicyProviderResource | undefined): Pick<CheckedResource, "defaultTags"> {
  const given = provider && propsOf(provider.props)["defaultTags"];
  const read = typeof given === "string" ? (JSON.parse(given) as unknown) : given;
  const tags = typeof read === "object" && read !== null ? (read as { tags?: unknown }).tags : undefined;
  return typeof tags === "object" && tags !== null ? { defaultTags: tags as Record<string, string> } : {};
}
