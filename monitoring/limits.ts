/**
 * AWS limits that the plan keeps. Each names its source; a limit no AWS page states is marked "unverified".
 * Pages are of docs.aws.amazon.com; "API" is the CloudWatch API reference (botocore 1.43.11, cloudwatch).
 */
export const limits = {
  /** Metrics in one math alarm. AmazonCloudWatch/latest/monitoring/alarm-limits */
  metricsPerAlarm: 10,
  /** Metrics and expressions together in one PutMetricAlarm. @pulumi/aws 7.48.0 cloudwatch/metricAlarm.d.ts ("at most 20") */
  metricQueriesPerAlarm: 20,
  /** AlarmName length. API PutMetricAlarm */
  alarmNameLength: 255,
  /** AlarmDescription length. API PutMetricAlarm says characters; kept in bytes of UTF-8, to be on the safe side. */
  alarmDescriptionLength: 1024,
  /** A metric math expression's length. API MetricDataQuery */
  expressionLength: 2048,
  /** Actions for one state of an alarm. API PutMetricAlarm */
  actionsPerState: 5,
  /** Tags of one alarm. API PutMetricAlarm */
  tagsPerAlarm: 50,
  /** Alarms that one composite's rule may name; an OR over so many is far from its 500 elements. API PutCompositeAlarm */
  childrenPerComposite: 100,
  /** A composite rule's length. API PutCompositeAlarm */
  compositeRuleLength: 10_240,
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
