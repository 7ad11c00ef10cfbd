import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}

export interface Job {
  uses?: string;
  if?: string;
  needs?: string | string[];
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  environment?: unknown;
  "timeout-minutes"?: number;
  strategy?: unknown;
  steps?: Step[];
}

export interface Workflow {
  file: string;
  text: string;
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = new URL("../../.github/workflows/", import.meta.url);

/** Every workflow of the project. */
export const workflows: Workflow[] = readdirSync(folder)
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    return { ...(parse(text) as Omit<Workflow, "file" | "text">), file, text };
  });

export function workflow(file: string): Workflow {
  const found = workflows.find((one) => one.file === file);
  if (!found) throw new Error(`there is no workflow ${file}`);
  return found;
}

/** Every job with the name one would call it by, e.g. "ci.yml test". */
export const jobs: { name: string; job: Job }[] = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([id, job]) => ({ name: `${file} ${id}`, job })),
);
