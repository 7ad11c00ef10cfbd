import { readdir, readFile } from "node:fs/promises";

const root = new URL("../../", import.meta.url);

export const stackText = (file: string): Promise<string> => readFile(new URL(file, root), "utf8");

/** Every stack that the project ships: its name and its file's text. */
export const shippedStacks: readonly (readonly [stack: string, text: string])[] = await Promise.all(
  (await readdir(root))
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort()
    .map(async (stack) => [stack, await stackText(`Pulumi.${stack}.yaml`)] as const),
);
