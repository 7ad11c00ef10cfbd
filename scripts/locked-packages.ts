/** The part of package-lock.json that is read here. docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
export interface Lock {
  packages?: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  /** the package's own name, where it is installed under another */
  name?: string;
  version?: string;
  license?: string | { type?: string } | readonly { type?: string }[];
  /** true: needed to develop alone */
  dev?: boolean;
  /** true: a folder of this project */
  link?: boolean;
}

/** Everything that npm installs: a package as often as it is installed. */
export const lockedPackages = (lock: Lock): { id: string; path: string; locked: LockedPackage }[] =>
  Object.entries(lock.packages ?? {})
    .filter(([path, { link }]) => path.includes("node_modules/") && !link)
    .map(([path, locked]) => {
      const name = locked.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      return { id: `${name}@${locked.version}`, path, locked };
    });
