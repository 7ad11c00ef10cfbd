import { publisherMegabytes } from "../../monitoring/cost.ts";

/** How the quota publisher is deployed; plain values for whoever makes the Lambda function and its schedule. */
export const functionSettings = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  /** the bundle is index.mjs, the feed lies beside it as feed.json */
  handler: "index.handler",
  bundleFile: "index.mjs",
  feedFile: "feed.json",
  /** seconds; above the 51 that a run's calls may take together (aws-port.ts) and below the minute to the next run */
  timeoutSeconds: 55,
  memoryMegabytes: publisherMegabytes,
  /** structured logs with levels; the log works in both formats */
  logFormat: "JSON",
  scheduleExpression: "rate(1 minute)",
  /**
   * Lambda waits a minute before it tries a failed asynchronous run again (lambda/latest/dg/invocation-async-error-handling),
   * and drops the event when it is older than this: a run of 55 seconds and that minute fit in. The retry is for the case
   * that the environment has ended; it stays under the five minutes after which a run counts for the present minute.
   */
  retry: { attempts: 1, eventAgeSeconds: 180 },
  /** Scheduler's own, where the function can't be invoked; from 60 s (scheduler/latest/APIReference/API_RetryPolicy). */
  delivery: { attempts: 2, eventAgeSeconds: 120 },
} as const;

/**
 * Input of the schedule's target: EventBridge Scheduler puts the time at which the run was due in place of the keyword.
 * docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export const scheduleInput: string = JSON.stringify({ scheduledTime: "<aws.scheduler.scheduled-time>" });
