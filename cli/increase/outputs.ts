import { UserError } from "../../stacks/user-error.ts";
import { terminalWidth } from "../terminal-width.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { paintFor } from "../usage/terminal.ts";
import { caseText } from "./case-text.ts";
import { describeIncrease } from "./describe.ts";
import type { IncreaseDocument } from "./document-shape.ts";
import { increaseMarkdown } from "./markdown.ts";

export interface Outputs {
  json?: string;
  markdown?: string;
  case?: string;
}

/** Checks, before anything is asked of AWS, that all can be written. @throws UserError */
export function checkOutputs({ json, markdown, case: text }: Outputs): void {
  const given = Object.entries({ "--json": json, "--markdown": markdown, "--case": text });
  if (given.filter(([, path]) => path === "-").length > 1)
    throw new UserError("only one of --json, --markdown and --case can go to standard output", exitCodes.cannotTell);
  for (const [option, path] of given) if (path !== undefined && path !== "-") checkWritable(option, path);
}

/** Writes what was asked for; the terminal's text where nothing else goes to standard output. */
export function writeOutputs(documents: readonly IncreaseDocument[], { json, markdown, case: text }: Outputs): void {
  // One Region's document by itself, so that a script need not unwrap it.
  write(json, () => `${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 1)}\n`);
  write(markdown, () => increaseMarkdown(documents));
  write(text, () => {
    const said = caseText(documents);
    return said === "" ? "No increase of a quota is asked for.\n" : `${said}\n`;
  });
  if ([json, markdown, text].includes("-")) return;
  const width = terminalWidth();
  console.log(documents.map((one) => describeIncrease(one, paintFor(process.stdout), width)).join("\n\n"));
}

function write(path: string | undefined, made: () => string): void {
  if (path === undefined) return;
  if (path === "-") process.stdout.write(made());
  else writeWhole(path, made());
}
