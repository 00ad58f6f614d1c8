import { defineConfig } from 'vite';

/** The preload script by itself: in a sandbox it can load nothing but 'electron', so it shares no file with others. */
export default defineConfig({
  build: {
    ssr: 'src-main/preload/main.ts',
    // The Chromium of Electron 45.
    target: 'chrome146',
    outDir: 'build/main',
    emptyOutDir: false,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      output: { format: 'cjs', entryFileNames: 'preload.js' },
      external: ['electron'],
    },
  },
  ssr: { noExternal: true, external: ['electron'] },
});
