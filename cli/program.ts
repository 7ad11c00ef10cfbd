import { Command } from "commander";

/** The `headroom` command with all its subcommands; each registers itself from a file of its own in commands/. */
export function buildProgram(): Command {
  const program = new Command("headroom")
    .description("See how much of every Amazon Bedrock quota you use, before Bedrock throttles.")
    .showHelpAfterError("(add --help for usage and examples)")
    .exitOverride();
  return program;
}
