import type { Time } from "./document.ts";

/** Epoch seconds as ISO 8601 in UTC, without the milliseconds that nothing here has. */
export const isoTime = (epochSeconds: number): Time => `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}Z`;
