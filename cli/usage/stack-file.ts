import { defaultThresholds } from "../../monitoring/default-thresholds.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { targetLabel } from "../../monitoring/target.ts";
import { previewCommand, upWords } from "../../words/commands.ts";
import { packagedVersion } from "../../words/packaged.ts";

/** From the stack file: editors check it and complete in it by this. */
const schemaPath =
  packagedVersion === undefined
    ? "./stacks/stack-config.schema.json"
    : "./node_modules/bedrock-headroom/stack-config.schema.json";

export interface StackFileParts {
  region: string;
  /** in the order in which they shall stand */
  targets: readonly TargetSettings[];
  /** application profiles one by one, and not found at each `up` */
  listProfiles: boolean;
  /** what is known of a target's use, for a comment, by "<modelId> <scope>" */
  remarks: ReadonlyMap<string, string>;
  email?: string;
  slack?: { workspaceId: string; channelId: string };
  /** ids by "<modelId> <scope>" that only the account's lists have, not the shipped registry */
  newIds: ReadonlyMap<string, readonly string[]>;
  /** where the list of models comes from, a sentence */
  origin: string;
}

/** The text of a Pulumi.<stack>.yaml, with comments that say what each part is for. */
export function stackFile(parts: StackFileParts): string {
  const { region, remarks, newIds, email, slack, origin, listProfiles } = parts;
  const targets = listProfiles
    ? parts.targets
    : parts.targets.map((target) => ({ ...target, applicationProfiles: [] }));
  const isNew = (target: TargetSettings) => newIds.has(keyOf(target));
  const byModel = Map.groupBy(
    targets.filter((target) => !isNew(target)),
    ({ model }) => model.modelId,
  );
  const lines = [
    `# yaml-language-server: $schema=${schemaPath}`,
    "#",
    `# Bedrock in ${region}. ${origin}`,
    `# See what it would create: ${previewCommand}. Anything wrong is told at once, before anything is created.`,
    "config:",
    `  aws:region: ${region}`,
    "",
    "  # Each model with the ways of calling it that are monitored; leave scopes out for all that the Region offers.",
    "  bedrock-headroom:models:",
    ...[...byModel.values()].flatMap((own) => modelLines(own, remarks)),
    ...targets.filter(isNew).flatMap((target) => newLines(target, newIds.get(keyOf(target)) ?? [], remarks)),
    "",
    ...(listProfiles
      ? []
      : [
          "  # Application inference profiles draw on their model's quota: `up` finds the account's. Instead of discover you can",
          "  # list them in a model's entry: headroom init --list-profiles.",
          "  bedrock-headroom:applicationProfiles: discover",
          "",
        ]),
    "  # Alarms begin at these percentages of each quota. These are the defaults; a model may have its own.",
    "  bedrock-headroom:thresholds:",
    ...Object.entries(defaultThresholds).map(([name, percentage]) => `    ${name}: ${percentage}`),
    "",
    ...alertLines(email, slack),
  ];
  return `${lines.join("\n")}\n`;
}

const keyOf = ({ model, scope }: TargetSettings): string => `${model.modelId} ${scope}`;

/** A target that the shipped registry does not know: by its own id, with the codes that stand for it in the account. */
function newLines(
  target: TargetSettings,
  [id = target.model.modelId, ...others]: readonly string[],
  remarks: ReadonlyMap<string, string>,
): string[] {
  const { model, scope } = target;
  const remark = remarks.get(keyOf(target));
  const quotas = model.scopes[scope]?.quotas ?? [];
  const off = quotas.length > 0 ? "" : "# ";
  const lines = [
    `- model: ${id}`,
    ...(scope === "mantle" ? [`  scopes: [${scope}]`] : []),
    ...profileLines(target, false).map((line) => line.slice(4)),
    ...(off ? [] : [`  quotas: { ${quotas.map(({ kind, code }) => `${kind}: ${code}`).join(", ")} }`]),
  ];
  const why = off
    ? "the registry doesn't know it and the account has no quota for it, so nothing can be told of its use"
    : "newer than the registry: from this account's lists";
  return [
    `    # ${targetLabel(target)}: ${remark === undefined ? "" : `${remark}; `}${why}`,
    ...(others.length > 0 ? [`    # Also called by ${others.join(", ")}, which ${upWords} finds in the account.`] : []),
    ...lines.map((line) => `    ${off}${line}`),
  ];
}

function modelLines(own: readonly TargetSettings[], remarks: ReadonlyMap<string, string>): string[] {
  const [first] = own;
  if (!first) return [];
  const comments = own.flatMap((target) => {
    const remark = remarks.get(`${target.model.modelId} ${target.scope}`);
    return remark === undefined ? [] : [`    # ${targetLabel(target)}: ${remark}`];
  });
  const profiles = own.flatMap((target) => profileLines(target, own.length > 1));
  const key = own.length > 1 && profiles.length > 0 ? ["      applicationProfiles:"] : [];
  return [
    ...comments,
    `    - model: ${first.model.modelId}`,
    `      scopes: [${own.map(({ scope }) => scope).join(", ")}]`,
    ...key,
    ...profiles,
  ];
}

/** Application profiles; those that are more than an alarm holds, the publisher adds up. */
function profileLines({ scope, applicationProfiles }: TargetSettings, nested: boolean): string[] {
  // A call by the model's ARN shows as an id of its own, which is monitored anyway.
  const ids = applicationProfiles.filter(
    (id) => !id.includes(":foundation-model/") && !id.includes(":inference-profile/"),
  );
  if (ids.length === 0 || scope === "mantle") return [];
  const indent = nested ? "        " : "      ";
  const name = nested ? scope : "applicationProfiles";
  return [`${indent}${name}: [${ids.join(", ")}]`];
}

function alertLines(email: string | undefined, slack: StackFileParts["slack"]): string[] {
  const off = (wanted: boolean) => (wanted ? "" : "# ");
  const any = email !== undefined || slack !== undefined;
  return [
    any ? "  # Who is told of alarms." : "  # Who is told of alarms: nobody yet. Take the # away and put your own.",
    `  ${off(any)}bedrock-headroom:alerts:`,
    `  ${off(email !== undefined)}  email: [${email ?? "platform-team@example.com"}] # AWS asks the address to confirm`,
    `  ${off(slack !== undefined)}  slack: # authorise the workspace once in Amazon Q Developer in chat applications, invite @Amazon Q to the channel`,
    `  ${off(slack !== undefined)}    workspaceId: ${slack?.workspaceId ?? "T0123456789"}`,
    `  ${off(slack !== undefined)}    channelId: ${slack?.channelId ?? "C0123456789"}`,
  ];
}
