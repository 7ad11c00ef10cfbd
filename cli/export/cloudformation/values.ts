import { isReference, type Part } from "../references.ts";

/** The account that the stack is made in: CloudFormation's pseudo parameter. */
const callerAccount = "AWS::AccountId";

/**
 * A text in a template: as it stands, or Ref, Fn::GetAtt, Fn::Sub or Fn::Join where it refers to something.
 * @param fragmentOf what an output is called in Fn::Sub
 */
export function cloudFormationText(
  parts: readonly Part[],
  fragmentOf: (urn: string, output: string) => string,
): unknown {
  if (parts.every((part) => typeof part === "string")) return parts.join("");
  const fragment = (part: Exclude<Part, string>) =>
    isReference(part) ? fragmentOf(part.urn, part.output) : `\${${callerAccount}}`;
  const [only] = parts;
  if (parts.length === 1 && typeof only === "object") return referral(fragment(only));
  if (parts.some((part) => typeof part === "string" && !canBeEscaped(part)))
    return { "Fn::Join": ["", parts.map((part) => (typeof part === "string" ? part : referral(fragment(part))))] };
  const texts = parts.map((part) => (typeof part === "string" ? part.split("${").join("${!") : fragment(part)));
  return { "Fn::Sub": texts.join("") };
}

/** In Fn::Sub a literal `${name}` is `${!name}` (template reference, Fn::Sub); of a lone `${` nothing is said there. */
const canBeEscaped = (text: string): boolean => !text.replaceAll(/\$\{\w+\}/g, "").includes("${");

/** What Fn::Sub would put in, in the shortest words. */
function referral(fragment: string): unknown {
  const [, id, attribute] = /^\$\{([\w:]+)(?:\.(\w+))?\}$/.exec(fragment) ?? [];
  if (id === undefined) return { "Fn::Sub": fragment };
  return attribute === undefined ? { Ref: id } : { "Fn::GetAtt": [id, attribute] };
}

/** The logical ids that a rendered value refers to. */
export function idsIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const look = (inner: unknown): void => {
    if (typeof inner !== "object" || inner === null) return;
    const fields = inner as Record<string, unknown>;
    if (typeof fields["Ref"] === "string") found.add(fields["Ref"]);
    if (Array.isArray(fields["Fn::GetAtt"])) found.add(String(fields["Fn::GetAtt"][0]));
    if (typeof fields["Fn::Sub"] === "string")
      for (const [, id] of fields["Fn::Sub"].matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)) found.add(id ?? "");
    for (const one of Object.values(fields)) look(one);
  };
  look(value);
  return found;
}
