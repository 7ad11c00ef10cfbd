import { UserError } from "../../stacks/user-error.ts";
import { documentsJson } from "../documents-json.ts";
import { terminalWidth } from "../terminal-width.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { checkWritable, writeWhole } from "../usage/output-files.ts";
import { paintFor } from "../usage/terminal.ts";
import { caseText } from "./case-text.ts";
import { describeIncrease, describeSubmitted } from "./describe.ts";
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

/** Whether standard output is for people: nothing else was asked to go there. */
export const isForPeople = ({ json, markdown, case: text }: Outputs): boolean => ![json, markdown, text].includes("-");

/** Prints what is asked for and why. */
export function showDocuments(documents: readonly IncreaseDocument[]): void {
  const width = terminalWidth();
  console.log(documents.map((one) => describeIncrease(one, paintFor(process.stdout), width)).join("\n\n"));
}

/**
 * Writes what was asked for; the terminal's text where nothing else goes to standard output. Standard output first: what
 * was submitted is told even where a file can't be written.
 * @param isShown the documents were printed before they were submitted, so that what came of it is enough
 */
export function writeOutputs(documents: readonly IncreaseDocument[], given: Outputs, isShown: boolean): void {
  const { json, markdown, case: text } = given;
  const outputs: [path: string | undefined, made: () => string][] = [
    [json, () => documentsJson(documents)],
    [markdown, () => increaseMarkdown(documents)],
    [text, () => caseFile(documents)],
  ];
  const shown = outputs.find(([path]) => path === "-");
  if (shown) process.stdout.write(shown[1]());
  else if (isShown) console.log(describeSubmitted(documents, paintFor(process.stdout), terminalWidth()));
  else showDocuments(documents);
  for (const [path, made] of outputs) if (path !== undefined && path !== "-") writeWhole(path, made());
}

function caseFile(documents: readonly IncreaseDocument[]): string {
  const text = caseText(documents);
  return text === "" ? "No increase of a quota is asked for.\n" : `${text}\n`;
}
