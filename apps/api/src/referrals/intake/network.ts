import { BlockList, isIPv4, isIPv6 } from 'node:net';

// What says nothing about who somebody is: this machine, a private network, a proxy that was not declared.
const HERE = new BlockList();
for (const [net, bits] of [['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.168.0.0', 16]] as const) HERE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [['::', 127], ['fc00::', 7], ['fe80::', 10]] as const) HERE.addSubnet(net, bits, 'ipv6');

/**
 * The network an address lies in: its /24, or its /64 in IPv6. Null for what is no public address. An address is never stored, and
 * this only as a keyed hash.
 */
export function networkOf(ip: string): string | null {
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(address)) return HERE.check(address, 'ipv4') ? null : `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  if (!isIPv6(address) || HERE.check(address, 'ipv6')) return null;
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}

/** All eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const [front, back] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  return [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
}
