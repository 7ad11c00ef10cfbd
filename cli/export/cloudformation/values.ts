import { isReference, type Part } from "../references.ts";

/** The account that the stack is made in: CloudFormation's pseudo parameter. */
const callerAccount = "AWS::AccountId";

/**
 * A text in a template: as it stands, or Ref, Fn::GetAtt or Fn::Sub where it refers to something.
 * @param fragmentOf what an output is called in Fn::Sub
 */
export function cloudFormationText(
  parts: readonly Part[],
  fragmentOf: (urn: string, output: string) => string,
): unknown {
  if (parts.every((part) => typeof part === "string")) return parts.join("");
  const fragments = parts.map((part) => {
    // In Fn::Sub a literal ${ is ${!. Template reference, Fn::Sub.
    if (typeof part === "string") return part.replaceAll("${", "${!");
    return isReference(part) ? fragmentOf(part.urn, part.output) : `\${${callerAccount}}`;
  });
  const text = fragments.join("");
  const [, whole] = parts.length === 1 ? (/^\$\{([\w.:]+)\}$/.exec(text) ?? []) : [];
  if (whole === undefined) return { "Fn::Sub": text };
  const [id, attribute] = whole.split(".");
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
