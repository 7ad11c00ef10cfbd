import {
  type DeployedStack,
  deployStack,
  eventually,
  type Published,
  readPublished,
  thisMinute,
} from "../../../local/deployed-stack.ts";
import { sampleDirectory } from "../../fixtures/sample-stacks.ts";

/** The stack whose real minutes the other scenarios run beside. */
export interface Running {
  deployment: Promise<DeployedStack>;
  firstMinute: Promise<FirstMinute>;
  raisedQuota: Promise<RaisedQuota>;
  /** when the schedule has shown what it can, well or badly */
  watched: Promise<unknown>;
}

/** Deploys it, and watches the schedule from the first minute on. */
export function startRunning(): Running {
  const deployment = deployStack("us-east-1", sampleDirectory);
  const firstMinute = deployment.then(watchFirstMinute);
  const raisedQuota = firstMinute.then(async () => watchRaisedQuota(await deployment));
  return { deployment, firstMinute, raisedQuota, watched: Promise.allSettled([firstMinute, raisedQuota]) };
}

type FedQuota = DeployedStack["plan"]["feed"]["quotas"][number];

/** The first minute that the emulator's schedule has run the deployed function for. */
interface FirstMinute {
  /** since the deployment */
  seconds: number;
  time: number;
  published: Published;
  /** Service Quotas' values, by code */
  expected: ReadonlyMap<string, number>;
}

async function watchFirstMinute(deployed: DeployedStack): Promise<FirstMinute> {
  const begun = Date.now();
  const start = thisMinute();
  const quotas = deployed.local.quotas.quotasIn(deployed.plan.region);
  const expected = new Map(quotas.map(({ code, applied, default: usual }) => [code, applied ?? usual ?? Number.NaN]));
  return eventually("the first minute of the feed", 150, async () => {
    const published = await readPublished(deployed, start, 5);
    const time = [0, 1, 2, 3, 4].map((index) => start + index * 60).find(published.ranAt);
    return time === undefined ? undefined : { seconds: (Date.now() - begun) / 1000, time, published, expected };
  });
}

interface RaisedQuota {
  quota: FedQuota;
  oldValue: number;
  newValue: number;
  /** the first other value in CloudWatch */
  shown: number;
}

async function watchRaisedQuota(deployed: DeployedStack): Promise<RaisedQuota> {
  const { plan, inbox, local } = deployed;
  const start = thisMinute();
  const { quota, oldValue } = plan.feed.quotas
    .map((fed) => ({
      quota: fed,
      oldValue: local.quotas.quotasIn(plan.region).find(({ code }) => code === fed.code)?.applied ?? 0,
    }))
    .find(({ quota: { kind }, oldValue: value }) => kind === "tpm" && value > 0)!;
  const newValue = oldValue * 2;
  local.quotas.apply(plan.region, quota.code, newValue);
  // A minute until the function may read again, a minute until the schedule is due, and ten seconds of its tick.
  const shown = await eventually("the raised quota", 140, async () => {
    const published = await readPublished(deployed, start, 5);
    const values = [0, 1, 2, 3, 4].map((index) => published.valueAt(quota, start + index * 60));
    return values.find((value) => value !== undefined && value !== oldValue * quota.multiplier);
  });
  await inbox.waitFor(({ Message }) => Message.includes(quota.code), 20_000);
  return { quota, oldValue, newValue, shown };
}
