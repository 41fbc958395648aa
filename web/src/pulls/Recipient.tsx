import { Link } from 'react-router';
import type { Pull } from '../api/types';
import { useWorkspaces } from '../workspaces/queries';

/** Who gets at what is delivered, as far as the viewer may know: a package that nobody outside sees was not handed over. */
export function NobodyThere({ pull }: { pull: Pull }) {
  const known = useWorkspaces().data;
  const place = known?.find(({ workspace }) => workspace.show === pull.show && workspace.name === pull.recipient);
  if (!known || (place ? place.members !== 0 : pull.state !== 'planned')) return null;
  return (
    <p className="todo">
      {place ? (
        <>
          Nobody of {pull.recipient} is let into their workspace yet, so only people of {pull.show} see it.{' '}
          <Link to={`/workspaces/${place.workspace.id}`}>Let somebody in</Link>
        </>
      ) : (
        `${pull.recipient} is new here: their workspace is made when this is approved, and people of theirs are let in on its page.`
      )}
    </p>
  );
}

/** The names that packages of a show went to before, to be chosen from. */
export function useRecipients(show: string, kind: Pull['kind']): string[] {
  const wanted = kind === 'vfx' ? 'vendor' : 'finishing';
  return (useWorkspaces().data ?? [])
    .filter(({ workspace }) => workspace.show === show && workspace.kind === wanted)
    .map(({ workspace }) => workspace.name);
}
