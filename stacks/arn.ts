/** The parts of an ARN that are looked at. Region and account are empty where the ARN has none. */
export interface Arn {
  service: string;
  region: string;
  account: string;
  /** e.g. `application-inference-profile` */
  resourceType: string;
  /** what follows the type */
  resourceId: string;
}

/** @returns undefined for what is no ARN */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...rest] = text.split(":");
  if (prefix !== "arn" || !partition?.startsWith("aws") || !service || rest.length === 0) return undefined;
  const resource = rest.join(":");
  const slash = resource.indexOf("/");
  return {
    service,
    region: region ?? "",
    account: account ?? "",
    resourceType: slash < 0 ? "" : resource.slice(0, slash),
    resourceId: resource.slice(slash + 1),
  };
}
