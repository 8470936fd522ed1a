import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { contentSecurityPolicy } from './dev/contentSecurityPolicy.ts';
import { stub } from './dev/stub.ts';

/** Where `npm run dev` finds a running Videoflix. */
const SERVER = 'http://127.0.0.1:8359';

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), contentSecurityPolicy(), mode === 'stub' && stub()],
  base: '/',
  build: {
    // Svelte 5's own floor; household TVs and old tablets stop here.
    target: ['chrome87', 'safari14'],
    // Every file is a file of its own: nothing inlined as data:, so caching and the CSP stay simple.
    assetsInlineLimit: 0,
    // The player page is one chunk of about this size, hls.js and media-chrome with it; no other page loads it.
    chunkSizeWarningLimit: 900,
  },
  // Vitest would else take Svelte's server half, where nothing can be mounted.
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : undefined,
  server: {
    proxy:
      mode === 'stub'
        ? undefined
        : // The Origin check compares with the server's own address, so both headers are rewritten.
          { '^/(api|admin|static)/': { target: SERVER, changeOrigin: true, headers: { origin: SERVER } } },
  },
  test: {
    environment: 'happy-dom',
    // Links that the router leaves to the browser must not lead the tests away.
    environmentOptions: { happyDOM: { settings: { navigation: { disableMainFrameNavigation: true, disableFallbackToSetURL: true } } } },
    include: ['src/**/*.test.ts'],
  },
}));
