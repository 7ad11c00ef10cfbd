/**
 * Creates resources without the stack traces that Pulumi's SDK formats for each of their properties.
 *
 * The SDK keeps a trace for four promises of every property (runtime/debuggable.ts), about a hundred for an alarm, and
 * prints them only when PULUMI_DEBUG_PROMISE_LEAKS asks for it. With hundreds of alarms they are a third of the
 * program's time (bench/program.ts). Where resources come from is told by other traces, which this leaves alone.
 * An error thrown by `create` has no stack trace: call nothing in it but constructors of resources.
 */
export function withoutStackTraces<T>(create: () => T): T {
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return create();
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
