import type { QuotaAwareOptions } from "./options.ts";

type OnWarning = NonNullable<QuotaAwareOptions["onWarning"]>;

/** A program's own function, whose errors are not ours to spread. */
export function quiet(onWarning: OnWarning): OnWarning {
  return (message, cause) => {
    try {
      onWarning(message, cause);
    } catch {
      // A warning about a warning has nowhere to go.
    }
  };
}
