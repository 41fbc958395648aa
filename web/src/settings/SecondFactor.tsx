import { type FormEvent, useState } from 'react';
import { useChange } from '../api/queries';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { RecoveryCodes, SetUpCodes } from '../shell/SetUpCodes';
import { CodeField } from '../shell/SignIn';
import { removeSecondFactor, renewRecoveryCodes, useSecondFactor } from '../shell/session';

/** One's own second factor: what there is, and the ways to change it. */
export function SecondFactor() {
  const factor = useSecondFactor();
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<string[] | null>(null);
  const renew = useChange(renewRecoveryCodes);
  const remove = useChange(removeSecondFactor);
  const [isChanging, setIsChanging] = useState(false);
  const [round, setRound] = useState(0);
  const again = () => {
    setCode('');
    setCodes(null);
    setIsChanging(false);
    setRound(round + 1);
    void factor.refetch();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    renew.mutate(code, { onSuccess: (made) => setCodes(made.codes), onSettled: () => setCode('') });
  };
  if (factor.error) return <ProblemNote error={factor.error} retry={() => void factor.refetch()} />;
  if (!factor.data) return null;
  const { setAt, required, recoveryCodesLeft } = factor.data;
  if (codes) return <RecoveryCodes codes={codes} done={again} />;
  return (
    <>
      <p>
        {setAt
          ? `Codes are asked for since ${moment(setAt)}. ${recoveryCodesLeft} recovery codes are left.`
          : 'You sign in with the password alone. A code of an app on your telephone keeps out who learns it.'}
        {required ? ' They are asked of you here.' : ''}
      </p>
      {setAt ? (
        <details>
          <summary>Recovery codes, or no codes any more</summary>
          <form className="password" onSubmit={submit} aria-label="Codes">
            <CodeField label="Code" value={code} change={setCode} />
            <button type="submit" disabled={renew.isPending || code.trim() === ''}>
              Make ten new recovery codes
            </button>
            {required ? null : (
              <button
                type="button"
                disabled={remove.isPending || code.trim() === ''}
                onClick={() => remove.mutate(code, { onSuccess: again, onError: () => setCode('') })}
              >
                Ask for no codes any more
              </button>
            )}
          </form>
          {(renew.error ?? remove.error) ? <ProblemNote error={renew.error ?? remove.error} /> : null}
        </details>
      ) : null}
      {setAt && !isChanging ? (
        <button type="button" onClick={() => setIsChanging(true)}>
          Another telephone
        </button>
      ) : (
        <SetUpCodes
          key={round}
          asksForPassword
          replaces={setAt !== undefined}
          shown={() => setIsChanging(true)}
          done={again}
        />
      )}
    </>
  );
}
