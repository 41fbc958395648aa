import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import { useChange } from '../api/queries';
import type { BulkRequest } from '../api/types';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { say } from '../shell/undo';

/** Requests to fetch originals in bulk that wait for the reader, or that the reader made and others must decide. */
export function BulkRequests({ me }: { me: string }) {
  const requests = useQuery({
    queryKey: ['bulk-requests'],
    queryFn: async ({ signal }) =>
      (await call<{ requests: { request: BulkRequest; mayDecide: boolean }[] }>('/api/bulk-requests', { signal }))
        .requests,
  });
  const decide = useChange(({ id, verb }: { id: string; verb: 'approval' | 'refusal' }) =>
    call<BulkRequest>(`/api/bulk-requests/${id}/${verb}`, { method: 'POST', body: {} }),
  );
  const open = (requests.data ?? []).filter(
    ({ request, mayDecide }) => request.state === 'waiting' && (mayDecide || request.askedBy === me),
  );
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="bulk">
      <h2 id="bulk">Originals in bulk: a second person must agree</h2>
      <ul className="cards">
        {open.map(({ request, mayDecide }) => (
          <li key={request.id} data-state="waiting">
            <p className="head">
              <b>{request.askedBy}</b>
              <State word="waiting" />
              <span className="quiet">
                {request.show} · until {moment(request.endsAt)}
              </span>
            </p>
            <p>{request.reason}</p>
            {mayDecide ? (
              <p className="todo">
                <button
                  type="button"
                  disabled={decide.isPending}
                  aria-label={`Let ${request.askedBy} fetch originals of ${request.show} for a day`}
                  onClick={() =>
                    decide.mutate(
                      { id: request.id, verb: 'approval' },
                      { onSuccess: (now) => say({ message: `${now.askedBy} may until ${moment(now.endsAt)}.` }) },
                    )
                  }
                >
                  Agree for a day
                </button>{' '}
                <button
                  type="button"
                  disabled={decide.isPending}
                  aria-label={`Refuse the request of ${request.askedBy}`}
                  onClick={() => decide.mutate({ id: request.id, verb: 'refusal' })}
                >
                  Refuse
                </button>
              </p>
            ) : (
              <p className="todo">Another owner of the show must agree.</p>
            )}
          </li>
        ))}
      </ul>
      {decide.error ? <ProblemNote error={decide.error} /> : null}
    </section>
  );
}
