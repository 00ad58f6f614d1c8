import { build, defineConfig, type Rolldown } from 'vite';

/**
 * Bundles the Node sides into few CommonJS files: Node starts a program, and a thread, from those quicker than from
 * modules. koffi and node-pty stay outside: they load binaries of their own.
 */
export default defineConfig({
  plugins: [
    {
      name: 'preload-script',
      async generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'preload.js', source: await preloadScript() });
      },
    },
    {
      name: 'commonjs-folder',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
      },
    },
  ],
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
        start: 'src-main/serve/start.ts',
        desktop: 'src-main/desktop/main.ts',
      },
      output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' },
      external: ['koffi', 'node-pty', 'electron'],
    },
  },
  ssr: { noExternal: true, external: ['koffi', 'node-pty', 'electron'] },
});

/** In its sandbox it can load nothing but 'electron': built by itself, it shares no file with the others. */
async function preloadScript(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: 'src-main/preload/main.ts',
      target: 'es2023',
      write: false,
      minify: false,
      rollupOptions: { output: { format: 'cjs' }, external: ['electron'] },
    },
    ssr: { noExternal: true, external: ['electron'] },
  });
  return (result as Rolldown.RolldownOutput).output[0].code;
}
