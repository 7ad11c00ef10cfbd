import type { RecordedResource } from "../../../preview/recording-engine.ts";
import { localName, namesOf } from "../names.ts";
import { isReference, mapTexts, type Part } from "../references.ts";
import { renderEach } from "../render.ts";
import { NoWordError, reworded } from "../shape.ts";
import type { StackExport } from "../stack-export.ts";
import { terraformKinds } from "./table.ts";
import { terraformText } from "./values.ts";

/** The first version of Terraform's AWS provider whose resources take `region` (its guide "Enhanced Region Support"). */
const providerVersion = ">= 6.0.0";

/** The account that the configuration is used in. */
const callerAccount = "data.aws_caller_identity.current.account_id";

export interface TerraformConfiguration {
  terraform: unknown;
  provider: unknown;
  data?: unknown;
  /** by type and name */
  resource: Record<string, Record<string, Record<string, unknown>>>;
  output: Record<string, unknown>;
}

/**
 * A stack as Terraform's configuration in JSON (main.tf.json).
 * @throws UserError naming everything that it has no word for
 */
export function terraformConfiguration(given: StackExport): TerraformConfiguration {
  const { stack, region, resources, archives, partsOf } = given;
  const typeOf = ({ type }: RecordedResource) => terraformKinds[type]?.type ?? type;
  const names = namesOf(resources, localName, typeOf);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const address = (resource: RecordedResource) => `${typeOf(resource)}.${names.get(resource.urn)}`;
  const used = { account: false };
  const expression = (part: Exclude<Part, string>): string => {
    if (!isReference(part)) {
      used.account = true;
      return callerAccount;
    }
    const resource = byUrn.get(part.urn);
    const attribute = resource && terraformKinds[resource.type]?.outputs[part.output];
    if (attribute === undefined) throw new NoWordError(`output ${part.output} of ${resource?.type ?? part.urn}`);
    return `${address(resource as RecordedResource)}.${attribute}`;
  };
  const rendered = renderEach("Terraform", resources, (resource) => {
    const kind = terraformKinds[resource.type];
    if (!kind) throw new NoWordError(`type ${resource.type}`);
    const inputs = reworded(resource.inputs, kind.properties);
    const own = mapTexts(inputs, (text) => terraformText(partsOf(text), expression));
    const text = JSON.stringify(own);
    const waits = resource.dependsOn
      .flatMap((urn) => byUrn.get(urn) ?? [])
      .map(address)
      .filter((one) => !text.includes(`\${${one}.`));
    const archive = archives.get(resource.urn);
    return {
      type: kind.type,
      name: names.get(resource.urn) ?? "",
      arguments: {
        ...(own as Record<string, unknown>),
        ...(archive && { filename: `\${path.module}/${archive.path}`, source_code_hash: archive.sha256 }),
        ...(waits.length > 0 && { depends_on: [...new Set(waits)].sort() }),
      },
    };
  }).sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
  const byType = Map.groupBy(rendered, ({ type }) => type);
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: providerVersion } } },
    provider: { aws: { region } },
    ...(used.account && { data: { aws_caller_identity: { current: {} } } }),
    resource: Object.fromEntries(
      [...byType].map(([type, own]) => [type, Object.fromEntries(own.map((one) => [one.name, one.arguments]))]),
    ),
    output: {
      stack: { value: terraformText([stack], expression) },
      topic_arns: {
        value: rendered.flatMap(({ type, name }) => (type === "aws_sns_topic" ? [`\${${type}.${name}.arn}`] : [])),
      },
    },
  };
}
