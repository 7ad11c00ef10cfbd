// Checked by the compiler alone: a target that no Region offers does not compile. `npm test` runs tsc over it.
import type { ModelId, ModelScopes, RegionName } from "../../registry/ids.ts";
import { target } from "../../registry/target.ts";

target("anthropic.claude-opus-5", "cross-region");
target("anthropic.claude-opus-5", "global");
target("anthropic.claude-opus-5", "mantle");
target("amazon.nova-pro-v1:0", "on-demand");

// @ts-expect-error no Region offers Claude Opus 4.8 by its own id on bedrock-runtime
target("anthropic.claude-opus-4-8", "on-demand");
// @ts-expect-error Nova Pro has no global profile
target("amazon.nova-pro-v1:0", "global");
// @ts-expect-error a misspelt model
target("anthropic.claude-opsu-5", "cross-region");
// @ts-expect-error a profile's id is no model id
target("us.anthropic.claude-opus-5", "cross-region");
// @ts-expect-error no such way of calling
target("amazon.nova-pro-v1:0", "crossregion");

declare const either: "anthropic.claude-opus-4-8" | "amazon.nova-pro-v1:0";
target(either, "cross-region");
// @ts-expect-error of the two, Nova Pro alone is offered on demand
target(either, "on-demand");
declare const any: ModelId;
// @ts-expect-error no scope is every model's
target(any, "cross-region");

/** The target keeps the literal types, for whatever is built on it. */
export const exact: { model: "cohere.embed-v4:0"; scopes: ["global"] } = target("cohere.embed-v4:0", "global");

export const region: RegionName = "eu-west-1";
// @ts-expect-error no such Region
export const noRegion: RegionName = "eu-west-9";
/** Ids are a union of literals, not string. */
export const literal: string extends ModelId ? never : true = true;
/** A scope of some model is no scope of every model. */
export const differing: "on-demand" extends ModelScopes["anthropic.claude-opus-4-8"] ? never : true = true;
