import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fleet, Place } from "./places.ts";
import type { Command, PlaceResult } from "./run-places.ts";

/** What a command has done so far: by stack, of what it was done. Kept after each place, so that it outlives a crash. */
export interface RunRecord {
  isDone(place: Place): boolean;
  keep(place: Place, result: PlaceResult): void;
}

/** @param resume false: forgets what earlier runs of the command did */
export function openRecord(fleet: Fleet, command: Command, resume: boolean): RunRecord {
  const path = join(fleet.folder, `${command}.json`);
  const done: Record<string, string> = resume ? read(path) : {};
  return {
    isDone: (place) => done[place.stack] === digestOf(fleet, place),
    keep(place, { status }) {
      if (status === "done") done[place.stack] = digestOf(fleet, place);
      else delete done[place.stack];
      mkdirSync(fleet.folder, { recursive: true });
      // Whole or not at all.
      writeFileSync(`${path}.new`, `${JSON.stringify(done, null, 2)}\n`);
      renameSync(`${path}.new`, path);
    },
  };
}

/** A place whose stack file or role has changed is not done any more. */
const digestOf = ({ project }: Fleet, place: Place): string =>
  createHash("sha256")
    .update(JSON.stringify(place))
    .update(readFileSync(join(project, `Pulumi.${place.file}.yaml`)))
    .digest("hex");

function read(path: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}
