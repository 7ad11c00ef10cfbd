export interface Release {
  /** as git has it: v1.2.3 */
  tag: string;
  /** of package.json */
  version: string;
  /** the text of CHANGELOG.md */
  changelog: string;
}

interface Section {
  heading: string;
  lines: string[];
}

/** The parts under `##` headings, in their order. */
const sectionsOf = (changelog: string): Section[] =>
  changelog
    .split(/^## +/m)
    .slice(1)
    .map((text) => {
      const [heading = "", ...lines] = text.split("\n");
      return { heading: heading.trim(), lines: lines.filter((line) => line.trim() !== "") };
    });

/** Why a tag can't be released; nothing where it can. */
export function releaseProblems({ tag, version, changelog }: Release): string[] {
  const problems: string[] = [];
  const tagged = /^v(\d+\.\d+\.\d+)$/.exec(tag)?.[1];
  if (tagged === undefined) problems.push(`"${tag}" is no tag of a release: v1.2.3`);
  else if (tagged !== version) problems.push(`the tag is ${tag}, and package.json says ${version}`);

  const [unreleased, ...released] = sectionsOf(changelog);
  if (unreleased?.heading !== "Unreleased") problems.push("CHANGELOG.md does not begin with ## Unreleased");
  else if (unreleased.lines.length > 0)
    problems.push("CHANGELOG.md has lines under Unreleased: they belong under the version that is released");
  const newest = released[0];
  // A date may follow.
  const named = newest?.heading.replace(/ .*/, "");
  if (named !== version)
    problems.push(`CHANGELOG.md's newest version is ${named ?? "none"}, and package.json says ${version}`);
  else if (newest?.lines.length === 0) problems.push(`CHANGELOG.md says nothing under ${version}`);
  return problems;
}
