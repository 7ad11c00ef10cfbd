export {
  type Admission,
  type Counters,
  changeQuotas,
  type Limit,
  openAdmission,
  type Quotas,
  type Refill,
  refillUntil,
  request,
  settle,
  type TokenHold,
  type Verdict,
} from "./admission.ts";
export { type BedrockRequest, startBedrock } from "./bedrock.ts";
export { type EventMessage, encodeMessage, exceptionEvent, jsonEvent } from "./event-frames.ts";
export type { OtherTraffic } from "./other-traffic.ts";
export type { TenantCounters } from "./quota-pool.ts";
export {
  type ConverseUsage,
  converseEvents,
  converseReply,
  errorReply,
  eventReply,
  invokeEvents,
  jsonReply,
  type Reply,
  throttledEvent,
  throttledReply,
} from "./replies.ts";
export type { Random } from "./seeded-random.ts";
export { type RunningServer, type ServerRequest, serve } from "./server.ts";
export type { SimulatedAnswer } from "./simulated-answer.ts";
export { type SimulatedBedrock, type SimulatedModel, type SimulatorOptions, simulateBedrock } from "./simulator.ts";
export { type TurnedClock, turnedClock } from "./turned-clock.ts";
