import { defineConfig } from 'vite';

/** Bundles the Node sides: few files to read at start is what keeps `run` quick. koffi stays outside: it loads its own binary. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'build/main',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        cli: 'src-main/cli/main.ts',
        daemon: 'src-main/daemon/main.ts',
        serving: 'src-main/daemon/serving.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' },
      external: ['koffi'],
    },
  },
  ssr: { noExternal: true, external: ['koffi'] },
});
