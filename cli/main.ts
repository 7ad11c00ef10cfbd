import { enableCompileCache } from "node:module";
import { ownVersion } from "../stacks/own-version.ts";

if (["--version", "-V"].includes(process.argv[2] ?? "")) console.log(ownVersion());
else {
  // Only what is loaded after this is cached: a command starts in about half the time from its second run on.
  enableCompileCache();
  const { run } = await import("./run.ts");
  await run();
}
