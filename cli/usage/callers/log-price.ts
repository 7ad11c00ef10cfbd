import { prices } from "../../../monitoring/prices.ts";

/** A gigabyte as it is charged: which kind it is AWS does not say, so the smaller one. */
const gigabyte = 1e9;

/** Dollars for reading so many bytes of logs. */
export const costOf = (bytes: number): number => (bytes / gigabyte) * prices.logsScannedGigabyte.usd;

/** Bytes that so many dollars read. */
export const bytesFor = (usd: number): number => (usd / prices.logsScannedGigabyte.usd) * gigabyte;
