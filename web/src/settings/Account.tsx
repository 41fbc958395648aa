import { useChange } from '../api/queries';
import { ChoosePassword } from '../shell/ChoosePassword';
import { ProblemNote } from '../shell/ProblemNote';
import { type Me, signOutEverywhere } from '../shell/session';
import { SecondFactor } from './SecondFactor';

/** What somebody can change about themselves. */
export function Account({ me }: { me: Me }) {
  const leave = useChange(signOutEverywhere);
  return (
    <section className="account" aria-label="Your account">
      <p>
        You are <b>{me.name}</b>
        {me.title ? `, ${me.title}` : ''}
        {me.administrator ? ', an administrator' : ''}.
      </p>
      <ChoosePassword me={me} />
      {me.session ? (
        <>
          <h2>Codes besides the password</h2>
          <SecondFactor />
        </>
      ) : null}
      <h2>Sessions</h2>
      <p className="quiet">
        A session ends after sixteen hours. Somebody who has a browser of yours is out when all of them end.
      </p>
      <button
        type="button"
        disabled={leave.isPending}
        onClick={() => leave.mutate(undefined, { onSuccess: () => window.location.reload() })}
      >
        Sign out everywhere
      </button>
      {leave.error ? <ProblemNote error={leave.error} /> : null}
    </section>
  );
}
