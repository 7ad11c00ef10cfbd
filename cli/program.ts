import { Command } from "commander";
import { ownVersion } from "../stacks/own-version.ts";
import { terminalWidth } from "./terminal-width.ts";
import { fitLines } from "./wrapped.ts";

interface Entry {
  description: string;
  /** Its arguments, options and action stand in a file of its own, which is read only when the command is asked for. */
  load(): Promise<{ register(command: Command): void }>;
}

const commands: Readonly<Record<string, Entry>> = {
  advise: {
    description: "say what would let more requests through each quota: max_tokens, caching, scopes, models, in numbers",
    load: () => import("./commands/advise.ts"),
  },
  backtest: {
    description:
      "replay the account's minutes through a stack's alarms: what would have warned, and what would be better",
    load: () => import("./commands/backtest.ts"),
  },
  diagnose: {
    description: "say which limit throttled, who drew most then, and what to change first",
    load: () => import("./commands/diagnose.ts"),
  },
  diff: {
    description: "show what changes from one plan to another: alarms, targets, dashboards, quotas, monthly cost",
    load: () => import("./commands/diff.ts"),
  },
  doctor: {
    description:
      "examine a deployed stack from end to end: credentials, alarms, publisher, who is told, what is watched",
    load: () => import("./commands/doctor.ts"),
  },
  forecast: {
    description: "say how use grows, and when each quota is reached if it goes on: dates with intervals",
    load: () => import("./commands/forecast.ts"),
  },
  "iam-policy": {
    description: "print the IAM policy that a command needs, nothing more: read-only but for test-alert",
    load: () => import("./commands/iam-policy.ts"),
  },
  increase: {
    description:
      "prepare requests for larger quotas: which, to what, the text for AWS; send them with --submit, follow them",
    load: () => import("./commands/increase.ts"),
  },
  init: {
    description: "write a stack file for the models that the account uses",
    load: () => import("./commands/init.ts"),
  },
  plan: {
    description:
      "show what a stack would create: targets, quotas, alarms, dashboards, cost; needs no AWS account but for --live",
    load: () => import("./commands/plan.ts"),
  },
  preview: {
    description: "show what the stacks would create, on simulated traffic, as a page; needs no AWS account",
    load: () => import("./commands/preview.ts"),
  },
  probe: {
    description:
      "find where a model really throttles: a ramp with hard caps, held against used; --dry-run sends nothing",
    load: () => import("./commands/probe.ts"),
  },
  quotas: {
    description: "list the account's Bedrock quotas as they are now, by model and scope",
    load: () => import("./commands/quotas.ts"),
  },
  registry: {
    description: "the models, scopes and quota codes that the project knows: look them up, explain them, refresh them",
    load: () => import("./commands/registry.ts"),
  },
  reservation: {
    description: "show what Bedrock reserved beside what was used, from model invocation logs",
    load: () => import("./commands/reservation.ts"),
  },
  simulate: {
    description: "show when each alarm of a stack would fire and clear under some traffic; needs no AWS account",
    load: () => import("./commands/simulate.ts"),
  },
  "test-alert": {
    description: "send an ALARM and an OK, marked TEST, through every channel of a deployed stack",
    load: () => import("./commands/test-alert.ts"),
  },
  top: {
    description: "watch in the terminal how full each quota is, minute by minute",
    load: () => import("./commands/top.ts"),
  },
  usage: {
    description: "report how close each model came to each quota, from CloudWatch and Service Quotas",
    load: () => import("./commands/usage.ts"),
  },
};

/**
 * The `headroom` command.
 * @param words the command line: the command that they name is loaded, the others are known by name and description
 */
export async function buildProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("headroom")
    // For the help: cli/main.ts answers it before anything is loaded.
    .version(ownVersion())
    .description("See how much of every Amazon Bedrock quota you use, before Bedrock throttles.")
    // `increase` and `increase status` have options of the same names: each takes those that stand after it.
    .enablePositionalOptions()
    .showHelpAfterError("(add --help for usage and examples)")
    .configureOutput({ writeOut: (text) => process.stdout.write(fitLines(text, terminalWidth())) })
    .exitOverride();
  const [first, second] = words;
  const asked = first === "help" ? second : first;
  for (const [name, { description, load }] of Object.entries(commands)) {
    const command = program.command(name).description(description);
    if (name === asked) (await load()).register(command);
  }
  return program;
}
