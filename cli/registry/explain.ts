import { createInterface } from "node:readline";
import type { Command } from "commander";
import { type Explanation, explainer } from "../../registry/explain.ts";
import { loadCatalogue } from "../../registry/index.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { kindLabels, limitKinds } from "../../words/words.ts";
import { terminalWidth } from "../terminal-width.ts";
import { fitLines } from "../wrapped.ts";

const help = `
Names are arguments, or lines of standard input where there is no argument. Several words without quotes are one name.

--json prints one object a line:
  {name, kind, scope, label, variant, doubled, status, modelIds, reason}
  kind      ${limitKinds.join(", ")}
  scope     on-demand, cross-region, global, mantle; a daily quota "doubled for cross-region calls" counts on-demand
            calls and cross-region calls alike: its scope is on-demand, and doubled is true
  label     the model, in the words of the quota's name
  variant   "", 1m-context, latency-optimized, async: a quota of its own, never the model's base quota
  status    matched: modelIds is the model; ambiguous: modelIds are all that it could be; unknown: no known model has
            the name; not-inference: not about calling a model
  What a name doesn't say is "". The quota across all models has kind tpd, no scope and status unknown.

Examples:
  $ ${headroomCommand} registry explain "Cross-region model inference tokens per minute for Anthropic Claude Opus 5"
  $ aws service-quotas list-service-quotas --service-code bedrock --query 'Quotas[].[QuotaName]' --output text |
      ${quietHeadroom} registry explain --json

Exit codes: 0 explained, whatever the answer; 1 no name given.`;

export function register(registry: Command): void {
  registry
    .command("explain [quota-name...]")
    .description("say what a Service Quotas name limits, which model it means, and why")
    .option("--json", "print one JSON object a line")
    .addHelpText("after", help)
    .action(async (words: string[], { json = false }: { json?: boolean }) => {
      if (words.length === 0 && process.stdin.isTTY) {
        throw new UserError("no quota name: give one as an argument, or names on standard input, one a line");
      }
      const explain = explainer(await loadCatalogue());
      const explained = await explainAll(words.length > 0 ? namesIn(words) : lines(), explain, json);
      if (explained === 0) {
        throw new UserError(`no quota name: ${words.length > 0 ? "the argument" : "standard input"} has no text`);
      }
    });
}

/**
 * Prints what each name limits, as it comes.
 * @returns how many names there were
 */
async function explainAll(
  names: Iterable<string> | AsyncIterable<string>,
  explain: (name: string) => Explanation,
  json: boolean,
): Promise<number> {
  let explained = 0;
  for await (const name of names) {
    if (name.trim() === "") continue;
    const explanation = explain(name);
    if (json) console.log(JSON.stringify(explanation));
    else console.log(`${explained > 0 ? "\n" : ""}${fitLines(describeExplanation(explanation), terminalWidth())}`);
    explained += 1;
  }
  return explained;
}

/** Arguments with spaces in them are names; words without are one name that nobody quoted. */
const namesIn = (words: readonly string[]): readonly string[] =>
  words.some((word) => /\s/.test(word.trim())) ? words : [words.join(" ")];

const lines = (): AsyncIterable<string> =>
  createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });

/** An explanation as a person reads it. */
export function describeExplanation({ name, kind, scope, label, variant, doubled, ...found }: Explanation): string {
  const scopeText = doubled ? "on-demand calls, and cross-region calls at twice the value" : scope && `${scope} calls`;
  const facts: [string, string][] = [
    ...(kind ? [["limits", [kindLabels[kind], scopeText].filter(Boolean).join(", ")] as [string, string]] : []),
    ...(variant ? [["variant", `${variant}: a quota of its own, not the model's base quota`] as [string, string]] : []),
    ...(label ? [["of", `"${label}"`] as [string, string]] : []),
    ["status", found.status],
    ...(found.modelIds.length > 0 ? [["model", found.modelIds.join(" or ")] as [string, string]] : []),
    ["because", found.reason],
  ];
  return [name, ...facts.map(([key, value]) => `  ${key.padEnd(10)}  ${value}`)].join("\n");
}
