import './shell/tokens.css';
import './shell/shell.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Problem } from './api/client';
import { App } from './shell/App';
import { wearTheme } from './shell/theme';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused will be refused again; what did not arrive may arrive.
      retry: (count, error) => !(error instanceof Problem && error.status >= 400 && error.status < 500) && count < 3,
    },
  },
});

wearTheme();
// A link with a token that is opened where a page is open already: the browser loads nothing anew for what stands behind '#'.
window.addEventListener('hashchange', () => {
  if (window.location.hash.startsWith('#token=')) window.location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the root element');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      {/* A change of the address is drawn before the next key arrives: what is typed goes to what was asked for. */}
      <BrowserRouter useTransitions={false}>
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
