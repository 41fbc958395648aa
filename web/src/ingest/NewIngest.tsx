import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { scanCard, submitCard, useChange } from '../api/queries';
import type { Finding, IngestOffer, IngestReceipt, Roll, ScannedRoll } from '../api/types';
import { useAddress } from '../shell/address';
import { bytes } from '../shell/format';
import { ProblemNote } from '../shell/ProblemNote';
import { State } from '../shell/State';
import { manifestWords } from './stages';

/** A card from its path to its start: scan, look at what was found, correct the tags, go. */
export function NewIngest({ show, close }: { show: string; close: () => void }) {
  const [folder, setFolder] = useAddress('path');
  const scan = useChange(scanCard);
  const [receipt, setReceipt] = useState<IngestReceipt | null>(null);
  const look = (event: FormEvent) => {
    event.preventDefault();
    setReceipt(null);
    scan.mutate(folder.trim());
  };
  return (
    <section className="panel" aria-label="New ingest">
      <header className="panel-head">
        <h2>New ingest</h2>
        <button type="button" aria-label="Close new ingest" onClick={close}>
          ✕
        </button>
      </header>
      <form className="row" onSubmit={look}>
        <label className="grow">
          Card, drive or folder, as the server sees it
          <input
            value={folder}
            placeholder="/media/A001R2EC"
            spellCheck={false}
            onChange={(change) => setFolder(change.target.value)}
          />
        </label>
        <button type="submit" disabled={scan.isPending || folder.trim() === ''}>
          {scan.isPending ? 'Reading…' : 'Read the card'}
        </button>
      </form>
      <p className="quiet">
        A card on another machine: run{' '}
        <code>
          acetate ingest CARD --show {show || 'SHOW'} --server {window.location.origin}
        </code>{' '}
        there, or <code>acetate station</code>. Nothing is written to a card, ever.
      </p>
      {scan.error ? <ProblemNote error={scan.error} /> : null}
      {receipt ? <Receipt receipt={receipt} /> : null}
      {scan.data && !receipt ? (
        <Summary
          key={scan.data.scan.source}
          offer={scan.data}
          show={show}
          folder={folder.trim()}
          onStart={setReceipt}
        />
      ) : null}
    </section>
  );
}

function Summary({
  offer,
  show,
  folder,
  onStart,
}: {
  offer: IngestOffer;
  show: string;
  folder: string;
  onStart: (receipt: IngestReceipt) => void;
}) {
  const { rolls } = offer.scan;
  const folderTags = rolls.find((roll) => roll.dayFolder)?.dayFolder;
  // A link may bring the tags along, as that of a roll whose card is read again does.
  const [on] = useAddress('on');
  const [number] = useAddress('number');
  const [unit] = useAddress('unit');
  const [episode] = useAddress('episode');
  const [by] = useAddress('by');
  const [tags, setTags] = useState({
    shootDay: on || (folderTags?.day ?? ''),
    dayNumber: number || (folderTags?.dayNumber ? String(folderTags.dayNumber) : ''),
    unit: unit || (folderTags?.unit ?? ''),
    episode: episode || (folderTags?.episode ?? ''),
    carriedBy: by,
    note: '',
  });
  const start = useChange(submitCard);
  const total = rolls.reduce((sum, roll) => sum + size(roll), 0);
  const drive = [offer.drive?.model, offer.drive?.label, offer.drive?.serial].filter(Boolean).join(' ');
  const field = (name: keyof typeof tags, label: string, type = 'text') => (
    <label>
      {label}
      <input type={type} value={tags[name]} onChange={(change) => setTags({ ...tags, [name]: change.target.value })} />
    </label>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate(
      {
        path: folder,
        tags: {
          show,
          shootDay: tags.shootDay || undefined,
          dayNumber: tags.dayNumber ? Number(tags.dayNumber) : undefined,
          unit: tags.unit,
          episode: tags.episode,
          carriedBy: tags.carriedBy,
          note: tags.note,
        },
      },
      { onSuccess: onStart },
    );
  };
  return (
    <form onSubmit={submit}>
      <h3>
        {rolls.length} {rolls.length === 1 ? 'roll' : 'rolls'}, {bytes(total)}
        {drive ? <span className="quiet"> on {drive}</span> : null}
      </h3>
      <Findings findings={offer.scan.findings} />
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Roll</th>
            <th scope="col">What it is, and why</th>
            <th scope="col" className="number">
              Clips
            </th>
            <th scope="col" className="number">
              Files
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Manifest</th>
          </tr>
        </thead>
        <tbody>
          {rolls.map((roll, index) => (
            <RollRow key={roll.path || roll.name} roll={roll} check={offer.checks[index]} />
          ))}
        </tbody>
      </table>
      {offer.reports.length > 0 ? (
        <p>Reports on the drive say what to expect: {offer.reports.map((report) => report.path).join(', ')}.</p>
      ) : null}
      <fieldset className="row">
        <legend>Tags, as proposed by the folders</legend>
        {field('shootDay', 'Shoot day', 'date')}
        {field('dayNumber', 'Day number', 'number')}
        {field('unit', 'Unit')}
        {field('episode', 'Episode')}
        {field('carriedBy', 'Brought by')}
        {field('note', 'Note')}
        <button type="submit" className="primary" disabled={start.isPending || rolls.length === 0 || show === ''}>
          Start the ingest into {show || '…'}
        </button>
      </fieldset>
      {start.error ? <ProblemNote error={start.error} /> : null}
    </form>
  );
}

function size(roll: ScannedRoll): number {
  return roll.files.reduce((sum, file) => sum + file.length, 0);
}

function RollRow({ roll, check }: { roll: ScannedRoll; check: IngestOffer['checks'][number] | undefined }) {
  const findings = [...roll.findings, ...roll.clips.flatMap((clip) => clip.findings), ...(check?.findings ?? [])];
  const manifest: Roll['manifest'] = check?.state ?? 'unchecked';
  return (
    <>
      <tr>
        <th scope="row">{roll.name}</th>
        <td>
          {roll.kind}
          {roll.maker ? `, ${roll.maker}` : ''}: <span className="quiet">{roll.reason}</span>
        </td>
        <td className="number">{roll.clips.length.toLocaleString('en')}</td>
        <td className="number">{roll.files.length.toLocaleString('en')}</td>
        <td className="number">{bytes(size(roll))}</td>
        <td>{manifestWords[manifest]}</td>
      </tr>
      {findings.length > 0 ? (
        <tr>
          <td />
          <td colSpan={5}>
            <Findings findings={findings} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** What a person should know, worst first, each with its way out. */
export function Findings({ findings }: { findings: Finding[] }) {
  const order = { hold: 0, warning: 1, note: 2 };
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  if (sorted.length === 0) return null;
  return (
    <ul className="findings">
      {sorted.map((finding) => (
        <li key={`${finding.code} ${finding.path} ${finding.message}`} data-severity={finding.severity}>
          <span className="severity">{finding.severity === 'hold' ? <State word="held" /> : finding.severity}</span>
          <span>
            {finding.message}
            {finding.advice ? <span className="todo">{finding.advice}</span> : null}
            {finding.path ? <code>{finding.path}</code> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Receipt({ receipt }: { receipt: IngestReceipt }) {
  const words = {
    accepted: 'is on its way',
    held: 'is held',
    resumed: 'goes on where it stopped',
    'already-there': 'is in the library already',
  };
  return (
    <div className="receipt" role="status">
      <ul>
        {receipt.rolls.map((roll) => (
          <li key={roll.roll}>
            <Link to={`/ingest/rolls/${roll.roll}`}>{roll.name}</Link> {words[roll.outcome]}
            {roll.message ? `: ${roll.message}` : '.'}
          </li>
        ))}
      </ul>
      <Findings findings={receipt.findings} />
    </div>
  );
}
