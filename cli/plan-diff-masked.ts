import type { DiffReport } from "./plan-diff-report.ts";

/**
 * A report that may be shown to anyone: a comment on a public pull request is mailed, indexed and stays when the
 * history is rewritten. Of an address the first and last letter and its domain stay, which tell whether somebody outside
 * has come in; of an account its last four digits. Two that would read alike are numbered, so that one in place of the
 * other is seen.
 */
export function maskedReport(report: DiffReport): DiffReport {
  const found = new Set<string>();
  mapTexts(report, (text) => {
    for (const [secret] of text.matchAll(form)) found.add(keyOf(secret));
    return text;
  });
  const shown = masks([...found].sort());
  return mapTexts(report, (text) => text.replace(form, (secret) => shown.get(keyOf(secret)) ?? secret));
}

/** Without what an address may hold and stands before one more often: "owner=" of a tag. */
const address = String.raw`[\p{L}\p{N}_.!#$%&'*+?^~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?`;
const account = String.raw`(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])`;
const form = new RegExp(`${address}|${account}`, "gu");

/** An address in other letters is the same one. */
const keyOf = (secret: string): string => secret.toLowerCase();

function masks(secrets: readonly string[]): Map<string, string> {
  const alike = Map.groupBy(secrets, mask);
  return new Map(
    secrets.map((secret) => {
      const short = mask(secret);
      const group = alike.get(short) ?? [];
      return [secret, group.length > 1 ? `${short} (${group.indexOf(secret) + 1})` : short];
    }),
  );
}

function mask(secret: string): string {
  const at = secret.lastIndexOf("@");
  if (at < 0) return `…${secret.slice(-4)}`;
  const [name, domain] = [[...secret.slice(0, at)], secret.slice(at)];
  // Of two letters the first and the last are all.
  return name.length > 2 ? `${name[0]}…${name.at(-1)}${domain}` : `…${domain}`;
}

/** A report with each of its texts changed. */
function mapTexts(
  { stack, lead, headline, notes, past, sections }: DiffReport,
  map: (text: string) => string,
): DiffReport {
  return {
    stack: map(stack),
    lead: lead.map((line) => ({ ...line, text: map(line.text) })),
    headline: map(headline),
    notes: notes.map(map),
    ...(past && { past: past.map(map) }),
    sections: sections.map((section) => ({
      ...section,
      rows: section.rows.map((row) => ({ ...row, names: row.names.map(map), what: map(row.what) })),
    })),
  };
}
