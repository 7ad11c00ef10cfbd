import type { Command } from "commander";
import { register as explain } from "../registry/explain.ts";
import { register as exportRows } from "../registry/export.ts";
import { register as iamPolicy } from "../registry/iam-policy.ts";
import { register as list } from "../registry/list.ts";
import { register as refresh } from "../registry/refresh.ts";
import { register as show } from "../registry/show.ts";

/** `headroom registry`: each of its verbs has a file of its own in cli/registry/. */
export function register(command: Command): void {
  for (const verb of [list, show, explain, exportRows, refresh, iamPolicy]) verb(command);
}
