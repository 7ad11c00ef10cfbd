import { packagedVersion } from "./packaged.ts";

// How a person types a command, wherever a text names one. In this repository npm's scripts run them; who has the
// package runs it through npx, which finds it wherever it is installed, or not at all, and Pulumi by its own name.

const packaged = packagedVersion !== undefined;

/** What stands before a verb of the `headroom` command. */
export const headroomCommand = packaged ? "npx bedrock-headroom" : "npm run headroom --";

/** The same where its output goes on into a file or another command: npm prints lines of its own otherwise. */
export const quietHeadroom = packaged ? "npx bedrock-headroom" : "npm run --silent headroom --";

/** Deploys a stack; options of `pulumi up` may follow. */
export const upCommand = (stack: string): string =>
  packaged ? `pulumi up --stack ${stack}` : `npm run up -- ${stack}`;

/** What deploys any stack. */
export const upWords = packaged ? "pulumi up" : "npm run up";

/** Shows what would change of a deployed stack; options of `pulumi preview` may follow. */
export const diffCommand = (stack: string): string =>
  packaged ? `pulumi preview --diff --stack ${stack}` : `npm run diff -- ${stack}`;

/** Brings what is known of a Region's models up to date: the package's data come with the package. */
export const refreshCommand = (region: string): string =>
  packaged ? "npm install bedrock-headroom@latest" : `${headroomCommand} registry refresh --region ${region}`;

/** Shows every stack file here, without an account. */
export const previewCommand = packaged ? "npx bedrock-headroom preview" : "npm start";
