import { refusalOf } from "../read/refusals.ts";

/** Whether a request that ended in an error may have counted: one that Bedrock refused has not, nor one that was wrong. */
export const mayHaveCounted = (error: unknown): boolean => {
  if (refusalOf(error) !== undefined) return false;
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
  return status === undefined || status >= 500;
};
