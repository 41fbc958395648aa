import { createTheme } from '@mantine/core';

/** Mantine draws with our tokens, so that there is one place where a colour is decided. */
export const theme = createTheme({
  fontFamily: "'Inter', 'DejaVu Sans', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', 'DejaVu Sans Mono', ui-monospace, monospace",
  defaultRadius: 'sm',
  primaryColor: 'gray',
  cursorType: 'pointer',
});
