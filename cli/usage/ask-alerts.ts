import { select, text } from "@clack/prompts";
import { UserError } from "../../stacks/user-error.ts";
import { answered } from "./pick.ts";

/** Asks a person who is told of alarms. */
export async function askAlerts(): Promise<{ email?: string; slack?: { workspaceId: string; channelId: string } }> {
  const way = answered(
    await select({
      message: "Who is told of alarms?",
      options: [
        { value: "email", label: "an e-mail address (--email)" },
        { value: "slack", label: "a Slack channel (--slack)" },
        { value: "none", label: "nobody yet" },
      ],
    }),
  );
  if (way === "email")
    return { email: answered(await text({ message: "Which address?", placeholder: "team@example.com" })) };
  if (way !== "slack") return {};
  const ids = await text({ message: "Workspace and channel id?", placeholder: "T0123456789/C0123456789" });
  return { slack: readSlack(answered(ids)) };
}

/** `--slack`: the ids of a workspace and a channel. @throws UserError */
export function readSlack(given: string): { workspaceId: string; channelId: string } {
  const [, workspaceId, channelId] = /^(T[A-Z0-9]+)\/([A-Z0-9]+)$/.exec(given) ?? [];
  if (workspaceId === undefined || channelId === undefined) {
    throw new UserError(
      `--slack ${given}: write the workspace's id, / and the channel's, e.g. T0123456789/C0123456789`,
    );
  }
  return { workspaceId, channelId };
}
