/** What the alarms of the stack that covers a target read of its use. */
export interface AlarmCoverage {
  stack: string;
  /** ids with use that draw on the target's quotas and that the stack's file does not name */
  unseenIds: string[];
  /** percent of the use in the window that the alarms see */
  share: number;
  /** percent of the quota of tokens a minute that they saw in the highest minute; null: no such use, or no such quota */
  peak: number | null;
}

/** Lines that a stack file lacks, ready to paste; `usage --fix` writes them. */
export interface StackLines {
  stack: string;
  /** entries of the list of models, as YAML */
  yaml: string;
}
