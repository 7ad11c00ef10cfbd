import { functionSettings as publisher } from "../quota-publisher/function-settings.ts";

/** How the digest's function is deployed; plain values for whoever makes it. */
export const functionSettings = {
  runtime: publisher.runtime,
  architecture: publisher.architecture,
  handler: publisher.handler,
  bundleFile: publisher.bundleFile,
  logFormat: publisher.logFormat,
  /** lies beside the bundle: the plan's digest */
  digestFile: "digest.json",
  memoryMegabytes: 256,
  /** seconds; the longest that Lambda gives: a run reads every place (lambda/latest/dg/gettingstarted-limits) */
  timeoutSeconds: 900,
  /** a digest that failed is tried once more, and is worth nothing an hour later */
  retry: { attempts: 1, eventAgeSeconds: 3_600 },
} as const;
