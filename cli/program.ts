import { Command } from "commander";

/** Each command registers itself from a file of its own, which is read only when it is asked for (or for the help). */
const commands: Readonly<Record<string, () => Promise<{ register(program: Command): void }>>> = {
  diff: () => import("./commands/diff.ts"),
  "iam-policy": () => import("./commands/iam-policy.ts"),
  init: () => import("./commands/init.ts"),
  plan: () => import("./commands/plan.ts"),
  preview: () => import("./commands/preview.ts"),
  quotas: () => import("./commands/quotas.ts"),
  registry: () => import("./commands/registry.ts"),
  simulate: () => import("./commands/simulate.ts"),
  "test-alert": () => import("./commands/test-alert.ts"),
  usage: () => import("./commands/usage.ts"),
};

/**
 * The `headroom` command.
 * @param asked the subcommand that is going to run: it alone is loaded. All of them where it is none or not known
 */
export async function buildProgram(asked?: string): Promise<Command> {
  const program = new Command("headroom")
    .description("See how much of every Amazon Bedrock quota you use, before Bedrock throttles.")
    .showHelpAfterError("(add --help for usage and examples)")
    .exitOverride();
  const only = asked !== undefined && Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  const loaded = await Promise.all((only ? [only] : Object.values(commands)).map((load) => load()));
  for (const { register } of loaded) register(program);
  return program;
}
