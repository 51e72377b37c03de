import { readSource } from '../source-files.js';
import { sha256 } from '../keys.js';

export interface PageAsset {
  readonly type: string;
  readonly content: Buffer;
}

const FILES = [
  ['geist-latin.woff2', 'fonts/', 'font/woff2'],
  ['onest-latin-640.woff2', 'fonts/', 'font/woff2'],
  ['share.js', 'scripts/', 'text/javascript; charset=utf-8'],
] as const;
export type AssetName = (typeof FILES)[number][0];

const entries = FILES.map(([name, folder, type]) => {
  const content = readSource(`platform/pages/${folder}${name}`);
  const hash = sha256(content).toString('hex').slice(0, 12);
  return { name, address: `/page-assets/${name.replace(/(\.\w+)$/, `.${hash}$1`)}`, asset: { type, content } };
});
const byAddress = new Map(entries.map(({ address, asset }) => [address, asset]));

/** Where a file of the public pages is served. Its hash is part of the name, so it may be cached for ever. */
export function assetAddress(name: AssetName): string {
  return entries.find((entry) => entry.name === name)!.address;
}

/** The file at an address; looked up in a fixed table, never in the file system. */
export function assetAt(address: string): PageAsset | undefined {
  return byAddress.get(address);
}
