import { defaultThresholds } from "../../monitoring/default-thresholds.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { targetLabel } from "../../monitoring/target.ts";
import type { Registry } from "../../words/registry.ts";
import { isShipped, unknownModelLines } from "./unknown-model-lines.ts";

export interface StackFileParts {
  region: string;
  /** the Region's registry without what an account lists: what the file is planned by where no account is asked */
  shipped: Registry;
  /** in the order in which they shall stand */
  targets: readonly TargetSettings[];
  /** application profiles one by one, and not found at each `up` */
  listProfiles: boolean;
  /** what is known of a target's use, for a comment, by "<modelId> <scope>" */
  remarks: ReadonlyMap<string, string>;
  email?: string;
  slack?: { workspaceId: string; channelId: string };
  /** where the list of models comes from, a sentence */
  origin: string;
}

/** The text of a Pulumi.<stack>.yaml, with comments that say what each part is for. */
export function stackFile(parts: StackFileParts): string {
  const { region, shipped, remarks, email, slack, origin, listProfiles } = parts;
  const targets = listProfiles
    ? parts.targets
    : parts.targets.map((target) => ({ ...target, applicationProfiles: [] }));
  const byModel = Map.groupBy(
    targets.filter((target) => isShipped(target, shipped)),
    ({ model }) => model.modelId,
  );
  const unknown = targets.filter((target) => !isShipped(target, shipped));
  const lines = [
    "# yaml-language-server: $schema=./stacks/stack-config.schema.json",
    "#",
    `# Bedrock in ${region}. ${origin}`,
    "# See what it would create: npm start. Anything wrong is told at once, before anything is created.",
    "config:",
    `  aws:region: ${region}`,
    "",
    "  # Each model with the ways of calling it that are monitored; leave scopes out for all that the Region offers.",
    "  bedrock-headroom:models:",
    ...[...byModel.values()].flatMap((own) => modelLines(own, remarks)),
    ...unknown.flatMap((target) => unknownModelLines(target, remarks.get(`${target.model.modelId} ${target.scope}`))),
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
