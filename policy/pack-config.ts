import { readFileSync } from "node:fs";
import { UserError } from "../stacks/user-error.ts";
import type { PackConfig } from "./check-resources.ts";
import { policies } from "./policies.ts";
import { scopeProperty } from "./scope.ts";

const levels = ["advisory", "mandatory", "disabled"];
const pattern = levels.join(", ");

/**
 * The configuration of a pack as Pulumi's --policy-pack-config takes it, checked by what the policies say of theirs.
 * @throws UserError with everything that is wrong with it
 */
export function readPackConfig(file: string): PackConfig {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} can't be used as a policy pack's config: ${(error as Error).message}`);
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UserError(`${file} can't be used as a policy pack's config: it must be a JSON object, by policy`);
  const problems = Object.entries(given).flatMap(([name, value]) => problemsWith(name, value));
  if (problems.length > 0) throw new UserError([`${file}:`, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
  return given as PackConfig;
}

function problemsWith(name: string, value: unknown): string[] {
  const policy = policies.find((one) => one.name === name);
  if (!policy && name !== "all")
    return [`there is no policy ${name}; there are ${policies.map((one) => one.name).join(", ")}, and all`];
  if (typeof value === "string") return levels.includes(value) ? [] : [`${name} is "${value}"; it can be ${pattern}`];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`${name} must be ${pattern}, or an object`];
  const known: Readonly<Record<string, { type: string; enum?: string[] }>> = policy
    ? { enforcementLevel: { type: "string", enum: levels }, scope: scopeProperty, ...policy.config }
    : { enforcementLevel: { type: "string", enum: levels } };
  return Object.entries(value).flatMap(([key, one]) => {
    const property = known[key];
    if (!property) return [`${name} has no ${key}; it has ${Object.keys(known).join(", ")}`];
    if (property.type === "array")
      return Array.isArray(one) && one.every((item) => typeof item === "string")
        ? []
        : [`${name}.${key} must be a list of texts`];
    if (typeof one !== "string" || (property.enum && !property.enum.includes(one)))
      return [`${name}.${key} must be ${property.enum?.join(" or ") ?? "a text"}`];
    return [];
  });
}
