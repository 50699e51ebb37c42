import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * The page protects itself, whatever serves it: only its own files, no inline script, no plug-ins. `ws:` and `wss:` are for
 * browsers in which 'self' does not cover sockets. Not while developing, since the development server works by inline script.
 */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'",
      },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  plugins: [react(), contentPolicy],
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
