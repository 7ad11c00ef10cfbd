/** One AWS service that the quota publisher or the notifier calls, and so needs an interface endpoint for in a VPC without internet. */
interface PublisherEndpoint {
  /** last part of the endpoint's service name: com.amazonaws.<region>.<service> */
  service: string;
  /** all that they call there, as IAM names it */
  actions: readonly string[];
  /**
   * Whether an AWS page says that the service takes an endpoint policy. Where none does, the endpoint keeps AWS's
   * default of full access, since a policy that the service does not support could be refused; what the function may do
   * is then its role's alone.
   */
  policySupported: boolean;
}

/**
 * All that the functions' own code calls (aws-port.ts of each). Not among them: KMS, which SNS calls
 * for whoever publishes to an encrypted topic (sns/latest/dg/sns-key-management), and CloudWatch Logs and SQS, which
 * Lambda calls; and Secrets Manager, which only webhooks need, and those need a way to the internet anyway.
 *
 * The service names are those of vpc/latest/privatelink/aws-services-privatelink-support, read 2026-11-21, which lists all
 * three. That page shows VpcEndpointPolicySupported for monitoring, and sns/latest/dg/sns-vpc-endpoint-policy has one for
 * SNS. For Service Quotas no AWS page that could be read tells.
 */
export const publisherEndpoints: readonly PublisherEndpoint[] = [
  {
    service: "monitoring",
    actions: [
      "cloudwatch:PutMetricData",
      "cloudwatch:GetMetricData",
      "cloudwatch:ListMetrics",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:DescribeAlarmHistory",
    ],
    policySupported: true,
  },
  {
    service: "servicequotas",
    actions: [
      "servicequotas:ListServiceQuotas",
      "servicequotas:ListAWSDefaultServiceQuotas",
      "servicequotas:GetServiceQuota",
      "servicequotas:GetAWSDefaultServiceQuota",
    ],
    policySupported: false,
  },
  { service: "sns", actions: ["sns:Publish"], policySupported: true },
];
