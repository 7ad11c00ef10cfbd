export { type BedrockRequest, startBedrock } from "./bedrock.ts";
export { type EventMessage, encodeMessage, exceptionEvent, jsonEvent } from "./event-frames.ts";
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
export { type RunningServer, type ServerRequest, serve } from "./server.ts";
