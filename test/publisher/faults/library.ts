import { AwsError, accessDenied, type Failure, serverError, tooManyRequests } from "../../../local/servers/aws-http.ts";
import { cutOff, type Script, topicArns, type World } from "./world.ts";

/** Something that goes wrong from minute 10 on; a cold case starts a new environment in that minute. */
export interface Fault {
  name: string;
  script: Script;
}

/** The minute in which it begins. */
export const faultMinute = 10;
/** The next reading after it in a case that is warm: readings are due in minutes 0, 15, 30. */
const nextReading = 15;

const halve = (world: World, index = 0) => {
  const quota = world.quota(world.feed.quotas[index]!.code);
  quota.applied = (quota.applied ?? quota.default ?? 0) / 2;
};
const configured = (world: World) => world.feed.quotas.filter(({ shownOnly }) => !shownOnly);

type Row = Record<string, unknown> & { QuotaCode: string };
interface Page {
  Quotas?: Row[];
  NextToken?: string;
}
/** Changes the pages of a list, or the row of an answer to a direct question. */
const pages = (world: World, operation: string, change: (page: Page) => unknown) =>
  world.answers.set(operation, (_input, usual) => change(usual() as Page));
const rows = (world: World, change: (row: Row) => Row[]) => {
  pages(world, "ListServiceQuotas", (page) => ({ ...page, Quotas: page.Quotas?.flatMap(change) }));
  world.answers.set("GetServiceQuota", (_input, usual) => {
    const { Quota } = usual() as { Quota: Row };
    return { Quota: change(Quota)[0] };
  });
};
/** Of the first quota alone. */
const row = (world: World, change: (row: Row) => Row[]) => {
  const { code } = world.feed.quotas[0]!;
  rows(world, (one) => (one.QuotaCode === code ? change(one) : [one]));
};

const failures: Readonly<Record<string, Failure>> = {
  denied: accessDenied("it"),
  "server errors": serverError(503),
  throttled: tooManyRequests(),
  reset: "reset",
  "cut off": "truncate",
};

/** All of them for what every reading calls, two for the rest. */
const failuresOf = (operation: string): [string, Failure][] =>
  Object.entries(failures).filter(([what]) => !/Default|GetMetricData/.test(operation) || /denied|cut off/.test(what));

const fault = (name: string, script: Script): Fault => ({ name, script });
const from = (name: string, happen: (world: World) => void, others: Script = {}): Fault =>
  fault(name, { ...others, [faultMinute]: happen });

/** Each call of Service Quotas in each way, while a quota is halved, and none while nothing else is wrong. */
const unreadable = ["ListServiceQuotas", "ListAWSDefaultServiceQuotas", "GetServiceQuota", "GetAWSDefaultServiceQuota"]
  .flatMap((operation) =>
    failuresOf(operation).map(([what, failure]) =>
      from(`${operation} ${what}, a quota halved`, (world) => {
        world.server.fail(operation, failure);
        halve(world);
        halve(world, 3);
      }),
    ),
  )
  .concat(
    from("the second page of the list is denied", (world) =>
      world.server.fail("ListServiceQuotas", accessDenied("it"), { after: 1 }),
    ),
    from("the list stalls for five minutes", (world) => world.server.fail("ListServiceQuotas", "stall"), {
      [nextReading + 5]: (world) => world.server.mend(),
    }),
    from("an answer to a direct question stalls", (world) => {
      world.server.fail("GetServiceQuota", "stall", { times: 8 });
      halve(world);
    }),
  );

const reasons = [
  "DEPENDENCY_ACCESS_DENIED_ERROR",
  "DEPENDENCY_THROTTLING_ERROR",
  "DEPENDENCY_SERVICE_ERROR",
  "SERVICE_QUOTA_NOT_AVAILABLE_ERROR",
] as const;
const badValues: readonly unknown[] = [-1, "abc", "NaN", "Infinity", "-Infinity", null, true, "500"];

const badRows = [
  ...reasons.flatMap((ErrorCode) => [
    from(`${ErrorCode} in place of a value`, (world) => {
      halve(world);
      row(world, ({ Value: _, ...one }) => [{ ...one, ErrorReason: { ErrorCode, ErrorMessage: "no" } }]);
    }),
    from(`${ErrorCode} beside a value`, (world) => {
      row(world, (one) => [{ ...one, Value: 1, ErrorReason: { ErrorCode, ErrorMessage: "no" } }]);
    }),
  ]),
  ...badValues.map((Value) =>
    from(`a value of ${JSON.stringify(Value)}`, (world) => {
      halve(world);
      row(world, (one) => [{ ...one, Value }]);
    }),
  ),
  from("a row without value and reason", (world) => row(world, ({ Value: _, ...one }) => [one])),
  from("two rows of one code that disagree", (world) => row(world, (one) => [one, { ...one, Value: 7 }])),
  from("a list whose values are half of what the account has", (world) =>
    pages(world, "ListServiceQuotas", (page) => ({
      ...page,
      Quotas: page.Quotas?.map((one) => ({ ...one, Value: Number(one["Value"]) / 2 })),
    })),
  ),
  // Both ways agree, so it is believed, and told: what the account had for six minutes.
  from("a quota that is 0 for six minutes", (world) => row(world, (one) => [one]), {
    [nextReading - 4]: (world) => {
      world.quota(world.feed.quotas[0]!.code).applied = 0;
    },
    [nextReading + 2]: (world) => {
      world.quota(world.feed.quotas[0]!.code).applied = 1_000;
    },
  }),
  from("a direct answer about another quota", (world) => {
    halve(world);
    world.answers.set("GetServiceQuota", () => ({ Quota: { QuotaCode: "L-00000000", Value: 5 } }));
  }),
];

const badLists = [
  from("an empty list", (world) => pages(world, "ListServiceQuotas", () => ({ Quotas: [] }))),
  from("an answer without a list", (world) => pages(world, "ListServiceQuotas", () => ({}))),
  from("a list that ends after its first page", (world) =>
    pages(world, "ListServiceQuotas", ({ Quotas }) => ({ Quotas })),
  ),
  from("a list cut to its half", (world) =>
    pages(world, "ListServiceQuotas", ({ Quotas = [], NextToken }) => ({
      Quotas: Quotas.slice(0, Quotas.length / 3),
      NextToken,
    })),
  ),
  from("a list without one code that the account has", (world) =>
    pages(world, "ListServiceQuotas", (page) => ({
      ...page,
      Quotas: page.Quotas?.filter(({ QuotaCode }) => QuotaCode !== world.feed.quotas[0]!.code),
    })),
  ),
  from("a list without any configured code", (world) =>
    pages(world, "ListServiceQuotas", (page) => ({
      ...page,
      Quotas: page.Quotas?.filter(({ QuotaCode }) => configured(world).every(({ code }) => code !== QuotaCode)),
    })),
  ),
  from("a list that repeats its token", (world) =>
    pages(world, "ListServiceQuotas", (page) => ({ ...page, NextToken: "page-100" })),
  ),
  from(
    "empty pages of a list without end",
    (world) => {
      let page = 0;
      pages(world, "ListServiceQuotas", () => ({ Quotas: [], NextToken: `page-${page++}` }));
    },
    { [nextReading + 6]: (world) => world.answers.clear() },
  ),
  from("an empty list of defaults", (world) => pages(world, "ListAWSDefaultServiceQuotas", () => ({ Quotas: [] }))),
  from("no resource to whatever is asked, and an empty list", (world) => {
    pages(world, "ListServiceQuotas", () => ({ Quotas: [] }));
    world.answers.set("GetServiceQuota", () => {
      throw new AwsError(400, "NoSuchResourceException");
    });
  }),
];

const unpublished = [
  ...Object.entries(failures).map(([what, failure]) =>
    from(`PutMetricData ${what}`, (world) => world.server.fail("PutMetricData", failure)),
  ),
  from("PutMetricData stalls for eight minutes", (world) => world.server.fail("PutMetricData", "stall"), {
    [faultMinute + 8]: (world) => world.server.mend(),
  }),
  from("every second PutMetricData is denied", (world) => {
    let call = 0;
    world.answers.set("PutMetricData", (_input, usual) => {
      if (call++ % 2 === 0) throw accessDenied("it");
      return usual();
    });
  }),
  from("PutMetricData denied for three minutes", (world) => world.server.fail("PutMetricData", accessDenied("it")), {
    [faultMinute + 3]: (world) => world.server.mend(),
  }),
  from("points are taken and lost", (world) => world.answers.set("PutMetricData", () => ({}))),
  ...failuresOf("GetMetricData").map(([what, failure]) =>
    from(`GetMetricData ${what}, a quota halved`, (world) => {
      world.server.fail("GetMetricData", failure);
      halve(world);
    }),
  ),
];

const refusing = (world: World, arns: readonly string[]) =>
  world.answers.set("Publish", (input, usual) => {
    if (arns.includes(String(input["TopicArn"]))) throw accessDenied("sns:Publish");
    return usual();
  });

const unheard = [
  from("the severest topic refuses, a quota halved", (world) => {
    refusing(world, topicArns.slice(0, 1));
    halve(world);
  }),
  from("every topic refuses, a quota halved", (world) => {
    refusing(world, topicArns);
    halve(world);
  }),
  from(
    "every topic refuses while a quota is halved, then the environment ends",
    (world) => {
      refusing(world, topicArns);
      halve(world);
    },
    {
      [nextReading + 2]: (world) => {
        world.answers.clear();
        world.endEnvironment();
      },
    },
  ),
  from("the topics stall, a quota halved", (world) => {
    world.server.fail("Publish", "stall", { times: 12 });
    halve(world);
  }),
  from("the topics are reset, a quota is gone", (world) => {
    world.server.fail("Publish", "reset");
    delete world.quota(world.feed.quotas[0]!.code).applied;
    delete world.quota(world.feed.quotas[0]!.code).default;
  }),
];

const calls = ["ListServiceQuotas", "GetServiceQuota", "PutMetricData", "GetMetricData", "Publish"] as const;

/** The environment ends at a call, a quota having been halved: the call arrives, or does not. */
const ended = calls.flatMap((operation) =>
  ["before", "after"].map((when) =>
    from(
      `the environment ends ${when} ${operation}, a quota halved`,
      (world) => {
        halve(world);
        world.answers.set(operation, (_input, usual) => {
          const answer = when === "after" ? usual() : undefined;
          cutOff(world);
          if (when === "before") throw accessDenied("it");
          return answer;
        });
      },
      // The next minute's environment is whole again, and so is each after it.
      Object.fromEntries(
        [faultMinute + 1, nextReading, nextReading + 1, nextReading + 2].map((minute) => [
          minute,
          (world: World) => {
            if (world.answers.has("*")) world.answers.clear();
          },
        ]),
      ),
    ),
  ),
);

const miss = (world: World, minutes: number) => {
  for (let minute = faultMinute; minute < faultMinute + minutes; minute++) world.missed.add(minute);
};

const schedule = [
  ...[1, 2, 4, 8, 12, 100].map((minutes) => from(`${minutes} runs missed`, (world) => miss(world, minutes))),
  from("every second run missed", (world) => {
    for (let minute = faultMinute; minute < 100; minute += 2) world.missed.add(minute);
  }),
  from("two runs in each minute", (world) => {
    for (let minute = faultMinute; minute < 100; minute++) world.extraRuns.set(minute, [0]);
  }),
  from("a run for an old minute in each, the schedule dead", (world) => {
    miss(world, 100);
    for (let minute = faultMinute; minute < 100; minute++) world.extraRuns.set(minute, [3]);
  }),
  from("dead letters of an hour ago run now and then, the schedule dead", (world) => {
    miss(world, 100);
    for (let minute = faultMinute; minute < 100; minute += 7) world.extraRuns.set(minute, [60]);
  }),
  from("the function does not start", (world) => {
    world.dead = true;
  }),
  from(
    "the clock an hour ahead for one run",
    (world) => {
      world.clockAhead = 60;
    },
    {
      [faultMinute + 1]: (world) => {
        world.clockAhead = 0;
      },
    },
  ),
  from(
    "the clock an hour behind for one run",
    (world) => {
      world.clockAhead = -60;
    },
    {
      [faultMinute + 1]: (world) => {
        world.clockAhead = 0;
      },
    },
  ),
  from("the clock ten minutes ahead for good", (world) => {
    world.clockAhead = 10;
  }),
  from("the clock ten minutes behind for good", (world) => {
    world.clockAhead = -10;
  }),
  from(
    "an environment for each run",
    (world) => world.endEnvironment(),
    Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [faultMinute + 1 + index, (world: World) => world.endEnvironment()]),
    ),
  ),
];

const gone = (world: World, index: number) => {
  const quota = world.quota(world.feed.quotas[index]!.code);
  delete quota.applied;
  delete quota.default;
};

const together = [
  fault("one code missing from the start, then another vanishes", {
    0: (world) => gone(world, 0),
    [faultMinute]: (world) => gone(world, 1),
  }),
  fault("one code unreadable from the start, then another vanishes", {
    0: (world) => row(world, ({ Value: _, ...one }) => [{ ...one, ErrorReason: { ErrorCode: reasons[0] } }]),
    [faultMinute]: (world) => gone(world, 1),
  }),
  fault("one code missing from the start, then the function is dead", {
    0: (world) => gone(world, 0),
    [faultMinute]: (world) => miss(world, 100),
  }),
  from(
    "Service Quotas denied, then the function dead",
    (world) => world.server.fail("ListServiceQuotas", accessDenied("it")),
    {
      22: (world) => miss(world, 100),
    },
  ),
  from(
    "one row unreadable for good, then Service Quotas denied",
    (world) => row(world, ({ Value: _, ...one }) => [{ ...one, ErrorReason: { ErrorCode: reasons[3] } }]),
    {
      22: (world) => {
        world.server.fail("ListServiceQuotas", accessDenied("it"));
        halve(world, 1);
      },
    },
  ),
  from("a code vanishes and comes back lower", (world) => gone(world, 0), {
    20: (world) => {
      world.quota(world.feed.quotas[0]!.code).applied = 3;
    },
  }),
  from("everything is halved at once", (world) => {
    for (const quota of world.quotas) if (quota.applied !== undefined) quota.applied /= 2;
  }),
  from("everything is doubled at once", (world) => {
    for (const quota of world.quotas) if (quota.applied !== undefined) quota.applied *= 2;
  }),
  from("a quota becomes 0", (world) => {
    world.quota(world.feed.quotas[0]!.code).applied = 0;
  }),
  from("an applied value goes, AWS's default counts", (world) => {
    delete world.quota(world.feed.quotas[0]!.code).applied;
  }),
  fault("nothing can be read from the start", {
    0: (world) => world.server.fail("ListServiceQuotas", accessDenied("it")),
  }),
  fault("nothing can be put from the start", { 0: (world) => world.server.fail("PutMetricData", accessDenied("it")) }),
  fault("the function never runs", {
    0: (world) => {
      for (let minute = 0; minute < 100; minute++) world.missed.add(minute);
    },
  }),
  fault("nothing goes wrong", {}),
];

export const faults: readonly Fault[] = [
  ...unreadable,
  ...badRows,
  ...badLists,
  ...unpublished,
  ...unheard,
  ...ended,
  ...schedule,
  ...together,
];
