import react from '@vitejs/plugin-react';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Compresses once what the server sends many times. Small files, and those that do not get smaller, stay as they are. */
function compressed(): Plugin {
  const smallest = 1024;
  return {
    name: 'spark-compressed',
    apply: 'build',
    async writeBundle({ dir }) {
      const folder = join(dir ?? 'dist', 'assets');
      for (const name of await readdir(folder)) {
        if (!/\.(js|css|svg|ttf)$/.test(name)) continue;
        const file = join(folder, name);
        const content = await readFile(file);
        const forms = {
          br: await promisify(brotliCompress)(content, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
          }),
          gz: await promisify(gzip)(content, { level: 9 }),
        };
        for (const [ending, form] of Object.entries(forms)) {
          if (content.length >= smallest && form.length < content.length * 0.9) await writeFile(`${file}.${ending}`, form);
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  worker: { format: 'es' },
  build: {
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      onLog(level, log, handle) {
        // A directive of React's compiler in what it has compiled: it means nothing any more.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
    // Monaco is one piece of some size, and loaded by GraphiQL alone.
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
    // The policy lets nothing be inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8080', ws: true } } },
});
