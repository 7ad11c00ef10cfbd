import { spawn } from "node:child_process";
import { UserError } from "../../stacks/user-error.ts";

/**
 * Runs Go in the folder of a module.
 * @param what is built, for the error: "the Pulumi CLI"
 * @returns the lines of its stdout
 * @throws UserError with Go's last lines
 */
export function runGo(
  moduleFolder: string,
  args: readonly string[],
  what: string,
  onStderrLine: (line: string) => void,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, { cwd: moduleFolder, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let unfinished = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      const lines = (unfinished + chunk).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) onStderrLine(line);
    });
    child.on("error", (error) => reject(new UserError(`Go could not be started: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve(stdout.split("\n").filter(Boolean));
      else reject(new UserError(`Go could not build ${what} (code ${code}):\n${lastLines(stderr)}`));
    });
  });
}

const lastLines = (text: string): string => text.trimEnd().split("\n").slice(-15).join("\n");
