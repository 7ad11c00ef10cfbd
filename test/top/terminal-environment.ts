import { type Running, region } from "../usage/pretend-account.ts";

/**
 * What a command in a real terminal gets: a pretended account, a home of its own, and of this process's environment
 * nothing of AWS, of another terminal or against colours.
 * @param leftOut names that it must not have, either
 */
export const environmentOf = (
  folder: string,
  { server }: Running,
  more: NodeJS.ProcessEnv = {},
  leftOut: readonly string[] = [],
): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS_|NO_COLOR|TMUX)/.test(name) && !leftOut.includes(name)),
  ),
  HOME: folder,
  LANG: "C.UTF-8",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ENDPOINT_URL: server.url,
  AWS_ACCESS_KEY_ID: "test-key",
  AWS_SECRET_ACCESS_KEY: "test-secret",
  AWS_REGION: region,
  ...more,
});
