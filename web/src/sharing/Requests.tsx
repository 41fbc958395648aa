import { useChange } from '../api/queries';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { decideRequest, useShareRequests } from './queries';

/** Who asks to be let into what one shared: of one share, or of all. Nothing where nobody asks. */
export function Requests({ share }: { share?: string }) {
  const requests = useShareRequests(true);
  const decide = useChange((one: { share: string; id: string; granted: boolean }) =>
    decideRequest(one.share, one.id, one.granted),
  );
  const waiting = (requests.data ?? []).filter((one) => !share || one.request.share === share);
  if (waiting.length === 0) return null;
  return (
    <section aria-label="Who asks to be let in">
      <h2>Who asks to be let in</h2>
      <ul className="cards">
        {waiting.map(({ request, title, show }) => (
          <li key={request.id} data-state="held">
            <p className="head">
              <b>{request.name}</b> asks for “{title}”
              <span className="quiet">
                {show} · {moment(request.askedAt)}
                {request.hasAccount ? '' : ' · by the link: the mail name is what they say'}
              </span>
            </p>
            {request.message ? <p>{request.message}</p> : null}
            <p>
              <button
                type="button"
                onClick={() => decide.mutate({ share: request.share, id: request.id, granted: true })}
              >
                Let {request.name} in
              </button>{' '}
              <button
                type="button"
                onClick={() => decide.mutate({ share: request.share, id: request.id, granted: false })}
              >
                Refuse {request.name}
              </button>
            </p>
          </li>
        ))}
      </ul>
      {decide.error ? <ProblemNote error={decide.error} /> : null}
    </section>
  );
}
