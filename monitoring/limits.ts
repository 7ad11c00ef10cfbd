/**
 * AWS limits that the plan keeps. Each names its source; a limit no AWS page states is marked "unverified".
 * Pages are of docs.aws.amazon.com; "API" is the CloudWatch API reference (botocore 1.43.11, cloudwatch).
 *
 * What text is limited in is not what a reader counts. CloudWatch's API says characters, without saying which; the
 * provider, which looks at a text before AWS does, counts the bytes of its UTF-8: `StringLenBetween` takes Go's `len`
 * (hashicorp/terraform-provider-aws, internal/service/cloudwatch/metric_alarm.go and composite_alarm.go). A text that
 * fits in bytes fits in every other unit, so bytes are counted wherever other text than ASCII can come in: `·` is two of
 * them, an emoji four. Names with ASCII alone (dashboards, and everything in names.ts) have as many bytes as characters.
 */
export const limits = {
  /** Metrics in one math alarm. AmazonCloudWatch/latest/monitoring/alarm-limits */
  metricsPerAlarm: 10,
  /** Metrics and expressions together in one PutMetricAlarm. @pulumi/aws 7.48.0 cloudwatch/metricAlarm.d.ts ("at most 20") */
  metricQueriesPerAlarm: 20,
  /** Bytes of an AlarmName. API PutMetricAlarm; the provider's schema */
  alarmNameBytes: 255,
  /** Bytes of an AlarmDescription. API PutMetricAlarm (characters); the provider's schema (bytes) */
  alarmDescriptionBytes: 1024,
  /** Bytes of a metric math expression. API MetricDataQuery takes 2,048; the provider's schema 1,024 (metric_alarm.go). */
  expressionBytes: 1024,
  /** Actions for one state of an alarm. API PutMetricAlarm */
  actionsPerState: 5,
  /** Tags of one alarm, the provider's default tags among them. API PutMetricAlarm */
  tagsPerAlarm: 50,
  /** A tag's key and value, UTF-16 units: AWS says Unicode characters, and a letter beyond the BMP counts double here. */
  tagKeyLength: 128,
  tagValueLength: 256,
  /** Alarms that one composite's rule may name; an OR over so many is far from its 500 elements. API PutCompositeAlarm */
  childrenPerComposite: 100,
  /** Bytes of a composite rule. API PutCompositeAlarm; the provider's schema */
  compositeRuleBytes: 10_240,
  /** Longest alarm window (period × evaluation periods) for periods under an hour, seconds. API PutMetricAlarm */
  alarmWindowSeconds: 86_400,
  /** Widgets on one dashboard. CloudWatch dashboard body structure */
  widgetsPerDashboard: 500,
  /** Metrics and expressions in one widget. CloudWatch dashboard body structure */
  metricsPerWidget: 500,
  /** Metrics on one dashboard. Unverified: older AWS pages said so, none that could be read now does; kept all the same. */
  metricsPerDashboard: 2_500,
  /** Columns of the dashboard grid. CloudWatch dashboard body structure */
  dashboardColumns: 24,
  /** Alarms in one alarm-status widget. CloudWatch dashboard body structure */
  alarmsPerStatusWidget: 100,
  /** Dashboard name: letters, digits, - and _. API PutDashboard */
  dashboardNameLength: 255,
  /** Metric values in one PutMetricData. API PutMetricData */
  metricsPerPut: 1_000,
  /** Metric filters of one log group. AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl */
  filtersPerLogGroup: 100,
  /** Characters of a metric filter's pattern. AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter */
  filterPatternLength: 1_024,
  /** Name of a metric filter. AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter */
  filterNameLength: 512,
  /** Dimensions of a metric filter. AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation */
  dimensionsPerFilter: 3,
  /** Queries in one GetMetricData. API GetMetricData */
  queriesPerGet: 500,
  /** Subnets that a function is attached to. lambda/latest/api/API_VpcConfig */
  subnetsPerFunction: 16,
  /** Security groups of a function. lambda/latest/api/API_VpcConfig */
  securityGroupsPerFunction: 5,
  /** Shortest and longest prefix of a VPC's IPv4 range. vpc/latest/userguide/vpc-cidr-blocks */
  vpcPrefixes: { shortest: 16, longest: 28 },
  /** Longest prefix of a subnet's IPv4 range. vpc/latest/userguide/subnet-sizing */
  subnetPrefix: 28,
} as const;
