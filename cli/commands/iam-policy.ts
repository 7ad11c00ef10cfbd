import { Argument, type Command } from "commander";
import { usagePolicy } from "../usage/permissions.ts";

const examples = `
Examples:
  $ npm run --silent headroom -- iam-policy usage > policy.json
  $ aws iam create-policy --policy-name bedrock-headroom-usage --policy-document file://policy.json`;

export function register(command: Command): void {
  command
    .addArgument(new Argument("<command>", "usage, quotas and init need the same").choices(["usage", "quotas", "init"]))
    .addHelpText("after", examples)
    .action(() => console.log(JSON.stringify(usagePolicy(), null, 2)));
}
