/** `bedrock-headroom`: the components, for a Pulumi program of one's own. */
export * from "../components/index.ts";
