import { UserError } from "../../../stacks/user-error.ts";
import { logicalId, namesOf } from "../names.ts";
import { mapTexts } from "../references.ts";
import { renderEach } from "../render.ts";
import { NoWordError, reworded } from "../shape.ts";
import type { StackExport } from "../stack-export.ts";
import { asCloudFormationHasThem, codeParameters } from "./as-cloudformation-has-them.ts";
import { templateLimits } from "./limits.ts";
import { cloudFormationKinds } from "./table.ts";
import { cloudFormationText, idsIn } from "./values.ts";

export interface TemplateResource {
  Type: string;
  DependsOn?: string[];
  Properties: Record<string, unknown>;
}

export interface Template {
  AWSTemplateFormatVersion: "2010-09-09";
  Description: string;
  Parameters: Record<string, unknown>;
  Rules: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, unknown>;
}

/**
 * A stack as a CloudFormation template.
 * @throws UserError naming everything that CloudFormation has no word for
 */
export function cloudFormationTemplate(given: StackExport): Template {
  const { stack, region, partsOf } = given;
  const resources = asCloudFormationHasThem(given);
  const ids = namesOf(resources, logicalId);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const fragmentOf = (urn: string, output: string): string => {
    const resource = byUrn.get(urn);
    const fragment = resource && cloudFormationKinds[resource.type]?.outputs[output];
    if (!fragment) throw new NoWordError(`output ${output} of ${resource?.type ?? urn}`);
    return fragment(ids.get(urn) ?? "", resource.inputs);
  };
  const rendered = renderEach("CloudFormation", resources, (resource): [string, TemplateResource] => {
    const kind = cloudFormationKinds[resource.type];
    if (!kind) throw new NoWordError(`type ${resource.type}`);
    const Properties = mapTexts(reworded(resource.inputs, kind.properties), (text) =>
      cloudFormationText(partsOf(text), fragmentOf),
    ) as Record<string, unknown>;
    const referred = idsIn(Properties);
    const waits = resource.dependsOn.flatMap((urn) => ids.get(urn) ?? []).filter((one) => !referred.has(one));
    return [
      ids.get(resource.urn) ?? "",
      { Type: kind.type, ...(waits.length > 0 && { DependsOn: [...new Set(waits)].sort() }), Properties },
    ];
  }).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Amazon Bedrock quotas in ${region}: dashboards, alarms and who is told. headroom export of stack ${stack}`,
    Parameters: {
      [codeParameters.bucket]: {
        Type: "String",
        MinLength: 3,
        Description: `S3 bucket in ${region} with the functions' code: the folder functions/ beside this template`,
      },
      [codeParameters.prefix]: {
        Type: "String",
        Default: "",
        AllowedPattern: "(.*/)?",
        Description: "Where in the bucket the folder functions/ lies: nothing, or a path that ends in /",
      },
    },
    // Metrics, dashboards and policies name the Region.
    Rules: {
      InItsRegion: {
        Assertions: [
          {
            Assert: { "Fn::Equals": [{ Ref: "AWS::Region" }, region] },
            AssertDescription: `This template is for ${region}: export the stack of another Region for that one`,
          },
        ],
      },
    },
    Resources: Object.fromEntries(rendered),
    Outputs: Object.fromEntries(
      rendered.flatMap(([id, { Type }]) =>
        Type === "AWS::SNS::Topic" || Type === "AWS::Lambda::Function" || Type === "AWS::CloudWatch::Dashboard"
          ? [[id, { Value: { Ref: id } }]]
          : [],
      ),
    ),
  };
}

/**
 * The template's text: indented, or on one line where it is too long for that.
 * @throws UserError where CloudFormation would take neither
 */
export function templateText(template: Template): string {
  const resources = Object.keys(template.Resources).length;
  if (resources > templateLimits.resources)
    throw new UserError(
      `the template would have ${resources} resources, and CloudFormation takes ${templateLimits.resources}: split the models over two stack files, or export with --terraform, which has no such limit`,
    );
  const texts = [`${JSON.stringify(template, null, 1)}\n`, `${JSON.stringify(template)}\n`];
  const fitting = texts.find((text) => Buffer.byteLength(text) <= templateLimits.bytes);
  if (fitting !== undefined) return fitting;
  throw new UserError(
    `the template would have ${Buffer.byteLength(texts[1] ?? "")} bytes, and CloudFormation takes ${templateLimits.bytes}: split the models over two stack files, or export with --terraform, which has no such limit`,
  );
}
