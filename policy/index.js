// Pulumi's policy host loads this with require(), and registers ts-node first, which refuses TypeScript modules. Node
// itself runs them, so the entry is JavaScript and leaves the rest to Node.
import "./pack.ts";
