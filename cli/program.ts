import { Command } from "commander";
import { register as diff } from "./commands/diff.ts";
import { register as iamPolicy } from "./commands/iam-policy.ts";
import { register as init } from "./commands/init.ts";
import { register as plan } from "./commands/plan.ts";
import { register as preview } from "./commands/preview.ts";
import { register as quotas } from "./commands/quotas.ts";
import { register as registry } from "./commands/registry.ts";
import { register as simulate } from "./commands/simulate.ts";
import { register as usage } from "./commands/usage.ts";

/** The `headroom` command with all its subcommands; each registers itself from a file of its own in commands/. */
export function buildProgram(): Command {
  const program = new Command("headroom")
    .description("See how much of every Amazon Bedrock quota you use, before Bedrock throttles.")
    .showHelpAfterError("(add --help for usage and examples)")
    .exitOverride();
  for (const register of [diff, iamPolicy, init, plan, preview, quotas, registry, simulate, usage]) register(program);
  return program;
}
