import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Keys } from '../../platform/keys.js';

/** What is needed of an endpoint to sign for it. */
export interface SecretOwner {
  readonly id: string;
  readonly secretVersion: number;
  readonly rotatedAt: Date | null;
}

const OVERLAP_HOURS = 24;

/**
 * Signs as Standard Webhooks say. A secret is derived from its endpoint and its number, like every token here: it can be shown
 * when it is made, and a copy of the database signs nothing.
 */
@Injectable()
export class WebhookSigning {
  constructor(private readonly keys: Keys) {}

  /** As the receiver's library takes it. */
  secret({ id, secretVersion }: Pick<SecretOwner, 'id' | 'secretVersion'>): string {
    return `whsec_${this.key(id, secretVersion).toString('base64')}`;
  }

  /** While a secret is being replaced both sign, and a receiver accepts what either has signed. */
  headers(owner: SecretOwner, message: { readonly id: string; readonly payload: string }, now: Date): Record<string, string> {
    const { id } = message;
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const versions = inOverlap(owner.rotatedAt, now) ? [owner.secretVersion, owner.secretVersion - 1] : [owner.secretVersion];
    const signed = versions.map((version) => `v1,${createHmac('sha256', this.key(owner.id, version)).update(`${id}.${timestamp}.${message.payload}`).digest('base64')}`);
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signed.join(' ') };
  }

  private key(endpointId: string, version: number): Buffer {
    return this.keys.hmac('webhook', `${endpointId} ${version}`);
  }
}

export function inOverlap(rotatedAt: Date | null, now: Date): boolean {
  return rotatedAt !== null && now.getTime() < overlapEnd(rotatedAt).getTime();
}

export function overlapEnd(rotatedAt: Date): Date {
  return new Date(rotatedAt.getTime() + OVERLAP_HOURS * 3_600_000);
}
