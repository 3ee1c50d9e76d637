export interface Stat {
  /** Below the server: what is counted. */
  path: string;
  count: number | string;
  words: string;
}

/** Numbers that call for something, each a link to what it counts. */
export const Stats = ({ base, stats }: { base: string; stats: readonly Stat[] }) => (
  <div class="stats">
    {stats.map(({ path, count, words }) => (
      <a class="stat" href={`${base}${path}`}>
        <strong>{count}</strong>
        <span>{words}</span>
      </a>
    ))}
  </div>
);
