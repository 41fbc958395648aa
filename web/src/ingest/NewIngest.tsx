import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { scanCard, submitCard, useChange } from '../api/queries';
import type { CardOffer, Finding, IngestReceipt, OfferedRoll } from '../api/types';
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
        <Summary key={scan.data.source} offer={scan.data} show={show} folder={folder.trim()} onStart={setReceipt} />
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
  offer: CardOffer;
  show: string;
  folder: string;
  onStart: (receipt: IngestReceipt) => void;
}) {
  const first = offer.rolls[0];
  const [tags, setTags] = useState({
    shootDay: first?.shootDay ?? '',
    dayNumber: first?.dayNumber ? String(first.dayNumber) : '',
    unit: first?.unit ?? '',
    episode: first?.episode ?? '',
    carriedBy: '',
    note: '',
  });
  const start = useChange(submitCard);
  const total = offer.rolls.reduce((sum, roll) => sum + roll.bytes, 0);
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
        show,
        shootDay: tags.shootDay || undefined,
        dayNumber: tags.dayNumber ? Number(tags.dayNumber) : undefined,
        unit: tags.unit,
        episode: tags.episode,
        carriedBy: tags.carriedBy,
        note: tags.note,
      },
      { onSuccess: onStart },
    );
  };
  return (
    <form onSubmit={submit}>
      <h3>
        {offer.rolls.length} {offer.rolls.length === 1 ? 'roll' : 'rolls'}, {bytes(total)}
        {offer.drive ? <span className="quiet"> on {offer.drive}</span> : null}
      </h3>
      <Findings findings={offer.findings} />
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
          {offer.rolls.map((roll) => (
            <RollRow key={roll.path || roll.name} roll={roll} />
          ))}
        </tbody>
      </table>
      {offer.reports.length > 0 ? <p>Reports on the drive say what to expect: {offer.reports.join(', ')}.</p> : null}
      <fieldset className="row">
        <legend>Tags, as proposed by the folders</legend>
        {field('shootDay', 'Shoot day', 'date')}
        {field('dayNumber', 'Day number', 'number')}
        {field('unit', 'Unit')}
        {field('episode', 'Episode')}
        {field('carriedBy', 'Brought by')}
        {field('note', 'Note')}
        <button type="submit" className="primary" disabled={start.isPending || offer.rolls.length === 0 || show === ''}>
          Start the ingest into {show || '…'}
        </button>
      </fieldset>
      {start.error ? <ProblemNote error={start.error} /> : null}
    </form>
  );
}

function RollRow({ roll }: { roll: OfferedRoll }) {
  return (
    <>
      <tr>
        <th scope="row">{roll.name}</th>
        <td>
          {roll.kind}
          {roll.maker ? `, ${roll.maker}` : ''}: <span className="quiet">{roll.reason}</span>
        </td>
        <td className="number">{roll.clips.toLocaleString('en')}</td>
        <td className="number">{roll.files.toLocaleString('en')}</td>
        <td className="number">{bytes(roll.bytes)}</td>
        <td>{manifestWords[roll.manifest]}</td>
      </tr>
      {roll.findings.length > 0 ? (
        <tr>
          <td />
          <td colSpan={5}>
            <Findings findings={roll.findings} />
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
