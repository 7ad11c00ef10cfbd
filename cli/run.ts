import { CommanderError } from "commander";
import { UserError } from "../stacks/user-error.ts";

/** Runs the command that the command line names, to its end. */
export async function run(): Promise<void> {
  // `headroom … | head` closes the pipe early, and a terminal may be gone (EIO): that is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    process.exit();
  });

  try {
    const { buildProgram } = await import("./program.ts");
    const program = await buildProgram(process.argv.slice(2));
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else if (error instanceof UserError) {
      console.error(`headroom: ${error.message}`);
      process.exitCode = error.exitCode;
    } else if (error instanceof Error && error.name === "RegistryFileError") {
      // Every command that knows models reads these files.
      console.error(`headroom: ${error.message}`);
      process.exitCode = 1;
    } else if (error instanceof Error && error.name === "NetworkError") {
      console.error(`headroom: ${error.message}`);
      process.exitCode = 3;
    } else throw error;
  }
}
