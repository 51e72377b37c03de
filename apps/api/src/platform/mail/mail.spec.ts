import { describe, expect, it } from '@jest/globals';
import { headerText, smtpAddress } from './address.js';
import { refusalOf } from './smtp-mailer.js';

describe('what an SMTP error means for the mail', () => {
  it.each([
    ['nobody is there', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }, 'undeliverable'],
    ['nobody is there, in so many words', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', message: 'Recipient command failed: 550 5.1.1 User unknown' }, 'undeliverable'],
    ['a mailbox that is off', { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO', message: '550-5.2.1 disabled' }, 'undeliverable'],
    ['a full mailbox', { code: 'EENVELOPE', responseCode: 552, command: 'RCPT TO', message: '552 5.2.2 over quota' }, 'permanent'],
    ['we may not relay', { code: 'EENVELOPE', responseCode: 554, command: 'RCPT TO', message: '554 5.7.1 Relay access denied' }, 'permanent'],
    ['we may not send as that', { code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' }, 'permanent'],
    ['taken for spam', { code: 'EMESSAGE', responseCode: 550, command: 'DATA', message: '550 5.7.1 spam' }, 'permanent'],
    ['the server asks to come again', { code: 'EENVELOPE', responseCode: 421, command: 'RCPT TO' }, 'temporary'],
    ['refused after DATA', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }, 'permanent'],
    ['our password is wrong: the mail may be fine', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, 'temporary'],
    ['nobody listens', { code: 'ESOCKET', syscall: 'connect', command: 'CONN' }, 'temporary'],
    ['no such host', { code: 'EDNS', command: 'CONN' }, 'temporary'],
    ['no greeting', { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' }, 'temporary'],
    ['silence in the middle', { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', command: 'CONN' }, 'unknown'],
    ['cut in the middle', { code: 'ECONNECTION', command: 'CONN' }, 'unknown'],
    ['reset in the middle', { code: 'ESOCKET', syscall: 'read', command: 'CONN' }, 'unknown'],
    ['something new', new Error('?'), 'unknown'],
  ])('%s', (_, error, refusal) => expect(refusalOf(error)).toBe(refusal));
});

describe('addresses for SMTP', () => {
  it('takes a plain address, and an internationalised domain in ASCII', () => {
    expect(smtpAddress('Maja.K+news@Reader.test')).toBe('Maja.K+news@reader.test');
    expect(smtpAddress('a@bücher.example')).toBe('a@xn--bcher-kva.example');
  });

  it.each([
    'a@b.test, c@d.test', 'a@b.test\r\nBcc: c@d.test', '"a@b.test c"@d.test', 'a(c@d.test)@b.test', '<a@b.test>', 'A <a@b.test>', '@relay.test:a@b.test',
    'a@b.test>', 'a@[127.0.0.1]', 'a@localhost', '', 'a@b.test c@d.test', 'a@@b.test', 'ä@b.test',
  ])('refuses %j', (text) => expect(() => smtpAddress(text)).toThrow('mail.address_invalid'));
});

describe('header text', () => {
  it('is one line of limited length, cut between characters', () => {
    expect(headerText('Daily\r\nBcc: x@y.test\u2028z')).toBe('Daily Bcc: x@y.test z');
    expect(headerText('a\u0000b\u0085c')).toBe('a b c');
    expect(headerText('🎈🎈🎈', 2)).toBe('🎈🎈');
  });
});
