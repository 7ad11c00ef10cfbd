import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { confirm } from "@clack/prompts";
import { clientSettings } from "../../aws/client.ts";
import { listQuotaRequests, requestIncrease } from "../../aws/quota-requests.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import { kindLabels } from "../../words/words.ts";
import type { UsageClients } from "../usage/clients.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { whole } from "../usage/numbers.ts";
import { answered } from "../usage/pick.ts";
import { requestPart } from "./document.ts";
import type { IncreaseDocument } from "./document-shape.ts";
import { type PlannedRequest, plannedRequests } from "./planned.ts";
import { type Planned, type SubmitPort, submitAll } from "./submit.ts";

export interface SubmitOptions {
  /** --yes */
  yes: boolean;
  /** a person can be asked */
  mayAsk: boolean;
  pause: SubmitPort["pause"];
  ask?: (message: string) => Promise<boolean>;
}

/**
 * Submits what the documents ask for, after asking, one Region after another.
 * @returns the documents with what came of each
 * @throws UserError where nobody may be asked, the answer is no, or what is open could not be read; nothing was sent then
 */
export async function submitDocuments(
  documents: readonly IncreaseDocument[],
  regions: readonly UsageClients[],
  { yes, mayAsk, pause, ask = askPerson }: SubmitOptions,
): Promise<IncreaseDocument[]> {
  const planned = documents.map(plannedRequests);
  const all = planned.flat();
  if (all.length > 0 && !yes) {
    if (!mayAsk)
      throw new UserError(
        `nothing was submitted: ${all.length} ${all.length === 1 ? "request" : "requests"} would be sent to Service Quotas; see them without --submit, then allow it with --yes`,
        exitCodes.cannotTell,
      );
    if (!(await ask(`Send to Service Quotas: ${all.map(sentText).join("; ")}?`)))
      throw new UserError("stopped; nothing was submitted", 130);
  }
  const done: IncreaseDocument[] = [];
  for (const [index, document] of documents.entries()) {
    const clients = regions.find(({ region }) => region === document.region);
    const submitted = clients ? await submitAll((planned[index] ?? []).map(bare), portOf(clients, pause)) : [];
    done.push({
      ...document,
      submitted: submitted.map((one) => ({ ...one, request: one.request && requestPart(one.request) })),
    });
  }
  return done;
}

/** No is what Enter alone means: a request can't be taken back here. */
const askPerson = async (message: string): Promise<boolean> =>
  answered(await confirm({ message, initialValue: false }));

/** What would be sent, as a person is asked about it. */
const sentText = ({ region, code, desired, target, quota }: PlannedRequest): string =>
  `${kindLabels[quota.kind]} of ${target.modelId} (${target.scope}) in ${region}, ${code}, from ${whole(quota.awsValue)} to ${whole(desired)}`;

const bare = ({ region, code, desired }: PlannedRequest): Planned => ({ region, code, desired });

function portOf(clients: UsageClients, pause: SubmitPort["pause"]): SubmitPort {
  const { region, profile } = clients;
  // Sends once: a second send of a request that was taken would be refused at best, and a lost answer is looked up.
  const sending = new ServiceQuotasClient({
    ...clientSettings({ region, maxAttempts: 1, silence: 30_000 }),
    ...(profile !== undefined && { profile }),
  });
  return {
    history: (code) => listQuotaRequests(clients.quotas, { code }),
    request: (code, desired) => requestIncrease(sending, code, desired),
    now: () => Math.floor(Date.now() / 1_000),
    pause,
    explain: (error, action) => {
      if (!isAwsError(error)) return String(error);
      const { why, fix } = troubleOf(error, action, { ...clients, policy: "increase" });
      return `${why}; ${fix}`;
    },
  };
}
