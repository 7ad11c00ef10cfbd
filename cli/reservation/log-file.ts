/** A file of logs, wherever it is. */
export interface LogFile {
  /** as a person names it */
  name: string;
  /** as stored; undefined where it can't be known before, as of standard input */
  bytes: number | undefined;
  /** its bytes as stored, perhaps compressed */
  open(): AsyncIterable<Buffer>;
}

/** Files to read, and those that are none of a log, with the reason. */
export interface FoundFiles {
  files: LogFile[];
  skipped: { name: string; why: string }[];
}

/**
 * Why a file beside the logs is none of them: bodies over about 100 KB, which Bedrock keeps in files of their own, and what it
 * writes to see whether it may. Names: Amazon Bedrock User Guide, model-invocation-logging; samples of AWS.
 */
export function notLogs(name: string): string | undefined {
  if (/_(?:input|output)\.json(?:\.gz)?$/.test(name) || /\/data\/[^/]+$/.test(name))
    return "a body that Bedrock keeps apart from its record";
  if (name.endsWith("amazon-bedrock-logs-permission-check") || name.endsWith("aws-logs-write-test"))
    return "written to see whether writing is allowed";
  return undefined;
}
