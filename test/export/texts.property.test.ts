import assert from "node:assert/strict";
import fc from "fast-check";
import { cloudFormationText } from "../../cli/export/cloudformation/values.ts";
import { isReference, type Part } from "../../cli/export/references.ts";
import { terraformText } from "../../cli/export/terraform/values.ts";
import { resolveTemplate, resolveTerraform } from "./resolved.ts";

/** Texts full of what begins something in one of the formats. */
const literal = fc
  .array(
    fc.constantFrom("$", "{", "}", "%", "!", "$" + "{", "%{", "$" + "{LABEL}", "$" + "{!x}", "a", '"', "\\", "·", "\n"),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((pieces) => pieces.join(""));
const anyParts: fc.Arbitrary<Part[]> = fc.array(
  fc.oneof<[fc.Arbitrary<string>, fc.Arbitrary<Part>, fc.Arbitrary<Part>]>(
    literal,
    fc.constant({ account: true as const }),
    fc.record({ urn: fc.constantFrom("Topic", "Key"), output: fc.constantFrom("id", "Arn") }),
  ),
  { maxLength: 6 },
);

/** As texts are taken apart: no two literal pieces side by side. */
const parts = anyParts.map((made) =>
  made.filter((part, at) => typeof part !== "string" || typeof made[at - 1] !== "string"),
);

const meant = (made: readonly Part[]): string =>
  made
    .map((part) => (typeof part === "string" ? part : isReference(part) ? `<${part.urn} ${part.output}>` : "<account>"))
    .join("");

describe("a text with references", () => {
  it("is in CloudFormation what it was", () => {
    fc.assert(
      fc.property(parts, (made) => {
        const text = cloudFormationText(made, (urn, output) =>
          output === "id" ? `\${${urn}}` : `\${${urn}.${output}}`,
        );
        const back = resolveTemplate(text, (id, attribute) =>
          id === "AWS::AccountId" ? "<account>" : `<${id} ${attribute ?? "id"}>`,
        );
        assert.equal(back, meant(made));
      }),
    );
  });

  it("is in Terraform what it was", () => {
    fc.assert(
      fc.property(parts, (made) => {
        const text = terraformText(made, (part) => (isReference(part) ? `${part.urn} ${part.output}` : "account"));
        assert.equal(
          resolveTerraform(text, (address) => /^"(\$+)"$/.exec(address)?.[1] ?? `<${address}>`),
          meant(made),
        );
      }),
    );
  });
});
