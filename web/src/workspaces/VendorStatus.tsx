import { many } from '../pulls/words';
import { useVendorStatus } from '../returns/queries';
import { Findings, Standing } from '../returns/Signs';
import { versionOf } from '../returns/words';
import { moment } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';

/** How things stand for the vendor whose workspace it is: packages fetched or not, shots, and what was handed in. */
export function VendorStatus({ workspace }: { workspace: string }) {
  const status = useVendorStatus(workspace);
  if (status.error) return <ProblemNote error={status.error} retry={() => void status.refetch()} />;
  if (!status.data) return null;
  const { packages, shots, returns, waiting } = status.data;
  return (
    <section aria-label="How things stand">
      <h2>How things stand</h2>
      {packages.length > 0 ? (
        <table className="plain-table" aria-label="Packages">
          <thead>
            <tr>
              <th scope="col">Package</th>
              <th scope="col">Handed over</th>
              <th scope="col">Downloaded</th>
            </tr>
          </thead>
          <tbody>
            {packages.map((one) => (
              <tr key={one.id}>
                <th scope="row">{one.name}</th>
                <td>{one.readyAt ? moment(one.readyAt) : '–'}</td>
                <td>{one.fetchedAt ? `first on ${moment(one.fetchedAt)}` : 'not yet'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {shots.length > 0 ? (
        <table className="plain-table" aria-label="Shots">
          <thead>
            <tr>
              <th scope="col">Shot</th>
              <th scope="col">State</th>
              <th scope="col">Plates</th>
              <th scope="col">Given</th>
              <th scope="col" className="number">
                Versions
              </th>
            </tr>
          </thead>
          <tbody>
            {shots.map((one) => (
              <tr key={one.shot}>
                <th scope="row">{one.shot}</th>
                <td>
                  <Standing state={one.state} />
                  {one.hasNewerPlates ? <span className="quiet"> newer plates since</span> : null}
                </td>
                <td>{one.plates.join(', ')}</td>
                <td>{one.lastGivenAt ? moment(one.lastGivenAt) : '–'}</td>
                <td className="number">{one.versions}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {waiting.length > 0 ? (
        <>
          <h3>Received</h3>
          <ul aria-label="Folders that wait to be taken in">
            {waiting.map((one) => (
              <li key={one.name}>
                <b>{one.name}</b>, {many(one.pictures, 'picture')}:{' '}
                {one.isArriving
                  ? 'files of it are still on their way.'
                  : 'it arrived whole, and the production takes it in. Its shots stand as before until then.'}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {returns.length > 0 ? (
        <>
          <h3>Handed in</h3>
          <ul aria-label="Versions handed in">
            {returns.map((one) => (
              <li key={one.id}>
                <b>
                  {one.shot} {one.task} {versionOf(one.version)}
                </b>{' '}
                <Standing state={one.state} /> {one.reason} <span className="quiet">{moment(one.receivedAt)}</span>
                <Findings findings={one.findings} of={one.name} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
