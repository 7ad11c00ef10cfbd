import type { Part } from "../references.ts";

/**
 * A text in Terraform's JSON, where each is a template: `${` and `%{` begin something there, and doubled stand for
 * themselves (language/syntax/json#expression-mapping, language/expressions/strings#escape-sequences).
 * @param expressionOf what a part that refers to something is called
 */
export function terraformText(parts: readonly Part[], expressionOf: (part: Exclude<Part, string>) => string): string {
  return parts
    .map((part, at) => {
      if (typeof part === "object") return `\${${expressionOf(part)}}`;
      const text = part.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
      // A dollar in front of a reference would double the one that begins it.
      return typeof parts[at + 1] === "object" ? text.replace(/\$+$/, (dollars) => `\${"${dollars}"}`) : text;
    })
    .join("");
}
