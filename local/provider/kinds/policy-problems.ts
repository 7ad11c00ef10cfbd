import type { Problem } from "../problem.ts";
import { hasUnknown, isObject, text } from "../values.ts";

/** Whom a policy is for: an identity's names resources, a resource's and a role's trust name principals. */
type Part = "identity" | "resource" | "trust";

/**
 * What IAM would refuse in a policy's JSON text.
 * IAM/latest/UserGuide/reference_policies_elements (Version, Statement, Effect, Action, Resource, Principal)
 */
export function policyProblems(property: string, value: unknown, part: Part): Problem[] {
  const policyText = text(value);
  if (policyText === undefined || hasUnknown(value)) return [];
  return reasonsAgainst(policyText, part).map((reason) => ({ property, reason }));
}

function reasonsAgainst(policyText: string, part: Part): string[] {
  let policy: unknown;
  try {
    policy = JSON.parse(policyText);
  } catch (error) {
    return [`is not JSON: ${(error as Error).message}`];
  }
  if (!isObject(policy)) return ["must be a JSON object"];
  const statements = Array.isArray(policy["Statement"]) ? policy["Statement"] : [policy["Statement"]];
  return [
    // Without it AWS takes 2008-10-17, in which policy variables are plain text.
    ...(policy["Version"] === "2012-10-17" ? [] : ['lacks "Version": "2012-10-17"']),
    ...(policy["Statement"] === undefined || statements.length === 0 ? ["has no Statement"] : []),
    ...statements.flatMap((statement, index) =>
      isObject(statement) ? statementReasons(statement, part).map((reason) => `Statement[${index}]${reason}`) : [],
    ),
  ];
}

function statementReasons(statement: Record<string, unknown>, part: Part): string[] {
  const has = (element: string): boolean => element in statement || `Not${element}` in statement;
  const reasons: string[] = [];
  if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny")
    reasons.push(' lacks "Effect": "Allow" or "Deny"');
  if (!has("Action")) reasons.push(" lacks Action");
  if (part !== "trust" && !has("Resource")) reasons.push(" lacks Resource");
  if (part !== "identity" && !has("Principal")) reasons.push(" lacks Principal");
  if (part === "identity" && "Principal" in statement) reasons.push(" must not have Principal");
  const empty = ["Action", "Resource"].find((key) => Array.isArray(statement[key]) && statement[key].length === 0);
  if (empty) reasons.push(`.${empty} is empty`);
  for (const key of Object.keys(statement))
    if (!/^(Sid|Effect|(Not)?(Principal|Action|Resource)|Condition)$/.test(key))
      reasons.push(` has ${key}, which is no element of a policy`);
  return reasons;
}
