import { spawn } from "node:child_process";
import { UserError } from "../stacks/user-error.ts";

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/**
 * Opens an address in the browser of whoever sits at this machine.
 * @throws UserError where there is no such program
 */
export function openInBrowser(address: string): Promise<void> {
  const [command, ...before] = openers[process.platform] ?? ["xdg-open"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, address], { stdio: "ignore", detached: true });
    child.on("error", () => reject(new UserError(`${command} could not be started; open this address: ${address}`)));
    child.on("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
