import type { RecordedResource } from "../../preview/recording-engine.ts";
import { UserError } from "../../stacks/user-error.ts";
import { shortName } from "./stack-export.ts";

/** A type's last word: `MetricAlarm`. */
const typeWord = (type: string): string => type.split(":").at(-1) ?? type;

const words = (text: string): string[] => text.split(/[^A-Za-z0-9]+/).filter(Boolean);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `AnthropicClaudeOpus5CrossRegionTpmWarningMetricAlarm`: letters and digits alone, as CloudFormation wants them. */
export const logicalId = ({ type, name }: RecordedResource): string =>
  [...words(shortName(name)), typeWord(type)].map(capital).join("");

/** `anthropic_claude_opus_5_cross_region_tpm_warning`, with a letter in front, as Terraform wants it. */
export const localName = ({ name }: RecordedResource): string => {
  const snake = words(shortName(name)).join("_").toLowerCase();
  return /^[a-z]/.test(snake) ? snake : `r_${snake}`;
};

/**
 * The resources' names in a format, by urn. They depend on nothing but the resource's own name, so that one more resource
 * renames no other.
 * @throws UserError where two resources would have one
 */
export function namesOf(
  resources: readonly RecordedResource[],
  nameOf: (resource: RecordedResource) => string,
  spaceOf: (resource: RecordedResource) => string = () => "",
): Map<string, string> {
  const taken = new Map<string, string>();
  return new Map(
    resources.map((resource) => {
      const name = nameOf(resource);
      const other = taken.get(`${spaceOf(resource)} ${name}`);
      if (other !== undefined)
        throw new UserError(`${other} and ${resource.name} would both be called ${name}: rename a severity or a model`);
      taken.set(`${spaceOf(resource)} ${name}`, resource.name);
      return [resource.urn, name];
    }),
  );
}
