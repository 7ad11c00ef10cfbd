import * as pulumi from "@pulumi/pulumi";
import { LimitError } from "../monitoring/limit-checks.ts";
import { RegistryFileError } from "../registry/read-files.ts";
import { ConfigError } from "./config.ts";

/** What is wrong with a config or a monitor's arguments, as an error that Pulumi shows as a message alone. */
export const asRunError = (error: unknown): unknown =>
  error instanceof ConfigError || error instanceof LimitError || error instanceof RegistryFileError
    ? new pulumi.RunError(error.message)
    : error;
