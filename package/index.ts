/** `bedrock-headroom`: the component, for a Pulumi program of one's own. */
export * from "../api/index.ts";
