import { type FormEvent, useState } from 'react';
import { readPlace } from './goto';
import type { Playable } from './Player';
import type { Rate } from './timecode';

/** A timecode typed to go there. */
export function GoTo({
  clip,
  rate,
  shown,
  onGo,
  onClose,
}: {
  clip: Playable;
  rate: Rate;
  shown: number;
  onGo: (frame: number) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [why, setWhy] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = readPlace(text, { ...clip, rate, shown });
    if (typeof place === 'string') {
      setWhy(place);
      return;
    }
    onGo(place);
    onClose();
  };
  return (
    <form className="go-to" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the field appears where the person has just pressed
        autoFocus
        aria-label="Go to timecode"
        aria-invalid={why !== ''}
        placeholder={clip.start ?? 'frame'}
        value={text}
        onChange={(change) => {
          setText(change.target.value);
          setWhy('');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      />
      <button type="submit">Go</button>
      <button type="button" onClick={onClose} aria-label="Stay here">
        ✕
      </button>
      {why ? <span role="alert">{why}</span> : null}
    </form>
  );
}
