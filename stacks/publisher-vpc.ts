import { BlockList } from "node:net";
import { limits } from "../monitoring/limits.ts";
import type { PublisherVpc } from "../monitoring/settings.ts";
import type { Checked } from "./check-shape.ts";
import { at, listed, type Problems, show } from "./config-error.ts";
import type { PublisherVpcConfig } from "./publisher-shapes.ts";

type Given = Checked<PublisherVpcConfig>;

const path = "publisher.vpc";
const ofCreate = ["cidr", "zones"] as const;
const ofExisting = ["subnetIds", "securityGroupIds"] as const;
const defaults = { cidr: "10.20.0.0/24", zones: 1 } as const;
const bothForms = "write vpc: { create: true }, or give subnetIds and securityGroupIds";

/** The private ranges: RFC 1918, and RFC 6598 for those who have run out of them. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;

/** Where the publisher's function gets its network; undefined where the config attaches it to none. */
export function publisherVpc(given: Given | undefined, problems: Problems): PublisherVpc | undefined {
  if (!given) return undefined;
  if (problems.under(at(path, "create"))) return undefined;
  if (given.create) {
    for (const key of ofExisting.filter((name) => given[name] !== undefined))
      problems.add(
        at(path, key),
        given[key],
        "stands beside create, which makes a VPC of its own",
        "remove one of them",
      );
    return createdVpc(given, problems);
  }
  // What has the wrong shape is not in `given` any more, and was told already.
  const stands = (key: keyof Given): boolean => given[key] !== undefined || problems.under(at(path, key));
  for (const key of ofCreate.filter(stands))
    problems.add(at(path, key), given[key], "is for a VPC that the stack creates", "add create: true, or remove it");
  if (ofExisting.every((key) => !stands(key))) {
    if (!ofCreate.some(stands)) problems.add(path, given, "says neither create nor which subnets", bothForms);
    return undefined;
  }
  for (const key of ofExisting.filter((missing) => !stands(missing)))
    problems.add(
      at(path, key),
      undefined,
      "is missing: a function in a VPC has subnets and security groups",
      bothForms,
    );
  return {
    kind: "existing",
    subnetIds: checkIds("subnetIds", given.subnetIds, limits.subnetsPerFunction, problems),
    securityGroupIds: checkIds("securityGroupIds", given.securityGroupIds, limits.securityGroupsPerFunction, problems),
  };
}

function checkIds(key: string, ids: Given["subnetIds"], most: number, problems: Problems): string[] {
  const given = ids ?? [];
  const base = at(path, key);
  if (given.length > most)
    problems.add(base, given, `are ${given.length}; Lambda takes ${most} for a function`, `list at most ${most}`);
  for (const [index, id] of given.entries())
    if (id !== undefined && given.indexOf(id) < index)
      problems.add(at(base, index), id, "is listed twice", "remove one of them");
  return given.filter((id) => id !== undefined);
}

function createdVpc({ cidr = defaults.cidr, zones = defaults.zones }: Given, problems: Problems): PublisherVpc {
  const wrong = wrongWithCidr(cidr, zones);
  if (wrong) problems.add(at(path, "cidr"), cidr, wrong.message, wrong.fix);
  return { kind: "create", cidr, zones };
}

/** What AWS, or the wish for a private network, has against a VPC's range. */
function wrongWithCidr(cidr: string, zones: number): { message: string; fix: string } | undefined {
  const { shortest, longest } = limits.vpcPrefixes;
  const example = `for example cidr: ${show(defaults.cidr)}`;
  const [address = "", digits] = cidr.split("/");
  const prefix = Number(digits);
  if (prefix < shortest || prefix > longest)
    return { message: `must be a range of /${shortest} to /${longest}, the sizes that a VPC can have`, fix: example };
  const first = firstAddress(address, prefix);
  if (first !== address) return { message: "does not begin where its range begins", fix: `write "${first}/${prefix}"` };
  if (!isPrivate(address))
    return { message: `must be in a private range: ${listed(privateRanges, "or")}`, fix: example };
  // The range is shared evenly by the zones, in powers of two.
  const largest = limits.subnetPrefix - Math.ceil(Math.log2(zones));
  if (prefix > largest)
    return {
      message: `is too small for ${zones} zones: a subnet of each has at least a /${limits.subnetPrefix}`,
      fix: `take a /${largest} or larger, or fewer zones`,
    };
  return undefined;
}

/** The lowest address of a range, given any address of it. */
function firstAddress(address: string, prefix: number): string {
  const bits = address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(bits / size) * size;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
}

// A VPC's range is no larger than the smallest of these, so its first address tells of all.
function isPrivate(address: string): boolean {
  const ranges = new BlockList();
  for (const range of privateRanges) {
    const [net = "", prefix] = range.split("/");
    ranges.addSubnet(net, Number(prefix));
  }
  return ranges.check(address);
}
