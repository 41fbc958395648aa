import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to a server started by `acetate serve`; its address can be set with ACETATE_SERVER.
export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': process.env.ACETATE_SERVER ?? 'http://127.0.0.1:5230' } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  test: {
    // Files of tests wait more than they work: as many run side by side as there are cores.
    maxWorkers: '100%',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/**/*.test.ts'], testTimeout: 30_000,
    // A busy machine answers late, and rightly all the same.
    expect: { poll: { timeout: 15_000, interval: 100 } },
  },
});
