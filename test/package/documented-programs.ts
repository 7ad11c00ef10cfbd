import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = join(import.meta.dirname, "../../docs/programs.md");

/** A program of docs/programs.md, by its heading. */
export interface DocumentedProgram {
  title: string;
  text: string;
}

export const documentedPrograms: readonly DocumentedProgram[] = readFileSync(page, "utf8")
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const text = /```ts\n(.*?)```/s.exec(section)?.[1];
    return text === undefined ? [] : [{ title: section.slice(0, section.indexOf("\n")), text }];
  });
