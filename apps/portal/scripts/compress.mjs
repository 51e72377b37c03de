// Stores what the build wrote once more as .br and .gz, as small as they get: the server sends these and compresses nothing itself.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '..', 'dist');
const WORTH_IT = /\.(js|css|html|json|svg|webmanifest|txt)$/;
/** Smaller ones fit into one packet anyway. */
const LEAST_BYTES = 1024;

const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) => WORTH_IT.test(name)).map((name) => join(DIST, name));
for (const file of files.filter((name) => statSync(name).size >= LEAST_BYTES)) {
  const content = readFileSync(file);
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
