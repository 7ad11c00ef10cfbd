import { headroomCommand, refreshCommand, upCommand } from "../../words/commands.ts";
import { matchesGlob } from "../../words/glob.ts";
import { endNotices, endText, legacyMeans } from "../end-of-life.ts";
import { runtimeNamespace } from "../metrics.ts";
import { discoverTargets, placeOfProfile } from "../report/discover.ts";
import { monitoredIds, scopeOf, targetLabel } from "../target.ts";
import type { DoctorFacts, UsedId } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, named, type Reading } from "./finding.ts";

/** See functions/quota-publisher/uncounted.ts: capacity of their own, so there is no quota to watch. */
const drawsOnNoQuota = (id: string): boolean => /:(provisioned-model|imported-model)\//.test(id);

interface Uncounted extends UsedId {
  /** the target whose quota it draws on, e.g. "anthropic.claude-opus-5 cross-region" */
  target?: string;
  why?: string;
}

/** Ids with use that no target of this stack or of its folder counts, and whose quota they draw on. */
function uncountedOf({
  plan,
  used,
  elsewhere,
  registry,
  applicationProfiles,
  systemProfiles,
}: DoctorFacts): Uncounted[] {
  if ("unread" in used) return [];
  const ours = new Set(plan.targets.flatMap(({ monitoredIds: ids }) => ids));
  const ignored = plan.feed.uncounted?.ignore ?? [];
  return used.value
    .filter(({ id, namespace }) => !ours.has(id) && !elsewhere.has(`${namespace} ${id}`))
    .filter(({ id }) => !drawsOnNoQuota(id) && !ignored.some((pattern) => matchesGlob(pattern, id)))
    .map((one): Uncounted => {
      const found = discoverTargets(
        registry,
        [one],
        "value" in applicationProfiles ? applicationProfiles.value : undefined,
        "value" in systemProfiles ? systemProfiles.value : [],
      );
      const [target] = found.targets;
      if (target) return { ...one, target: `${target.model.modelId} ${target.scope}` };
      return { ...one, why: found.unassigned[0]?.why ?? "not known here" };
    });
}

const watchedKeys = ({ plan }: DoctorFacts): Set<string> =>
  new Set(plan.targets.map(({ modelId, scope }) => `${modelId} ${scope}`));

const withCalls = ({ id, calls }: UsedId): string => `${id} (${counted(calls, "call")} in 7 days)`;

/** Models in use that no target watches. */
export function modelsWatched(facts: DoctorFacts): Finding[] {
  const { plan, used } = facts;
  const check = "models-watched";
  if ("unread" in used) return [cannotTell(check, "which models are in use", used.unread)];
  const watched = watchedKeys(facts);
  const others = uncountedOf(facts).filter(({ target }) => target === undefined || !watched.has(target));
  const recent = others.filter(({ calls }) => calls > 0);
  const findings = [...Map.groupBy(recent, ({ target, why }) => target ?? why ?? "")].map(([, of]): Finding => {
    const { target, why } = of[0]!;
    const [modelId = "", scope = ""] = target?.split(" ") ?? [];
    return {
      check,
      // It may be a profile that is counted, where nobody can see profiles.
      level: target === undefined && "unread" in facts.applicationProfiles ? "cannot-tell" : "warning",
      subjects: of.map(({ id }) => id),
      found: `in use and watched by no stack of this folder: ${named(of.map(withCalls))}; ${target === undefined ? `whose quota it draws on can't be told: ${why}` : `draws on the quota of ${modelId} (${scope})`}`,
      fix: {
        text:
          target === undefined
            ? "left out knowingly: publisher.uncounted.ignore in the stack file; what it is"
            : `add to models in the stack file: { model: ${modelId}, scopes: [${scope}] }; left out knowingly: publisher.uncounted.ignore`,
        ...(target === undefined && { command: `${headroomCommand} usage --region ${plan.region}` }),
      },
    };
  });
  const idle = others.length - recent.length;
  const about =
    idle === 0
      ? ""
      : `; ${counted(idle, "id")} that nobody watches had use in the last two weeks and none in the last 7 days`;
  return findings.length > 0
    ? findings
    : [fine(check, `every model in use is watched by a stack of this folder${about}`)];
}

/** Application profiles and ARNs that draw on a watched quota and are not counted with it. */
export function profilesCounted(facts: DoctorFacts): Finding[] {
  const { plan, targets, applicationProfiles, systemProfiles, registry, used, elsewhere } = facts;
  const check = "profiles-counted";
  if ("unread" in applicationProfiles)
    return [cannotTell(check, "whether application profiles are counted", applicationProfiles.unread)];
  if ("unread" in used) return [cannotTell(check, "whether application profiles have use", used.unread)];
  const watched = watchedKeys(facts);
  const findings = [
    ...Map.groupBy(
      uncountedOf(facts).filter(({ target, calls }) => target !== undefined && watched.has(target) && calls > 0),
      ({ target }) => target!,
    ),
  ].map(([key, of]): Finding => {
    const target = targets.find(({ model, scope }) => `${model.modelId} ${scope}` === key);
    const ids = of.map(({ id }) => id);
    return {
      check,
      level: "warning",
      subjects: ids,
      found: `${named(of.map(withCalls))} ${of.length === 1 ? "draws" : "draw"} on the quota of ${target ? targetLabel(target) : key}, which is watched without ${of.length === 1 ? "it" : "them"}: its use is higher than its alarms see`,
      fix: {
        text: target?.discovers
          ? "it is newer than the last deployment"
          : `under that model in the stack file: applicationProfiles: [${ids.join(", ")}], or discover; then`,
        command: upCommand(plan.stack),
      },
    };
  });
  if (findings.length > 0) return findings;
  const counts = new Set(targets.flatMap((target) => monitoredIds(target, plan.region)));
  const idle = applicationProfiles.value.filter((profile) => {
    const isCounted = [profile.profileId, profile.arn].some(
      (id) => counts.has(id) || elsewhere.has(`${runtimeNamespace} ${id}`),
    );
    const place = placeOfProfile(profile, registry, "value" in systemProfiles ? systemProfiles.value : []);
    return !isCounted && "model" in place && watched.has(`${place.model.modelId} ${place.scope}`);
  });
  const about =
    idle.length === 0 ? "" : `; not counted, and without use: ${named(idle.map(({ profileId }) => profileId))}`;
  return [fine(check, `every profile in use of a watched model is counted${about}`)];
}

/** Days before a model's end from which it is more than a note: the second of the notices (monitoring/end-of-life.ts). */
const nearDays = 30;

/** No Region lists no model at all: an empty answer is no list. */
const believed = <Item>(list: Reading<readonly Item[]>, action: string): Reading<readonly Item[]> =>
  "value" in list && list.value.length === 0
    ? { unread: { why: "the Region's list came empty, which no Region's is", fix: "run it again", action } }
    : list;

/** Watched models that the Region lists no more, or that end soon. */
export function modelsOffered(facts: DoctorFacts): Finding[] {
  const { plan, targets, registry, now } = facts;
  const [listedModels, systemProfiles] = [
    believed(facts.listedModels, "bedrock:ListFoundationModels"),
    believed(facts.systemProfiles, "bedrock:ListInferenceProfiles"),
  ];
  const check = "models-offered";
  const findings: Finding[] = [];
  for (const [what, unread] of [
    ["whether the Region lists the watched models", "unread" in listedModels ? listedModels.unread : undefined],
    ["whether the Region lists the watched profiles", "unread" in systemProfiles ? systemProfiles.unread : undefined],
  ] as const)
    if (unread) findings.push(cannotTell(check, what, unread));
  const gone = targets.filter((target) => {
    // No list has what bedrock-mantle serves.
    if (target.scope === "mantle") return false;
    const list =
      target.scope === "on-demand"
        ? "value" in listedModels && listedModels.value
        : "value" in systemProfiles && systemProfiles.value.map(({ profileId }) => profileId);
    return list !== false && !scopeOf(target).ids.some((id) => list.includes(id));
  });
  if (gone.length > 0)
    findings.push({
      check,
      level: "warning",
      subjects: gone.map(({ model, scope }) => `${model.modelId} ${scope}`),
      found: `watched, and not listed by ${plan.region} any more: ${named(gone.map(targetLabel))}`,
      fix: {
        text: `move callers to another model and take ${gone.length === 1 ? "it" : "them"} out of the stack file; bring the registry up to date`,
        command: refreshCommand(plan.region),
      },
    });

  const models = new Map(registry.models.map((model) => [model.modelId, model]));
  const watched = [...new Set(targets.map(({ model }) => model.modelId))].flatMap((id) => models.get(id) ?? []);
  const notices = endNotices(watched, new Date(now * 1000).toISOString().slice(0, 10));
  for (const notice of notices)
    findings.push({
      check,
      level: notice.days > nearDays ? "note" : notice.days > 0 ? "warning" : "critical",
      subjects: [notice.modelId],
      found: endText(notice).replace(/\.$/, ""),
      fix: { command: `${headroomCommand} advise ${notice.modelId} --region ${plan.region}` },
    });
  const told = new Set(notices.map(({ modelId }) => modelId));
  const legacy = watched.filter(({ lifecycle, modelId }) => lifecycle === "legacy" && !told.has(modelId));
  if (legacy.length > 0)
    findings.push({
      check,
      level: "note",
      subjects: legacy.map(({ modelId }) => modelId),
      found: `legacy: ${named(legacy.map(({ name }) => name))}; ${legacyMeans}`,
      fix: { command: `${headroomCommand} registry show ${legacy[0]!.modelId}` },
    });
  if (findings.length > 0) return findings;
  return [fine(check, `${counted(targets.length, "target")} that the Region lists, none near its end`)];
}
