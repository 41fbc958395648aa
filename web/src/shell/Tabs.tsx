import { type KeyboardEvent, useMemo, useRef } from 'react';
import { type KeyBinding, useKeys } from './keys';

export interface Tab {
  id: string;
  label: string;
  count?: number;
}

/** A row of tabs; arrows move, as the ARIA pattern wants, and the digits choose. Its panel must have the id `panel`. */
export function Tabs({
  tabs,
  value,
  onChange,
  label,
}: {
  tabs: Tab[];
  value: string;
  onChange: (id: string) => void;
  label: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  const names = tabs.map((tab) => `${tab.id} ${tab.label}`).join('\n');
  useKeys(
    useMemo<KeyBinding[]>(
      () =>
        names.split('\n').map((tab, index) => {
          const [id = '', ...words] = tab.split(' ');
          return { key: String(index + 1), does: words.join(' '), run: () => onChange(id) };
        }),
      [names, onChange],
    ),
  );
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tabs[(tabs.findIndex((tab) => tab.id === value) + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKey}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={`tab-${tab.id}`}
          type="button"
          role="tab"
          aria-selected={tab.id === value}
          aria-controls="panel"
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
          {tab.count ? <span className="count">{tab.count.toLocaleString('en')}</span> : null}
        </button>
      ))}
    </div>
  );
}
