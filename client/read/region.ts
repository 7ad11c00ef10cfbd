const hosts = /(?:^|\.)bedrock-(?:runtime|mantle)(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)\./;

/** The Region in the name of one of Bedrock's endpoints, a private one (VPC) included; undefined for any other name. */
export const regionOfHost = (host: string | undefined): string | undefined => hosts.exec(host ?? "")?.[1];

/** The Region that AWS's environment variables name. "unknown" where none does. */
export const regionOfEnvironment = (): string =>
  process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "unknown";
