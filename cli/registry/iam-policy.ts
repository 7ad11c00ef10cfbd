import type { Command } from "commander";
import { quietHeadroom } from "../../words/commands.ts";
import { refreshPolicy } from "./permissions.ts";

export function register(registry: Command): void {
  registry
    .command("iam-policy")
    .description("print the read-only IAM policy that a refresh needs")
    .addHelpText(
      "after",
      `
Example:
  $ ${quietHeadroom} registry iam-policy > policy.json
  $ aws iam put-role-policy --role-name headroom-registry --policy-name refresh --policy-document file://policy.json`,
    )
    .action(() => console.log(JSON.stringify(refreshPolicy, null, 2)));
}
