import { readFileSync } from "node:fs";
import type { AgentOptions } from "node:https";
import { getCACertificates } from "node:tls";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a company's network asks of every connection; the SDK makes its agents of it, with its own keep-alive and limits. */
export interface Network {
  httpAgent?: AgentOptions;
  httpsAgent?: AgentOptions;
}

/** The environment's proxy or certificates are of no use. The message never holds a proxy's address. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

const proxyNames = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"] as const;
/** Node's own rules for a list of hosts: nodejs.org/api/http.html, "Built-in Proxy Support". */
const exceptionNames = ["no_proxy", "NO_PROXY"] as const;

/**
 * The network as the environment describes it: a proxy (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in capitals or not) and a
 * bundle of certificates (AWS_CA_BUNDLE, as for the AWS CLI). NODE_EXTRA_CA_CERTS Node reads itself.
 *
 * Node's agents go through the proxy themselves (`proxyEnv`, nodejs.org/api/http.html#new-agentoptions, since 24.5.0 and
 * 22.21.0), so nothing is added to what is deployed. Nothing is set where the environment says nothing.
 * @throws NetworkError when the proxy's address is none, or the bundle can't be read; never with what the address holds
 */
export function networkOf(environment: Environment = process.env, version: string = process.versions.node): Network {
  const proxies = proxyNames.filter((name) => environment[name]);
  for (const name of proxies) checkProxy(name, environment[name] ?? "");
  if (proxies.length > 0 && !canProxy(version))
    throw new NetworkError(
      `${proxies[0]} is set, and Node ${version} can't go through a proxy: use Node 24.5 or newer`,
    );
  const proxyEnv = pick(environment, [...proxyNames, ...exceptionNames]);
  const proxy = proxies.length === 0 ? {} : { proxyEnv };
  const trust = certificates(environment["AWS_CA_BUNDLE"]);
  return {
    ...(proxies.length > 0 && { httpAgent: proxy }),
    ...((proxies.length > 0 || trust) && { httpsAgent: { ...proxy, ...(trust && { ca: trust }) } }),
  };
}

/** Node would ignore what is no address and go around the proxy. */
function checkProxy(name: string, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== "") return;
  throw new NetworkError(
    `${name} is no address of a proxy: write http://host:port or https://host:port, with user:password@ before the host where the proxy asks for them`,
  );
}

function canProxy(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/** Node's own certificates, NODE_EXTRA_CA_CERTS among them, and the bundle's. */
function certificates(bundle: string | undefined): string[] | undefined {
  if (!bundle) return undefined;
  let text: string;
  try {
    text = readFileSync(bundle, "utf8");
  } catch (error) {
    throw new NetworkError(`AWS_CA_BUNDLE can't be read: ${(error as Error).message}`);
  }
  if (!text.includes("-----BEGIN "))
    throw new NetworkError(`AWS_CA_BUNDLE holds no certificate in PEM form: ${bundle}`);
  return [...getCACertificates("default"), text];
}

const pick = (environment: Environment, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
