/** Grey lines of the size of what comes, so that nothing jumps when it is there. */
export function Loading({ rows, height = 34, what }: { rows: number; height?: number; what: string }) {
  return (
    <div className="loading" aria-busy="true">
      <p className="hidden" role="status">
        Loading {what}…
      </p>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never change places
        <div key={row} style={{ height }} />
      ))}
    </div>
  );
}
