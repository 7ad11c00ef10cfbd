import { execFile } from "node:child_process";
import { parse } from "yaml";

/** What the Pulumi ESC environments of a stack file bring. */
export interface Environment {
  /** as the stack file names them */
  names: string[];
  /** values by their full key, as Pulumi hands them to the program; those of the stack file itself are among them */
  values: Readonly<Record<string, string>>;
  /** full keys whose values are secret */
  secretKeys: readonly string[];
  /** why they could not be read, where they could not */
  trouble?: string;
}

/** Opening an environment may ask other services for credentials. */
const patience = 30_000;

/**
 * The names under `environment:`, a list, or a map with `imports` and values of its own.
 * pulumi/pulumi sdk/go/common/workspace/project.go, Environment
 * @returns undefined where the file has none
 */
export function environmentNames(text: string): string[] | undefined {
  const file: unknown = parse(text);
  const environment = (file as { environment?: unknown } | null)?.environment;
  if (typeof environment !== "object" || environment === null) return undefined;
  const imports: unknown = Array.isArray(environment) ? environment : (environment as { imports?: unknown }).imports;
  const listed = Array.isArray(imports) ? imports : [];
  // An import may be a map from its name to how it is merged.
  const names = listed.map((one: unknown) =>
    typeof one === "object" && one !== null ? (Object.keys(one)[0] ?? "") : String(one),
  );
  return Array.isArray(environment) ? names : [...names, "values in the file"];
}

/**
 * Asks the `pulumi` command for the stack's config, in which the environments' `pulumiConfig` is already.
 * Nothing is changed by it. Never rejects: what went wrong is told in `trouble`.
 * @param stack as Pulumi takes it, with organisation and project where they were given
 */
export function readEnvironment(
  stack: string,
  names: string[],
  directory: string,
  timeout: number = patience,
): Promise<Environment> {
  const args = ["config", "--json", "--non-interactive", "--stack", stack];
  const failed = (trouble: string): Environment => ({ names, values: {}, secretKeys: [], trouble });
  return new Promise((resolve) => {
    execFile("pulumi", args, { cwd: directory, timeout, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (error) return resolve(failed(troubleOf(error, stderr, timeout)));
      try {
        const found = JSON.parse(stdout) as Record<string, { value?: string; secret?: boolean }>;
        const entries = Object.entries(found);
        resolve({
          names,
          values: Object.fromEntries(
            entries.flatMap(([key, { value, secret }]) => (secret || value === undefined ? [] : [[key, value]])),
          ),
          secretKeys: entries.flatMap(([key, { secret }]) => (secret ? [key] : [])),
        });
      } catch {
        resolve(failed("pulumi config --json did not answer with JSON"));
      }
    });
  });
}

function troubleOf(error: Error & { code?: unknown; killed?: boolean }, stderr: string, timeout: number): string {
  if (error.code === "ENOENT") return "the pulumi command is not on the PATH";
  if (error.killed) return `pulumi config did not answer within ${timeout / 1_000} s`;
  const [line = ""] = stderr.split("\n").filter((one) => one.trim() !== "");
  return `pulumi config: ${line.replace(/^error: /, "").slice(0, 200) || "failed"}`;
}
