import { Argument, type Command } from "commander";
import { testAlertPolicy } from "../test-alert/permissions.ts";
import { usagePolicy } from "../usage/permissions.ts";

const examples = `
Examples:
  $ npm run --silent headroom -- iam-policy usage > policy.json
  $ aws iam create-policy --policy-name bedrock-headroom-usage --policy-document file://policy.json`;

const policies: Readonly<Record<string, () => object>> = {
  usage: usagePolicy,
  quotas: usagePolicy,
  init: usagePolicy,
  "test-alert": testAlertPolicy,
};

export function register(program: Command): void {
  program
    .command("iam-policy")
    .description("print the IAM policy that a command needs, nothing more: read-only but for test-alert")
    .addArgument(new Argument("<command>", "usage, quotas and init need the same").choices(Object.keys(policies)))
    .addHelpText("after", examples)
    .action((command: string) => console.log(JSON.stringify(policies[command]?.(), null, 2)));
}
