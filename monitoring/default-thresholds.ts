/**
 * The severities of a stack that names none, each with the percentage of a quota that it begins at, mildest first. The
 * report of use judges by them what no stack file covers.
 */
export const defaultThresholds = { warning: 70, critical: 90 } as const;
