import { CommanderError } from "commander";
import { buildProgram } from "./program.ts";
import { UserError } from "./user-error.ts";

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof UserError) {
    console.error(`headroom: ${error.message}`);
    process.exitCode = error.exitCode;
  } else throw error;
}
