import { UnknownValueError } from "@pulumi/policy";
import { unknown } from "./policy.ts";

/**
 * Values as the engine hands them to a policy, as plain JSON. Reading one that comes with the deployment throws there,
 * and the SDK then gives the whole policy up; here it is `unknown`, and the rest is still looked at.
 */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const read = (key: string | number): unknown => {
    try {
      return plain((value as Record<string | number, unknown>)[key]);
    } catch (error) {
      if (error instanceof UnknownValueError) return unknown;
      throw error;
    }
  };
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => read(index));
  // Files and archives: code, not settings, and classes of the SDK with much of their own.
  if ("__pulumiAsset" in value || "__pulumiArchive" in value) return undefined;
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(key)]));
}
