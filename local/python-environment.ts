import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../stacks/user-error.ts";
import { realFolder } from "./engine/kept-engine.ts";

/** A virtual environment of Python with packages that are pinned by hash. */
export interface PythonEnvironment {
  /** it is there, whole, once it is installed */
  folder: string;
  /**
   * @param what is installed, for what is told: "the AWS emulator"
   * @throws UserError that says what is missing or what pip said
   */
  install(tell: (progress: string) => void, what: string): Promise<void>;
}

export const pythonOf = (folder: string): string => join(folder, "bin", "python");

/** The environment for these very requirements, in a folder of `within`; another list gets another folder. */
export function pythonEnvironment(within: string, requirements: string): PythonEnvironment {
  const folder = join(within, createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12));
  return { folder, install: (tell, what) => install(folder, requirements, tell, what) };
}

async function install(
  folder: string,
  requirements: string,
  tell: (progress: string) => void,
  what: string,
): Promise<void> {
  const python = ["python3", "python"].find(
    (name) => run(name, ["-c", "import sys, venv; assert sys.version_info >= (3, 10)"]).ok,
  );
  const who = `${what[0]?.toUpperCase()}${what.slice(1)}`;
  if (!python)
    throw new UserError(`${who} needs Python 3.10 or newer with venv and pip, and there is none on the PATH.`);
  const temporary = `${folder}.${process.pid}`;
  await realFolder(dirname(folder));
  try {
    tell("making a virtual environment");
    required(run(python, ["-m", "venv", temporary]), "make a virtual environment");
    tell(`installing the packages of ${what}`);
    required(
      run(pythonOf(temporary), [
        ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", requirements],
      ]),
      `install ${what}`,
    );
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  return { ok: status === 0, output: `${stdout ?? ""}${stderr ?? ""}` };
}

function required({ ok, output }: { ok: boolean; output: string }, what: string): void {
  if (!ok) throw new UserError(`Python could not ${what}:\n${output.trimEnd().split("\n").slice(-15).join("\n")}`);
}
