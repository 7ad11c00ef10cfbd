import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** How a function of ours is deployed: its `function-settings.ts`. */
interface FunctionSettings {
  readonly runtime: string;
  readonly architecture: string;
  readonly handler: string;
  readonly bundleFile: string;
  readonly logFormat: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

export interface LambdaFunctionArgs {
  readonly settings: FunctionSettings;
  readonly functionName: string;
  readonly description: string;
  readonly role: aws.iam.Role;
  /** of the role: a run before it has them would only fail */
  readonly permissions: pulumi.Resource;
  /** path of the bundled function */
  readonly bundle: string | Promise<string>;
  /** what lies beside the bundle, by file name */
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly vpcConfig?: aws.types.input.lambda.FunctionVpcConfig | undefined;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A Lambda function of ours, in a log group that is there before it. */
export const lambdaFunction = (
  parent: pulumi.Resource,
  name: string,
  { settings, role, permissions, logGroup, region, tags, ...args }: LambdaFunctionArgs,
): aws.lambda.Function =>
  new aws.lambda.Function(
    name,
    {
      name: args.functionName,
      description: args.description,
      role: role.arn,
      runtime: settings.runtime,
      architectures: [settings.architecture],
      handler: settings.handler,
      memorySize: settings.memoryMegabytes,
      timeout: settings.timeoutSeconds,
      code: new pulumi.asset.AssetArchive({
        [settings.bundleFile]: new pulumi.asset.FileAsset(args.bundle),
        ...Object.fromEntries(
          Object.entries(args.files ?? {}).map(([path, text]) => [path, new pulumi.asset.StringAsset(text)]),
        ),
      }),
      ...(args.variables && { environment: { variables: args.variables } }),
      loggingConfig: { logFormat: settings.logFormat, logGroup: logGroup.name },
      ...(args.vpcConfig && { vpcConfig: args.vpcConfig }),
      region,
      tags,
    },
    { parent, dependsOn: [permissions] },
  );
