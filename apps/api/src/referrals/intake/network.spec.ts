import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network.js';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2a00::', '2a00:0:0:0::/64'],
  ])('%s is in %s', (ip, network) => expect(networkOf(ip)).toBe(network));
  it.each(['127.0.0.1', '10.1.2.3', '192.168.0.9', '172.20.0.1', '100.64.9.9', '169.254.1.1', '::1', '::', 'fd00::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '', 'unix:', '999.1.1.1'])('%s says nothing', (ip) =>
    expect(networkOf(ip)).toBeNull());
});
