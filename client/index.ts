export { type Headroom, type HeadroomOptions, headroom } from "./headroom.ts";
export type { Figures } from "./minutes/figures.ts";
export type { MinuteRecord } from "./minutes/minutes.ts";
export { type CloudWatchOptions, cloudWatch } from "./publish/cloudwatch.ts";
export type { Batch, Outcome, Publisher } from "./publish/publisher.ts";
export type { Series } from "./words.ts";
