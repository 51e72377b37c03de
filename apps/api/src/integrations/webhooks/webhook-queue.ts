import { Injectable } from '@nestjs/common';
import { derivedId } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs/jobs.js';

/** One try of a delivery. */
export interface Try {
  readonly programId: string;
  readonly deliveryId: string;
  readonly round: number;
  /** From 1. */
  readonly attempt: number;
}

/** Tries as jobs. The job's id follows from the try: planning one twice is planning it once. */
@Injectable()
export class WebhookQueue {
  constructor(private readonly jobs: Jobs) {}

  async plan(tries: readonly Try[], waitSeconds = 0): Promise<void> {
    await this.jobs.insert('webhooks', tries.map((data) => ({
      id: derivedId('webhook', data.programId, data.deliveryId, String(data.round), String(data.attempt)),
      data,
      ...(waitSeconds > 0 && { startAfter: waitSeconds }),
    })));
  }
}
