/**
 * Columns of the terminal that standard output is; else what COLUMNS says; else endless, for a file and for grep.
 */
export function terminalWidth(): number {
  const given = process.stdout.columns || Number(process.env["COLUMNS"]);
  return given > 0 ? given : Number.POSITIVE_INFINITY;
}
