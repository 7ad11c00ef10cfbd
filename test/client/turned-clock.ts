export { type TurnedClock, turnedClock } from "../../client/testing/turned-clock.ts";

export const noon = Date.UTC(2026, 10, 26, 12, 0, 0);
export const minute = 60_000;
