import type { ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-bedrock-runtime";
import type {
  DeserializeHandlerOutput,
  DeserializeMiddleware,
  HandlerExecutionContext,
  Pluggable,
} from "@smithy/types";
import { isThrottle } from "./read/errors.ts";
import { modelIdOf } from "./read/model-id.ts";
import { type Operation, operations } from "./read/operations.ts";
import { regionOfEnvironment, regionOfHost } from "./read/region.ts";
import { watchEvents } from "./read/watch-events.ts";
import type { Begin, Hold, Series } from "./words.ts";

/**
 * Sits inside retries and signing, right around the network: each attempt is a request of its own to Bedrock, and what
 * passes there takes just the time in which Bedrock holds its tokens.
 */
export function bedrockMiddleware(
  begin: Begin,
  name = "bedrockHeadroom",
): Pluggable<ServiceInputTypes, ServiceOutputTypes> {
  const middleware: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => {
    const operation = operations[context.commandName ?? ""];
    if (!operation) return next;
    return async (args) => {
      const hold = beginQuietly(begin, operation, args, context);
      if (!hold) return next(args);
      let result: DeserializeHandlerOutput<ServiceOutputTypes>;
      try {
        result = await next(args);
      } catch (error) {
        settleQuietly(hold, () => hold.settle({ throttled: isThrottle(error) }));
        throw error;
      }
      settleQuietly(hold, () => settleAnswer(hold, operation, result));
      return result;
    };
  };
  return {
    applyToStack: (stack) => stack.add(middleware, { name, step: "deserialize", priority: "high", override: true }),
  };
}

function beginQuietly(
  begin: Begin,
  operation: Operation,
  { input, request }: { input: ServiceInputTypes; request: unknown },
  context: HandlerExecutionContext,
): Hold | undefined {
  try {
    const region = regionOfHost((request as { hostname?: string }).hostname) ?? signingRegion(context);
    const series: Series = {
      region,
      endpoint: "bedrock-runtime",
      modelId: modelIdOf((input as { modelId?: unknown }).modelId),
    };
    return begin(series, operation.maxTokens(input));
  } catch {
    // What can't be counted must still be called.
    return undefined;
  }
}

/** An answer that can't be read has ended all the same. */
function settleQuietly(hold: Hold, settle: () => void): void {
  try {
    settle();
  } catch {
    hold.settle({ throttled: false });
  }
}

function settleAnswer(
  hold: Hold,
  operation: Operation,
  { output, response }: DeserializeHandlerOutput<ServiceOutputTypes>,
): void {
  if (!operation.events) {
    const usage = operation.usage(output, response);
    hold.settle({ throttled: false, ...(usage && { usage }) });
    return;
  }
  const events = operation.events(output);
  if (events) watchEvents(events, operation.reader(), hold);
  else hold.settle({ throttled: false });
}

/** For endpoints whose name says nothing, e.g. a proxy: what the request is signed for. */
function signingRegion(context: HandlerExecutionContext): string {
  const scheme = context["__smithy_context"]?.["selectedHttpAuthScheme"] as
    | { httpAuthOption?: { signingProperties?: { region?: string } } }
    | undefined;
  return scheme?.httpAuthOption?.signingProperties?.region ?? regionOfEnvironment();
}
