import { useState } from 'react';

/** How the page looks: dark for a grading room, light for an office, and the grey around pictures. */
export interface Look {
  theme: 'dark' | 'light';
  surround: 'dark' | 'grey' | 'black';
}

export const surrounds = ['dark', 'grey', 'black'] as const;

function kept(): Look {
  const theme = window.localStorage.getItem('theme') === 'light' ? 'light' : 'dark';
  const surround = surrounds.find((name) => name === window.localStorage.getItem('surround')) ?? 'dark';
  return { theme, surround };
}

/** Puts the look on the page; it is the viewer's own and not part of the address. */
export function wearTheme(look: Look = kept()) {
  document.documentElement.dataset.theme = look.theme;
  document.documentElement.dataset.surround = look.surround;
}

export function useLook(): [Look, (change: Partial<Look>) => void] {
  const [look, setLook] = useState(kept);
  return [
    look,
    (change) => {
      const next = { ...look, ...change };
      window.localStorage.setItem('theme', next.theme);
      window.localStorage.setItem('surround', next.surround);
      wearTheme(next);
      setLook(next);
    },
  ];
}
