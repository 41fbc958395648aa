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
    ({ request, mayDecide }) =>
      (request.state === 'waiting' && (mayDecide || request.askedBy === me)) ||
      (request.state === 'approved' && mayDecide),
  );
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="bulk">
      <h2 id="bulk">Originals in bulk: a second person must agree</h2>
      <ul className="cards">
        {open.map(({ request, mayDecide }) => (
          <li key={request.id} data-state={request.state === 'waiting' ? 'waiting' : 'done'}>
            <p className="head">
              <b>{request.askedBy}</b>
              <State word={request.state === 'waiting' ? 'waiting' : 'done'} />
              <span className="quiet">
                {request.show} ·{' '}
                {request.state === 'waiting' ? `until ${moment(request.endsAt)}` : `agreed to by ${request.decidedBy}`}
              </span>
            </p>
            <p>{request.reason}</p>
            {mayDecide ? (
              <p className="todo">
                {request.state === 'waiting' ? (
                  <button
                    type="button"
                    disabled={decide.isPending}
                    aria-label={`Let ${request.askedBy} fetch originals of ${request.show} ${request.rule ? 'by this rule' : 'for a day'}`}
                    onClick={() =>
                      decide.mutate(
                        { id: request.id, verb: 'approval' },
                        {
                          onSuccess: (now) =>
                            say({
                              message: now.rule
                                ? `${now.askedBy} may by this rule, until it is taken back.`
                                : `${now.askedBy} may until ${moment(now.endsAt)}.`,
                            }),
                        },
                      )
                    }
                  >
                    {request.rule ? 'Agree until taken back' : 'Agree for a day'}
                  </button>
                ) : null}{' '}
                <button
                  type="button"
                  disabled={decide.isPending}
                  aria-label={
                    request.state === 'waiting'
                      ? `Refuse the request of ${request.askedBy}`
                      : `Take back what was agreed to ${request.askedBy}`
                  }
                  onClick={() => decide.mutate({ id: request.id, verb: 'refusal' })}
                >
                  {request.state === 'waiting' ? 'Refuse' : 'Take back'}
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
