import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vite';

const FOLDER = 'test/guest';
const programs = readdirSync(`${FOLDER}/inside`).map((file) => `inside/${file}`);
const tests = readdirSync(FOLDER).filter((file) => file.endsWith('.test.ts'));
const files = ['host/guest.ts', 'host/suite.ts', ...programs, ...tests];

/** Everything is bundled here, on the host: in the guest a CPU is 10 to 20 times slower. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'build/guest',
    emptyOutDir: true,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: Object.fromEntries(files.map((file) => [basename(file, '.ts'), `${FOLDER}/${file}`])),
      output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' },
      external: ['koffi'],
    },
  },
  ssr: { noExternal: true, external: ['koffi'] },
});
