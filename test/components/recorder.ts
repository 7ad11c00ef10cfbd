import * as pulumi from "@pulumi/pulumi";
import { decodeValue } from "../../preview/recorded-values.ts";
import { placeOf, standInInvokes, standInOutputs } from "../../preview/stand-in-outputs.ts";

export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/**
 * Runs `create` under Pulumi's mocks and gives back every resource it registered, sorted by type and name.
 * Parents and dependencies are not visible to mocks: those are asserted with the recording engine.
 */
export async function registeredBy(create: () => unknown, region = "us-east-1"): Promise<Registered[]> {
  const registered: Registered[] = [];
  const place = placeOf(region);
  const invokes = standInInvokes(place);
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        registered.push({ type, name, inputs });
        const { id, outputs } = standInOutputs(type, name, inputs, place);
        return { id, state: { ...inputs, ...outputs } };
      },
      call({ token, inputs }) {
        const stub = invokes[token];
        if (!stub) throw new Error(`no stand-in answer for ${token}`);
        return stub(inputs);
      },
    },
    "bedrock-headroom",
    "test",
    false,
  );
  await create();
  await pulumi.runtime.disconnect();
  for (const one of registered) one.inputs = (await plain(one.inputs)) as Record<string, unknown>;
  return registered.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** Mocks get archives and assets as objects with promises inside; here they look as the recording engine shows them. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof pulumi.asset.AssetArchive) return { archive: await plain(await value.assets) };
  if (value instanceof pulumi.asset.StringAsset) return { text: await value.text };
  if (value instanceof pulumi.asset.FileAsset) return { path: await value.path };
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(async ([name, field]) => [name, await plain(field)] as const);
  return decodeValue(Object.fromEntries(await Promise.all(fields))).value;
}

const key = ({ type, name }: Registered) => `${type} ${name}`;

/** The one resource of a type, or of a type and name. */
export function only(registered: readonly Registered[], type: string, name?: string): Registered {
  const found = registered.filter((one) => one.type.endsWith(`:${type}`) && (name === undefined || one.name === name));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} resources of type ${type} ${name ?? ""}`);
  return first;
}

/** How many resources of each type, by the type's last word. */
export function counts(registered: readonly Registered[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of registered) {
    const word = type.slice(type.lastIndexOf(":") + 1);
    result[word] = (result[word] ?? 0) + 1;
  }
  return result;
}
