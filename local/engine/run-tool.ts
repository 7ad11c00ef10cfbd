import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a program to its end. @throws what it said, where it did not end well */
export async function runTool(called: string, program: string, args: readonly string[], input = ""): Promise<void> {
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${called} ended with code ${code}: ${stderr.trim()}`);
}
