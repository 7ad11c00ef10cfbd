import type { QuotaRequest } from "./quota-request.ts";

/** 1,234,567 */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

export const percentText = (part: number, whole: number): string =>
  whole === 0 ? "all" : `${((100 * part) / whole).toFixed(1)} %`;

/** ", case 1789", or nothing */
export const caseText = ({ caseId }: QuotaRequest): string => (caseId === undefined ? "" : `, case ${caseId}`);
