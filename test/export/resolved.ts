import type { Template } from "../../cli/export/cloudformation/template.ts";
import type { TerraformConfiguration } from "../../cli/export/terraform/configuration.ts";
import { placeholderAccount } from "../../monitoring/plan.ts";

/** What CloudFormation makes of a value, as far as exports use it: written from its template reference, not from the export. */
export function resolveTemplate(value: unknown, of: (id: string, attribute?: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => resolveTemplate(one, of));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (typeof fields["Ref"] === "string") return of(fields["Ref"]);
  if (Array.isArray(fields["Fn::GetAtt"])) return of(String(fields["Fn::GetAtt"][0]), String(fields["Fn::GetAtt"][1]));
  if (Array.isArray(fields["Fn::Join"])) {
    const [separator, pieces] = fields["Fn::Join"] as [string, unknown[]];
    return pieces.map((piece) => resolveTemplate(piece, of)).join(separator);
  }
  if (typeof fields["Fn::Sub"] === "string")
    return fields["Fn::Sub"].replaceAll(/\$\{(!?)([^}]*)\}/g, (_all, escaped: string, name: string) => {
      if (escaped) return `\${${name}}`;
      const [id = "", attribute] = name.split(".");
      return of(id, attribute);
    });
  return Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, resolveTemplate(one, of)]));
}

/** What Terraform makes of a text in JSON: `${…}` is looked up, `$${` and `%%{` are `${` and `%{`. */
export function resolveTerraform(value: unknown, of: (address: string) => string): unknown {
  if (typeof value === "string")
    return value.replaceAll(/\$\$\{|%%\{|\$\{([^}]*)\}|%\{/g, (found, address?: string) => {
      if (address !== undefined) return of(address);
      if (found === "%{") throw new Error(`a directive begins in ${value}`);
      return found.slice(1);
    });
  if (Array.isArray(value)) return value.map((one) => resolveTerraform(one, of));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveTerraform(one, of)]));
}

/** What a topic, a rule … is called: enough to see that a reference leads to the right one. */
export const byNameIn =
  ({ Resources }: Template) =>
  (id: string, attribute?: string): string => {
    const { Properties = {} } = Resources[id] ?? {};
    const name = Object.entries(Properties).find(([key]) => /^(?!Policy|Display)\w*Name$/.test(key))?.[1];
    if (id === "AWS::AccountId") return placeholderAccount;
    return id.startsWith("AWS::") ? id : `<${attribute ?? "Ref"} of ${String(name ?? id)}>`;
  };

export const byAddressIn =
  ({ resource }: TerraformConfiguration) =>
  (address: string): string => {
    if (address === "data.aws_caller_identity.current.account_id") return placeholderAccount;
    const [type = "", name = "", attribute] = address.split(".");
    return `<${attribute} of ${String(resource[type]?.[name]?.["name"])}>`;
  };
