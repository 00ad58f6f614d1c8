import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/**
 * xterm writes style elements and style attributes, which the page's CSP refuses; by way of CSSOM the same is allowed.
 * An element of the page's own stands in for the former (views/terminal/constructed-style.ts).
 */
const xtermStyles: Plugin = {
  name: 'xterm-styles',
  transform: {
    filter: { id: /@xterm\/xterm\/lib\/xterm\.mjs/ },
    handler(code) {
      const element = code.replaceAll('createElement("style")', 'createElement("constructed-style")');
      const attribute = element.replace(/(\w+)\.setAttribute\("style",/g, '$1.style.cssText=(');
      if (element === code || attribute === element) this.error('xterm no longer writes its styles as it used to.');
      return { code: attribute, map: null };
    },
  },
};

/** The page, the same for the window and for a browser. Nothing in it is inline or remote, as its CSP demands. */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [svelte(), xtermStyles],
  build: {
    target: 'chrome120',
    // The page, and the instructor's notes on it.
    rolldownOptions: { input: ['src-renderer/index.html', 'src-renderer/notes.html'] },
    outDir: '../build/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    // All of it comes from this PC.
    chunkSizeWarningLimit: 2000,
  },
});
