import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // Maven packs this folder into the jar, from which the gateway serves it.
    outDir: '../target/classes/static',
    emptyOutDir: true,
    target: 'es2022',
    // `light-dark()` is kept as it is from these on.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // No data: URLs, which a strict Content-Security-Policy refuses.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` shows the app on its own port, with a running Dewberry behind it.
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
});
