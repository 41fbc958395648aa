import { acknowledge, takeAcknowledgementBack, useChange } from '../api/queries';
import type { Roll } from '../api/types';
import { assign } from '../dailies/queries';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { mayOperate, useMe } from '../shell/session';
import { say } from '../shell/undo';
import { type CareWord, careDeed } from './care';

/** Who takes care of a roll that is held, and the button with which one says so. */
export function CareOfRoll({ roll }: { roll: Roll }) {
  return (
    <Care
      show={roll.show}
      name={roll.name}
      care={roll.acknowledged ?? undefined}
      take={() => acknowledge(roll.id)}
      giveBack={() => takeAcknowledgementBack(roll.id)}
    />
  );
}

/** The same of dailies: they are somebody's, whether they are held or not. */
export function CareOfDailies(props: { show: string; roll: string; name: string; assignee: string }) {
  const me = useMe().data?.name ?? '';
  return (
    <Care
      show={props.show}
      name={`the dailies of ${props.name}`}
      care={props.assignee ? { by: props.assignee } : undefined}
      take={() => assign(props.roll, me)}
      giveBack={() => assign(props.roll, '')}
    />
  );
}

function Care(props: {
  show: string;
  name: string;
  care: CareWord | undefined;
  take: () => Promise<unknown>;
  giveBack: () => Promise<unknown>;
}) {
  const me = useMe().data;
  const { care, name } = props;
  const take = useChange(props.take);
  const giveBack = useChange(props.giveBack);
  const deed = careDeed(care, me?.name ?? '', mayOperate(me, props.show));
  const mine = { message: `You take care of ${name}.`, undo: props.giveBack };
  return (
    <div className="care">
      {care ? (
        <span>
          {care.by === me?.name ? 'You take' : `${care.by} takes`} care of it
          {care.at ? <span className="quiet"> since {moment(care.at)}</span> : null}
        </span>
      ) : null}{' '}
      {deed === 'give-back' ? (
        <button
          type="button"
          aria-label={`Give ${name} back`}
          disabled={giveBack.isPending}
          onClick={() =>
            giveBack.mutate(undefined, {
              onSuccess: () => say({ message: `Nobody takes care of ${name} now.`, undo: props.take }),
            })
          }
        >
          Give it back
        </button>
      ) : null}
      {deed === 'take' || deed === 'take-over' ? (
        <button
          type="button"
          aria-label={deed === 'take' ? `I take care of ${name}` : `Take ${name} over`}
          disabled={take.isPending}
          onClick={() => take.mutate(undefined, { onSuccess: () => say(mine) })}
        >
          {deed === 'take' ? 'I take care of it' : 'Take it over'}
        </button>
      ) : null}
      {(take.error ?? giveBack.error) ? <ProblemNote error={take.error ?? giveBack.error} /> : null}
    </div>
  );
}
