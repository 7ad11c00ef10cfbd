/**
 * The Regions that have the API of Amazon Q Developer in chat applications (AWS Chatbot; general/latest/gr/chatbot).
 * What is configured through one of them holds for the whole account, and for topics of every Region.
 */
export const slackApiRegions = ["us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1"] as const;

/** Where the API is called for a stack whose config does not say. */
export const slackApiRegionFor = (region: string): string =>
  slackApiRegions.find((one) => one === region) ?? slackApiRegions[0];
