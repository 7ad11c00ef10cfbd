import type { Problem } from "../problem.ts";
import { hasUnknown, isObject, type Properties, text } from "../values.ts";

type Part = "identity" | "resource" | "trust";

/**
 * What IAM would refuse in a policy's JSON text.
 * IAM/latest/UserGuide/reference_policies_elements (Version, Statement, Effect, Action, Resource, Principal)
 * @param part whom it is for: an identity's policy names resources, a resource's policy and a role's trust name principals
 */
export function policyProblems(property: string, value: unknown, part: Part): Problem[] {
  const policyText = text(value);
  if (policyText === undefined || hasUnknown(value)) return [];
  const problem = (reason: string): Problem => ({ property, reason });
  let policy: unknown;
  try {
    policy = JSON.parse(policyText);
  } catch (error) {
    return [problem(`is not JSON: ${(error as Error).message}`)];
  }
  if (!isObject(policy)) return [problem("must be a JSON object")];
  const problems: Problem[] = [];
  // Without it AWS takes 2008-10-17, in which policy variables are plain text.
  if (policy["Version"] !== "2012-10-17") problems.push(problem('lacks "Version": "2012-10-17"'));
  const statements = Array.isArray(policy["Statement"]) ? policy["Statement"] : [policy["Statement"]];
  if (policy["Statement"] === undefined || statements.length === 0) problems.push(problem("has no Statement"));
  for (const [index, statement] of statements.entries())
    if (isObject(statement))
      for (const reason of statementProblems(statement, part)) problems.push(problem(`Statement[${index}]${reason}`));
  return problems;
}

/** Each as what follows on the statement's place. */
function statementProblems(statement: Properties, part: Part): string[] {
  const found: string[] = [];
  const lacks = (what: string) => found.push(` lacks ${what}`);
  const says = (what: string) => what in statement || `Not${what}` in statement;
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") lacks('"Effect": "Allow" or "Deny"');
  if (!says("Action")) lacks("Action");
  if (part !== "trust" && !says("Resource")) lacks("Resource");
  if (part !== "identity" && !says("Principal")) lacks("Principal");
  if (part === "identity" && "Principal" in statement) found.push(" must not have Principal");
  const empty = ["Action", "Resource"].find((key) => Array.isArray(statement[key]) && statement[key].length === 0);
  if (empty) found.push(`.${empty} is empty`);
  for (const key of Object.keys(statement))
    if (!/^(Sid|Effect|(Not)?(Principal|Action|Resource)|Condition)$/.test(key))
      found.push(` has ${key}, which is no element of a policy`);
  return found;
}
