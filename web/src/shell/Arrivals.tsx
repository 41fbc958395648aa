import type { FolderAtSite, RollAtSite } from '../api/types';
import { bytes, moment } from './format';
import { State, type StateWord } from './State';

type Receipt = RollAtSite | FolderAtSite;

/** What sites outside say of what they fetched: who has it whole, by whose word. Nothing where nobody said a word. */
export function Arrivals({ receipts, of, named }: { receipts: readonly Receipt[]; of?: string; named?: boolean }) {
  if (receipts.length === 0) return null;
  const partOf = (receipt: Receipt) => ('asset' in receipt ? receipt.asset : named ? receipt.name : '');
  const hasParts = receipts.some((receipt) => partOf(receipt) !== '');
  const title = of ? `Where ${of} arrived` : 'Where it arrived';
  return (
    <>
      <h2>{title}</h2>
      <table className="plain-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Site</th>
            {hasParts ? <th scope="col">What</th> : null}
            <th scope="col">State</th>
            <th scope="col" className="number">
              Files
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Said</th>
            <th scope="col">Sealed by</th>
          </tr>
        </thead>
        <tbody>
          {receipts.map((receipt) => (
            <tr key={`${receipt.site} ${partOf(receipt)} ${receipt.reportedBy}`}>
              <th scope="row">{receipt.site}</th>
              {hasParts ? <td>{partOf(receipt)}</td> : null}
              <td>
                <State word={words[receipt.state]} says={says[receipt.state]} /> {receipt.message}
              </td>
              <td className="number">{receipt.files.toLocaleString('en')}</td>
              <td className="number">{bytes(receipt.bytes)}</td>
              <td>
                {moment(receipt.reportedAt)} by {receipt.reportedBy}
              </td>
              <td title={receipt.manifestHash}>
                {receipt.generation ? `generation ${receipt.generation}` : '–'}
                {'package' in receipt && receipt.package === 'matches' ? ', manifest hash matches' : null}
                {'package' in receipt && receipt.package === 'differs' ? (
                  <>
                    , <State word="failed" says="manifest hash differs from the package's" />
                  </>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const words: Record<Receipt['state'], StateWord> = { fetching: 'running', complete: 'done', failed: 'failed' };

const says: Record<Receipt['state'], string> = {
  fetching: 'on its way',
  complete: 'arrived, read back',
  failed: 'not whole',
};
