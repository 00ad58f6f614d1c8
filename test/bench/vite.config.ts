import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'build/bench',
    emptyOutDir: true,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        bench: 'test/bench/main.ts',
        bridge: 'test/bench/bridge.ts',
        traffic: 'test/bench/traffic.ts',
        waker: 'test/bench/waker.ts',
      },
      output: { entryFileNames: '[name].js' },
      external: ['koffi', 'playwright-core'],
    },
  },
  ssr: { noExternal: true, external: ['koffi', 'playwright-core'] },
});
