import { networkOf } from "./network.ts";

/** What may differ from client to client. */
export interface ClientOptions {
  /** default: the SDK's own choice (AWS_REGION, profile) */
  region?: string;
  /** default: AWS's own, or AWS_ENDPOINT_URL */
  endpoint?: string;
  /** tries of one request in all, 5 unless told */
  maxAttempts?: number;
  /** how long a connection may stay silent, in milliseconds, 5,000 unless told */
  silence?: number;
}

/**
 * Settings that all AWS clients here share: retries in the SDK's standard mode, and time limits that really end a
 * stalled request.
 *
 * In @smithy/node-http-handler 4.14 `requestTimeout` covers the wait for the answer's headers and only warns unless
 * `throwOnRequestTimeout` is set; `socketTimeout` covers any silence, also in the middle of an answer's body, but
 * starts after the connection is made; `connectionTimeout` covers that. All three end as a TimeoutError, which the SDK
 * tries again. An answer that trickles for ever is ended only by the caller's abort signal.
 *
 * Proxy and certificates come from the environment (network.ts). STS takes its way from the client that asks for
 * credentials; SSO takes it from `clientConfig`, which the client hands on (@aws-sdk/credential-provider-sso 3.972).
 * @throws NetworkError when the environment describes no network that can be used
 */
export function clientSettings({ region, endpoint, maxAttempts = 5, silence = 5_000 }: ClientOptions = {}) {
  const requestHandler = {
    connectionTimeout: Math.min(silence, 3_000),
    requestTimeout: silence,
    throwOnRequestTimeout: true,
    socketTimeout: silence,
    ...networkOf(),
  };
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    retryMode: "standard",
    maxAttempts,
    requestHandler,
    clientConfig: { requestHandler },
  };
}
