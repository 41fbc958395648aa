import { type DragEvent, type FormEvent, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useChange } from '../api/queries';
import { mayDo } from '../pulls/words';
import { useShowName } from '../shell/address';
import { bytes, moment } from '../shell/format';
import { Loading } from '../shell/Loading';
import { ProblemNote } from '../shell/ProblemNote';
import { useMe } from '../shell/session';
import { say } from '../shell/undo';
import { keepCut, removeCut, restoreCut, useCuts } from './requests';
import { rateOf } from './words';
import './cuts.css';

/** The cuts of a show: handed in here, looked at by everybody of the show. */
export function CutsPage() {
  const show = useShowName();
  const cuts = useCuts(show);
  const may = mayDo(useMe().data, show);
  const remove = useChange(removeCut);
  const all = cuts.data ?? [];
  return (
    <>
      <h1>Cuts</h1>
      {cuts.error ? <ProblemNote error={cuts.error} retry={() => void cuts.refetch()} /> : null}
      {may.plan ? <HandIn show={show} /> : null}
      {cuts.isLoading ? <Loading rows={4} height={40} what="the cuts" /> : null}
      {cuts.data && all.length === 0 ? (
        <p className="empty">
          No cut yet. {may.plan ? 'Drop an edit list above' : `An operator of ${show} hands an edit list in`}: it says
          which camera originals each event means, and why; plates and originals are pulled from it.
        </p>
      ) : null}
      {remove.error ? <ProblemNote error={remove.error} /> : null}
      {all.length > 0 ? (
        <table className="plain-table" aria-label="Cuts">
          <thead>
            <tr>
              <th scope="col">Cut</th>
              <th scope="col" className="number">
                Events
              </th>
              <th scope="col">Rate</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">Handed in</th>
              <th scope="col">
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((cut) => (
              <tr key={cut.id}>
                <th scope="row">
                  <Link to={`/cuts/${cut.id}?show=${encodeURIComponent(show)}`}>{cut.name}</Link>
                </th>
                <td className="number">{cut.events.toLocaleString('en')}</td>
                <td>{rateOf(cut)}</td>
                <td className="number">{bytes(cut.length)}</td>
                <td>
                  {moment(cut.keptAt)} <span className="quiet">{cut.keptBy}</span>
                </td>
                <td>
                  {may.plan ? (
                    <button
                      type="button"
                      aria-label={`Take ${cut.name} off the list`}
                      onClick={() =>
                        remove.mutate(cut.id, {
                          onSuccess: () =>
                            say({
                              message: `${cut.name} is off the list.`,
                              undo: () => restoreCut(cut.id),
                            }),
                        })
                      }
                    >
                      ✕
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

/** Where an edit list is dropped, or chosen. */
function HandIn({ show }: { show: string }) {
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [rate, setRate] = useState('');
  const [isOver, setOver] = useState(false);
  const keep = useChange((file: File) => keepCut(show, file, rate.trim()));
  const take = (file: File | null | undefined) => {
    if (file && !keep.isPending)
      keep.mutate(file, { onSuccess: (cut) => void navigate(`/cuts/${cut.id}?show=${encodeURIComponent(show)}`) });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <section
      className="hand-in"
      aria-label="Hand a cut in"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <form
        className="row"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          take(field.current?.files?.[0]);
        }}
      >
        <label>
          Rate, where the list does not say it, as no EDL does
          <input
            value={rate}
            placeholder="the show's, or its clips'"
            size={20}
            spellCheck={false}
            onChange={(change) => setRate(change.target.value)}
          />
        </label>
        <label className="grow">
          Drop an edit list here, or choose it: EDL, OTIO, FCP 7 XML, FCPXML, AAF, ALE or a shot list
          <input ref={field} type="file" onChange={(change) => take(change.target.files?.[0])} />
        </label>
        <button type="submit" disabled={keep.isPending}>
          {keep.isPending ? 'Reading…' : 'Hand it in'}
        </button>
      </form>
      {keep.error ? <ProblemNote error={keep.error} /> : null}
    </section>
  );
}
