// What bench/program.ts compares with: a program that imports the packages of the real one, and creates nothing.
import * as aws from "@pulumi/aws";
import "@pulumi/pulumi";
import "esbuild";
import "fastest-levenshtein";
import "zod";

export const { accountId } = await aws.getCallerIdentity();
