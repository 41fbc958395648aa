import { useState } from 'react';

/** A button that puts what is shown once on the clipboard; where the browser has none (no TLS), what is shown is selected by hand. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState('');
  if (!('clipboard' in navigator)) return null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(''),
    );
  return (
    <button type="button" aria-label={`${copied === text ? 'Copied' : 'Copy'}: ${what}`} onClick={() => void copy()}>
      {copied === text ? 'Copied' : 'Copy'}
    </button>
  );
}
