// What of the library this folder uses. tsconfig.json puts it in the place of the library's own types, which name every
// resource of @pulumi/aws: Pulumi's analyser reads all that is imported, at each start, and took 20 s where it takes 1.
// The repository's own check of types reads this folder with the library's real types.
import type { ComponentResource, ComponentResourceOptions, Output } from "@pulumi/pulumi";

export declare class BedrockQuotaMonitor extends ComponentResource {
  constructor(name: string, args: object, opts?: ComponentResourceOptions);
  readonly alarms: readonly { readonly id: string; readonly alarm: { readonly arn: Output<string> } }[];
}
