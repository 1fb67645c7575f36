interface Commit {
  sha: string;
  parents: { sha: string }[];
}

/**
 * The commits that were made on the branch itself: what a merge brought in is told by the merge. Takes them
 * oldest first, as GitHub compares them, and leaves them in that order.
 */
export const mainline = <T extends Commit>(commits: readonly T[]): T[] => {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]));
  const own: T[] = [];
  // Each commit has its own sha, but what comes over the network may still run in circles.
  for (
    let next = commits.at(-1);
    next && own.length < commits.length;
    next = bySha.get(next.parents[0]?.sha ?? '')
  )
    own.unshift(next);
  return own;
};
