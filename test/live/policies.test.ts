import { describeLive } from "./describe-live.ts";
import { policyScenarios } from "./scenarios/policies.ts";

describeLive("live policies", () => policyScenarios());
