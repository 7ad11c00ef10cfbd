// Where Pulumi's plugin runner begins. As JavaScript and an ES module it has Node itself strip the types of the files
// beside it; through index.ts the runner would compile and type-check them, with all of @pulumi/aws, at each start.
import { componentProviderHost } from "@pulumi/pulumi/provider/experimental/index.js";
import { BedrockQuotaMonitor } from "./index.ts";

// Pulumi would take the name of package.json, which can't be that of the package that it depends on. Nothing may be awaited
// here: the runner loads this file with require().
void componentProviderHost({
  name: "bedrock-headroom",
  components: [BedrockQuotaMonitor],
  dirname: import.meta.dirname,
});
