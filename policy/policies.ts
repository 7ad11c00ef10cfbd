import { alarmsHaveActions } from "./policies/alarms-have-actions.ts";
import { deadLetters } from "./policies/dead-letters.ts";
import { logsExpire } from "./policies/logs-expire.ts";
import { metricsInOwnNamespace } from "./policies/metrics-in-own-namespace.ts";
import { noPlainSecrets, noSecretOutputs } from "./policies/no-plain-secrets.ts";
import { noWildcardPermissions } from "./policies/no-wildcard-permissions.ts";
import { resourcesAreTagged } from "./policies/resources-are-tagged.ts";
import { topicsHaveOwnKey } from "./policies/topics-have-own-key.ts";
import type { Policy } from "./policy.ts";

/** All policies, in the order in which they are told. */
export const policies: readonly Policy[] = [
  alarmsHaveActions,
  topicsHaveOwnKey,
  noWildcardPermissions,
  metricsInOwnNamespace,
  logsExpire,
  deadLetters,
  noPlainSecrets,
  noSecretOutputs,
  resourcesAreTagged,
];
