import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../config/config.js';
import { OutboundError, OutboundHttp } from './outbound-http.js';
import { isPublicAddress } from './public-address.js';

let server: Server;
let port: number;
let calls: { method?: string; url?: string; host?: string; body: string }[] = [];
let answer: { status: number; headers?: Record<string, string> } = { status: 204 };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); });
    request.on('end', () => {
      calls.push({ method: request.method!, url: request.url!, host: request.headers.host!, body });
      response.writeHead(answer.status, answer.headers).end('secrets of the intranet');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((done) => server.close(done)));

type Resolve = (name: string) => Promise<readonly string[]>;
const outbound = (networks: string[], resolve?: Resolve) => Object.assign(new OutboundHttp({ outboundNetworks: networks } as unknown as Config), resolve && { resolve });
const failure = async (http: OutboundHttp, address: string) => {
  try {
    return (await http.post(address, {}, '{}')).status;
  } catch (error) {
    return error instanceof OutboundError ? error.failure : error;
  }
};

describe('an address that somebody else has chosen', () => {
  it.each([
    '127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0', '①②⑦.⓪.⓪.①', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:0001]',
    '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fd00::1]', '10.0.0.8', '172.16.4.4', '192.168.1.1', '169.254.169.254', '100.100.100.200', '224.0.0.1', '255.255.255.255',
  ])('never reaches %s', async (host) => {
    calls = [];
    expect(await failure(outbound([]), `http://${host}:${port}/`)).toBe('address_not_allowed');
    expect(await failure(outbound([]), `http://${host}/`)).toBe('address_not_allowed');
    expect(calls).toEqual([]);
  });

  it('is not reached by a name either, even where only one of its addresses is inside', async () => {
    for (const addresses of [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::1'], ['93.184.215.14', 'fd00::1']]) {
      expect(await failure(outbound([], async () => addresses), 'http://shop.example/')).toBe('address_not_allowed');
    }
    expect(await failure(outbound([]), `http://localhost:${port}/`)).toBe('address_not_allowed');
  });

  it('is asked for once: what the name says later does not matter', async () => {
    let asked = 0;
    const rebinding: Resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
    calls = [];
    expect(await failure(outbound(['127.0.0.0/8'], rebinding), `http://shop.example:${port}/hook?a=b`)).toBe(204);
    expect(calls).toEqual([{ method: 'POST', url: '/hook?a=b', host: `shop.example:${port}`, body: '{}' }]);
    expect(asked).toBe(1);
  });

  it('fails closed where the name does not resolve', async () => {
    expect(await failure(outbound(['127.0.0.0/8'], async () => { throw new Error('SERVFAIL'); }), 'http://shop.example/')).toBe('name_unknown');
    expect(await failure(outbound(['127.0.0.0/8'], async () => []), 'http://shop.example/')).toBe('name_unknown');
  });

  it.each(['ftp://shop.example/', 'file:///etc/passwd', 'http://user:pass@shop.example/', 'gopher://shop.example/', 'no address', ''])('cannot be %s', async (address) =>
    expect(await failure(outbound([]), address)).toBe('bad_address'));

  it('has one of the web’s ports', async () => {
    expect(await failure(outbound([], async () => ['93.184.215.14']), 'http://shop.example:22/')).toBe('port_not_allowed');
    expect(await failure(outbound([]), 'http://93.184.215.14:6379/')).toBe('port_not_allowed');
  });

  it('may lie in a network that the operator allows, and then at any port', async () => {
    answer = { status: 200 };
    expect(await failure(outbound(['127.0.0.1/32']), `http://127.0.0.1:${port}/`)).toBe(200);
    expect(await failure(outbound(['10.0.0.0/8']), `http://127.0.0.1:${port}/`)).toBe('address_not_allowed');
  });
});

describe('an answer', () => {
  it('that leads elsewhere is not followed', async () => {
    answer = { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } };
    calls = [];
    expect(await failure(outbound(['127.0.0.1/32']), `http://127.0.0.1:${port}/`)).toBe(302);
    expect(calls).toHaveLength(1);
  });

  it('says when to come again', async () => {
    answer = { status: 429, headers: { 'retry-after': '120' } };
    expect(await outbound(['127.0.0.1/32']).post(`http://127.0.0.1:${port}/`, {}, '')).toEqual({ status: 429, retryAfterSeconds: 120 });
    answer = { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } };
    expect(await outbound(['127.0.0.1/32']).post(`http://127.0.0.1:${port}/`, {}, '')).toEqual({ status: 503, retryAfterSeconds: null });
  });

  it('that is none is a failure with a name', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const free = (closed.address() as AddressInfo).port;
    await new Promise((done) => closed.close(done));
    expect(await failure(outbound(['127.0.0.1/32']), `http://127.0.0.1:${free}/`)).toBe('connection');
    expect(await failure(outbound(['127.0.0.1/32']), `https://127.0.0.1:${port}/`)).toBe('tls');
  });
});

it.each(['8.8.8.8', '93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '172.32.0.1', '100.128.0.1'])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
it.each(['', 'localhost', '1.2.3', '::ffff:8.8.8.8'])('%p is not', (address) => expect(isPublicAddress(address)).toBe(false));
