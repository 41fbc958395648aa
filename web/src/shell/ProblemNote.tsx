import { Problem } from '../api/client';

/** What went wrong, and the way out. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof Problem ? error : null;
  return (
    <div role="alert" className="problem">
      <p>{problem?.message ?? 'Something in this page failed. Reload it; nothing on the server is affected.'}</p>
      {problem?.advice ? <p className="quiet">{problem.advice}</p> : null}
      {retry ? (
        <button type="button" onClick={retry}>
          Try again
        </button>
      ) : null}
    </div>
  );
}
