import { PolicyPack } from "@pulumi/policy";
import { packPolicy } from "./pack-policy.ts";
import { policies } from "./policies.ts";

// Constructing it starts the server that Pulumi's engine asks: nothing but this file may.
new PolicyPack("bedrock-headroom", {
  displayName: "bedrock-headroom",
  provider: "aws",
  policies: policies.map(packPolicy),
});
