import { isGiven, type ResourcePolicy } from "../policy.ts";

/**
 * With AWS's own key (alias aws/sns) an alarm can't publish to a topic at all: nobody can change that key's policy to let
 * CloudWatch use it (sns/latest/dg/sns-key-management). So the policy is about being told as much as about secrecy.
 */
export const topicsHaveOwnKey: ResourcePolicy = {
  of: "resource",
  name: "topics-have-own-key",
  description: "Every SNS topic is encrypted with a customer-managed key.",
  remediation:
    "Set kmsMasterKeyId to a key of your own whose policy lets CloudWatch use it: `headroom plan` prints that policy.",
  enforcement: "mandatory",
  check({ type, props }) {
    if (type !== "aws:sns/topic:Topic") return [];
    const key = props["kmsMasterKeyId"];
    if (!isGiven(key)) return ["the topic is not encrypted: it has no kmsMasterKeyId"];
    if (typeof key === "string" && /(^|[:/])alias\/aws\//.test(key))
      return [`the topic is encrypted with AWS's own key ${key}, which CloudWatch may not use`];
    return [];
  },
};
