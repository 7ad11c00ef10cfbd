import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { missingForLive } from "../local/local-aws.ts";
import { startServer } from "../local/server.ts";
import { createSession } from "../local/session.ts";
import { trafficChoices } from "../local/traffic.ts";
import { localPage } from "../pages/local/build.ts";
import type { TrafficName } from "../pages/local/data.ts";
import { openInBrowser } from "../preview/open-in-browser.ts";
import { stackNames } from "../stacks/plan-for-stack.ts";
import { UserError } from "../stacks/user-error.ts";

// `npm run local -- us-east-1`: the stack, deployed by the real Pulumi engine to an AWS emulator on this machine, with
// traffic, alarms and messages to watch.

const choices = Object.entries(trafficChoices)
  .map(([name, { about }]) => `  ${name.padEnd(14)} ${about}`)
  .join("\n");

const program = new Command("npm run local --")
  .description("run a stack on this machine: a real deployment to an AWS emulator, under traffic")
  .argument("<stack>", "the stack, by the name in Pulumi.<name>.yaml")
  .addOption(
    new Option("--traffic <name>", "what to begin with; the page can choose another")
      .choices(Object.keys(trafficChoices))
      .default("runaway"),
  )
  .option("--port <number>", "of the page; 0: any that is free", portNumber, 4173)
  .option("--no-open", "don't open the page in the browser")
  .addHelpText(
    "after",
    `
Traffic, each ten minutes long and then calm:
${choices}

Example:
  $ npm run local -- us-east-1 --traffic quota-lowered

Needs no AWS account. "npm run engine" prepares it, once. Ctrl-C destroys the stack and ends everything; a second one
does not wait for that. Exit codes: 0 ended by Ctrl-C, 1 something is missing or broke, 130 ended by a second Ctrl-C.`,
  )
  .exitOverride()
  .action(run);

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return port;
}

async function run(stack: string, options: { traffic: TrafficName; port: number; open: boolean }): Promise<void> {
  // npm runs scripts in the project's folder.
  const source = process.cwd();
  const names = stackNames(source);
  if (!names.includes(stack)) throw new UserError(`there is no stack ${stack}; there are ${names.join(", ")}`);
  const missing = missingForLive();
  if (missing !== undefined) throw new UserError(missing.replace("Skipped, without", "This needs"));

  const server = await startServer(options.port, await localPage(stack), (traffic) => session.choose(traffic));
  const session = createSession({
    stack,
    source,
    traffic: options.traffic,
    tell: (line) => console.log(line),
    onChange: (state) => server.show(state),
  });

  const stopping = new AbortController();
  const onSignal = () => {
    if (stopping.signal.aborted) {
      console.log("Ended without destroying the stack; the local AWS goes with it.");
      void session.abandon().finally(() => process.exit(130));
      return;
    }
    stopping.abort();
    console.log("\nEnding: whatever is under way ends first. Ctrl-C again does not wait.");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    console.log(`Page: ${server.url}`);
    // Where there is no browser, the address above is enough.
    if (options.open) await openInBrowser(server.url).catch(() => {});
    await session.run(stopping.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    await server.close();
  }
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof UserError) {
    console.error(`local: ${error.message}`);
    process.exitCode = 1;
  } else throw error;
}
