import { notifierMegabytes } from "../../monitoring/cost.ts";
import { functionSettings as publisher } from "../quota-publisher/function-settings.ts";

/** How the notifier is deployed; plain values for whoever makes the Lambda function and what runs it. */
export const functionSettings = {
  runtime: publisher.runtime,
  architecture: publisher.architecture,
  handler: publisher.handler,
  bundleFile: publisher.bundleFile,
  logFormat: publisher.logFormat,
  memoryMegabytes: notifierMegabytes,
  /** seconds; above the 25 that a run's calls may take together (aws-port.ts) */
  timeoutSeconds: 30,
  /**
   * Lambda tries again after one minute and after two more (lambda/latest/dg/invocation-async-error-handling), so an
   * event may grow older than the three minutes and the runs themselves. An hour also outlasts a time without free
   * concurrency, and an OK that late is still true: the notifier looks first whether the alarm is on again.
   */
  maximumRetryAttempts: 2,
  maximumEventAgeInSeconds: 3_600,
} as const;
