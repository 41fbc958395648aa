import { useLayoutEffect } from 'react';

/** One key and what it does; the list is what `?` shows. */
export interface KeyBinding {
  key: string;
  does: string;
  run: (event: KeyboardEvent) => void;
}

const active = new Map<symbol, KeyBinding[]>();

/** Everything that can be typed on the page now. */
export function activeKeys(): KeyBinding[] {
  return [...active.values()].flat();
}

/** Binds keys as long as the component is shown, from the moment it can be seen; keys typed into fields stay there. */
export function useKeys(bindings: KeyBinding[]) {
  useLayoutEffect(() => {
    const id = Symbol('keys');
    active.set(id, bindings);
    const onKey = (event: KeyboardEvent) => {
      // The list of keys lies over the page: what is beneath waits until it is closed.
      if (document.querySelector('dialog.keys[open]')) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      const binding = bindings.find((candidate) => candidate.key === event.key);
      if (!binding || ((event.key === 'Enter' || event.key === ' ') && isPressed(event.target, event.key))) return;
      event.preventDefault();
      binding.run(event);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      active.delete(id);
      window.removeEventListener('keydown', onKey);
    };
  }, [bindings]);
}

/** Enter and Space belong to the button or link that has the focus; what opens a picture leaves Space to it. */
function isPressed(target: EventTarget | null, key: string): boolean {
  const but = key === ' ' ? ':not(.thumb, [data-plays])' : '';
  return (
    target instanceof HTMLElement && target.closest(`button${but}, a[href], summary, input[type=checkbox]`) !== null
  );
}

function isField(target: EventTarget | null): boolean {
  // Nothing is typed into a box that is ticked.
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
